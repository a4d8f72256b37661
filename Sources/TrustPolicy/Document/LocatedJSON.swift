import Basics

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
    /// What has nothing in it.
    case scalar(JSONValue)
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

  /// The value without its places.
  var json: JSONValue {
    switch content {
    case .object(let members): .object(members.map { JSONValue.Member($0.key, $0.value.json) })
    case .array(let elements): .array(elements.map(\.json))
    case .scalar(let scalar): scalar
    }
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
    if case .scalar(let scalar) = content { scalar.string } else { nil }
  }

  /// One or several scalars as texts; `nil` where there is anything else among them.
  package var texts: [Text]? {
    var texts: [Text] = []
    for element in elements {
      guard case .scalar(let scalar) = element.content, let value = scalar.scalarText else { return nil }
      texts.append(Text(value: value, offset: element.offset))
    }
    return texts
  }
}
