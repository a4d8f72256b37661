/// A JSON value as it was read, with the place where it stood.
package struct LocatedJSON: Sendable {
  package struct Member: Sendable {
    var key: String
    var keyOffset: Int
    package var value: LocatedJSON
  }

  indirect enum Content: Sendable {
    case object([Member])
    case array([LocatedJSON])
    case string(String)
    /// A number as it is spelled.
    case number(String)
    case boolean(Bool)
    case null
  }

  /// A string with its place.
  package struct Text: Sendable {
    package var value: String
    var offset: Int
  }

  var content: Content
  /// Where it begins, in bytes from the start of the text.
  var offset: Int

  /// The member of that name; the last of several, as most readers of JSON have it.
  package subscript(key: String) -> Member? {
    members?.last { $0.key == key }
  }

  init(content: Content, offset: Int) {
    self.content = content
    self.offset = offset
  }

  /// The members of an object, `nil` of anything else.
  var members: [Member]? {
    if case .object(let members) = content { members } else { nil }
  }

  /// The elements of an array, or the value itself: a policy may have one in place of several nearly everywhere.
  var elements: [LocatedJSON] {
    if case .array(let elements) = content { elements } else { [self] }
  }

  package var string: String? {
    if case .string(let string) = content { string } else { nil }
  }

  /// One or several scalars as texts; `nil` where there is anything else among them.
  package var texts: [Text]? {
    var texts: [Text] = []
    for element in elements {
      switch element.content {
      case .string(let value), .number(let value): texts.append(Text(value: value, offset: element.offset))
      case .boolean(let value): texts.append(Text(value: value ? "true" : "false", offset: element.offset))
      case .object, .array, .null: return nil
      }
    }
    return texts
  }
}
