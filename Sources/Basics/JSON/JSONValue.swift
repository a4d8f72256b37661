/// A JSON text's content (RFC 8259), of whatever types it is.
package enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  /// A number as it is written: no type holds all that can be.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A key with its value.
  package struct Member: Sendable, Hashable {
    /// The key.
    package var key: String
    /// The value.
    package var value: JSONValue

    /// Creates a member.
    package init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }
}

/// What is of a type; `nil` where it is of another.
extension JSONValue {
  /// The value of a key; the last one where there are several, as Go and most others take it.
  package subscript(key: String) -> JSONValue? {
    members?.last { $0.key == key }?.value
  }

  /// An object's members, in their order; several may have the same key.
  package var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// An array's elements.
  package var elements: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// A string's characters.
  package var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// A number, to the precision of the type; `nil` also where it is out of the type's range.
  package var double: Double? {
    guard case .number(let text) = self, let number = Double(text), number.isFinite else { return nil }
    return number
  }

  /// A whole number, also one that is written with a fraction or an exponent; `nil` also where it is out of range.
  package var int: Int? {
    guard case .number(let text) = self else { return nil }
    return Int(text) ?? double.flatMap { Int(exactly: $0) }
  }
}

/// Members that may be missing; `null` stands for missing too, as most decoders have it.
extension JSONValue {
  /// Why a member cannot be used.
  package struct WrongType: Error, Hashable {
    /// The member's key.
    package var key: String

    /// Names the member.
    package init(key: String) {
      self.key = key
    }
  }

  /// A member's value in a type.
  /// - Parameters:
  ///   - key: The key.
  ///   - type: The accessor for the type: `\.string`.
  /// - Returns: The value; `nil` where there is none, or `null`.
  /// - Throws: `WrongType`: it is of another type.
  package func optional<T>(_ key: String, _ type: (JSONValue) -> T?) throws(WrongType) -> T? {
    guard let value = self[key], value != .null else { return nil }
    guard let typed = type(value) else { throw WrongType(key: key) }
    return typed
  }
}

extension JSONValue {
  /// An object; a member without a value is left out.
  package init(members: KeyValuePairs<String, JSONValue?>) {
    self = .object(members.compactMap { key, value in value.map { Member(key, $0) } })
  }

  /// A number; `nil` for what JSON has no number for: infinity, and what is not a number.
  package init?(_ number: Double) {
    guard number.isFinite else { return nil }
    self = .number(Int(exactly: number).map { String($0) } ?? "\(number)")
  }

  /// A whole number.
  package init(_ number: Int) {
    self = .number(String(number))
  }

  /// The text on one line, without white space, in UTF-8.
  package var text: [UInt8] {
    var text: [UInt8] = []
    append(to: &text)
    return text
  }

  private func append(to text: inout [UInt8]) {
    switch self {
    case .null: text += "null".utf8
    case .bool(let value): text += (value ? "true" : "false").utf8
    case .number(let digits): text += digits.utf8
    case .string(let string): JSONText.append(string, to: &text)
    case .array(let elements):
      Self.appendList(elements, "[", "]", to: &text) { element, text in element.append(to: &text) }
    case .object(let members):
      Self.appendList(members, "{", "}", to: &text) { member, text in
        JSONText.append(member.key, to: &text)
        text.append(UInt8(ascii: ":"))
        member.value.append(to: &text)
      }
    }
  }

  private static func appendList<Item>(
    _ items: [Item], _ start: Unicode.Scalar, _ end: Unicode.Scalar, to text: inout [UInt8],
    _ append: (Item, inout [UInt8]) -> Void
  ) {
    text.append(UInt8(ascii: start))
    var isFirst = true
    for item in items {
      if !isFirst { text.append(UInt8(ascii: ",")) }
      isFirst = false
      append(item, &text)
    }
    text.append(UInt8(ascii: end))
  }
}
