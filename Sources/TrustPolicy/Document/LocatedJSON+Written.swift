import Basics

extension LocatedJSON {
  /// What is to be written, as if it had been read at the start of a text.
  init(_ json: JSONValue) {
    offset = 0
    content =
      switch json {
      case .object(let members):
        .object(members.map { Member(key: $0.key, keyOffset: 0, value: LocatedJSON($0.value)) })
      case .array(let elements): .array(elements.map { LocatedJSON($0) })
      case .string(let string): .string(string)
      case .bool(let value): .boolean(value)
      case .null: .null
      case .number(let number): .number(number)
      }
  }
}
