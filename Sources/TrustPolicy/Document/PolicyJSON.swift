import Basics

/// JSON that is written: members stay in the order in which they were given.
package indirect enum PolicyJSON: Sendable, Hashable {
  case object([Member])
  case array([PolicyJSON])
  case string(String)
  /// A number, or a word of JSON, as it is spelled.
  case word(String)

  package struct Member: Sendable, Hashable {
    var key: String
    var value: PolicyJSON

    init(_ key: String, _ value: PolicyJSON) {
      self.key = key
      self.value = value
    }
  }

  /// What was read.
  init(_ node: PolicyNode) {
    self =
      switch node.content {
      case .object(let members): .object(Self.merged(members.map { Member($0.key, PolicyJSON($0.value)) }))
      case .array(let elements): .array(elements.map { PolicyJSON($0) })
      case .string(let string): .string(string)
      case .number(let number): .word(number)
      case .boolean(let boolean): .word(boolean ? "true" : "false")
      case .null: .word("null")
      }
  }

  /// Members of which each key stands once, with the values of all that have it: IAM refuses a doubled key.
  static func merged(_ members: [Member]) -> [Member] {
    var result: [Member] = []
    // By bytes: to Swift a key equals another that only looks the same.
    var places: [[UInt8]: Int] = [:]
    for member in members {
      if let place = places[Array(member.key.utf8)] {
        result[place].value = result[place].value.joined(with: member.value)
      } else {
        places[Array(member.key.utf8)] = result.count
        result.append(member)
      }
    }
    return result
  }

  private func joined(with other: PolicyJSON) -> PolicyJSON {
    switch (self, other) {
    case (.object(let members), .object(let others)): .object(Self.merged(members + others))
    case (.array(let elements), .array(let others)): .array(elements + others)
    case (.array(let elements), _): .array(elements + [other])
    case (_, .array(let others)): .array([self] + others)
    default: line.isExactly(other.line) ? self : .array([self, other])
    }
  }

  /// One string, or an array of several.
  static func strings(_ strings: [String]) -> PolicyJSON {
    if strings.count == 1, let first = strings.first { return .string(first) }
    return .array(strings.map { .string($0) })
  }

  /// The text over several lines, each level by two spaces further in.
  /// - Parameter indentation: What every line but the first begins with.
  /// - Returns: The text, without a line break at its end.
  package func text(indentation: String = "") -> String {
    let inner = indentation + "  "
    func list(_ open: String, _ items: [String], _ close: String) -> String {
      items.isEmpty
        ? open + close : "\(open)\n\(items.map { inner + $0 }.joined(separator: ",\n"))\n\(indentation)\(close)"
    }
    switch self {
    case .object(let members):
      return list("{", members.map { "\(Self.quoted($0.key)): \($0.value.text(indentation: inner))" }, "}")
    case .array(let elements): return list("[", elements.map { $0.text(indentation: inner) }, "]")
    case .string(let string): return Self.quoted(string)
    case .word(let word): return word
    }
  }

  /// The text on one line.
  var line: String {
    switch self {
    case .object(let members):
      "{" + members.map { "\(Self.quoted($0.key)): \($0.value.line)" }.joined(separator: ", ") + "}"
    case .array(let elements): "[" + elements.map(\.line).joined(separator: ", ") + "]"
    case .string(let string): Self.quoted(string)
    case .word(let word): word
    }
  }

  /// A string with its quotes; what acts on a terminal is escaped, too.
  static func quoted(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(Character(scalar))"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.isUnprintable {
          for unit in String(Character(scalar)).utf16 {
            let digits = String(unit, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          }
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
