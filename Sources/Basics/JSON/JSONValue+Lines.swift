extension JSONValue {
  /// The text over several lines, each level by two spaces further in; what acts on a terminal is escaped.
  /// - Parameter indentation: What every line but the first begins with.
  /// - Returns: The text, without a line break at its end.
  package func lines(indentation: String = "") -> String {
    let inner = indentation + "  "
    func list(_ open: String, _ items: [String], _ close: String) -> String {
      items.isEmpty
        ? open + close : "\(open)\n\(items.map { inner + $0 }.joined(separator: ",\n"))\n\(indentation)\(close)"
    }
    switch self {
    case .object(let members):
      return list(
        "{", members.map { "\(JSONText.printable($0.key)): \($0.value.lines(indentation: inner))" }, "}")
    case .array(let elements): return list("[", elements.map { $0.lines(indentation: inner) }, "]")
    case .null, .bool, .number, .string: return line
    }
  }

  /// The text on one line, with white space between its parts; what acts on a terminal is escaped.
  package var line: String {
    switch self {
    case .object(let members):
      "{" + members.map { "\(JSONText.printable($0.key)): \($0.value.line)" }.joined(separator: ", ") + "}"
    case .array(let elements): "[" + elements.map(\.line).joined(separator: ", ") + "]"
    case .string(let string): JSONText.printable(string)
    case .null, .bool, .number: String(decoding: text, as: UTF8.self)
    }
  }
}

extension JSONText {
  /// A string with its quotes; what acts on a terminal is escaped, too.
  package static func printable(_ string: String) -> String {
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
