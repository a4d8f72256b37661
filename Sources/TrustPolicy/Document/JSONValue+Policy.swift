import Basics

extension JSONValue {
  /// What was read, with each key of an object once.
  init(_ node: LocatedJSON) {
    self =
      switch node.content {
      case .object(let members): .object(Self.merged(members.map { Member($0.key, JSONValue($0.value)) }))
      case .array(let elements): .array(elements.map { JSONValue($0) })
      case .string(let string): .string(string)
      case .number(let number): .number(number)
      case .boolean(let boolean): .bool(boolean)
      case .null: .null
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

  private func joined(with other: JSONValue) -> JSONValue {
    switch (self, other) {
    case (.object(let members), .object(let others)): .object(Self.merged(members + others))
    case (.array(let elements), .array(let others)): .array(elements + others)
    case (.array(let elements), _): .array(elements + [other])
    case (_, .array(let others)): .array([self] + others)
    default: line.utf8Equals(other.line) ? self : .array([self, other])
    }
  }

  /// One string, or an array of several.
  static func strings(_ strings: [String]) -> JSONValue {
    if strings.count == 1, let first = strings.first { return .string(first) }
    return .array(strings.map { .string($0) })
  }
}
