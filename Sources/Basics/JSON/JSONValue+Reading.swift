extension JSONValue {
  /// How many arrays and objects may be within each other; more would only serve to exhaust the stack.
  package static let depthLimit = 512

  /// Reads a text that is one value and nothing else, by the letter of RFC 8259: no byte order mark, no comments,
  /// no comma too many.
  /// - Throws: `JSONScanner.Failure`: where the text stops being JSON, is deeper than the limit, or has a string that
  ///   is not UTF-8 or has half of a surrogate pair in it.
  package init(parsing bytes: [UInt8]) throws(JSONScanner.Failure) {
    var scanner = JSONScanner(bytes)
    scanner.skipWhitespace()
    self = try scanner.value(depth: 0)
    scanner.skipWhitespace()
    guard scanner.next == nil else { throw scanner.failure("the end") }
  }

  /// Reads the value that a text begins with, whatever follows it, as decoders of Go do.
  /// - Throws: `JSONScanner.Failure`: as for a text that is one value.
  package init(beginning bytes: [UInt8]) throws(JSONScanner.Failure) {
    var scanner = JSONScanner(bytes)
    scanner.skipWhitespace()
    self = try scanner.value(depth: 0)
  }
}

/// Makes values of what the scanner finds.
extension JSONScanner {
  /// Reads null, true, false or a number.
  package mutating func wordOrNumber() throws(Failure) -> JSONValue {
    let place = try skipScalar()
    switch String(decoding: bytes[place], as: UTF8.self) {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    case let number: return .number(number)
    }
  }

  fileprivate mutating func value(depth: Int) throws(Failure) -> JSONValue {
    switch next {
    case UInt8(ascii: "{"):
      var members: [JSONValue.Member] = []
      var isNext = try isNotEmpty(depth: depth, inObject: true)
      while isNext {
        let place = try skipKey().key
        let key = try string(at: place)
        members.append(JSONValue.Member(key, try value(depth: depth + 1)))
        skipWhitespace()
        isNext = try skipToNext(inObject: true)
      }
      return .object(members)
    case UInt8(ascii: "["):
      var elements: [JSONValue] = []
      var isNext = try isNotEmpty(depth: depth, inObject: false)
      while isNext {
        elements.append(try value(depth: depth + 1))
        skipWhitespace()
        isNext = try skipToNext(inObject: false)
      }
      return .array(elements)
    case UInt8(ascii: "\""):
      let place = try skipString()
      return .string(try string(at: place))
    default: return try wordOrNumber()
    }
  }

  /// Passes to the first item of a container, if that is not too deep.
  private mutating func isNotEmpty(depth: Int, inObject: Bool) throws(Failure) -> Bool {
    guard depth < JSONValue.depthLimit else {
      throw failure("no more than \(JSONValue.depthLimit) arrays and objects within each other")
    }
    return try skipToFirst(inObject: inObject)
  }

  private func string(at place: Range<Int>) throws(Failure) -> String {
    guard let text = JSONText.decode(bytes[place]) else {
      throw Failure(offset: place.lowerBound, expected: "a string of whole characters in UTF-8")
    }
    return text
  }
}
