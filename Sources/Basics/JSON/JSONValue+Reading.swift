extension JSONValue {
  /// How many arrays and objects may be within each other; more would only serve to exhaust the stack.
  package static let depthLimit = 512

  /// Reads a text that is one value and nothing else, by the letter of RFC 8259: no byte order mark, no comments,
  /// no comma too many.
  /// - Throws: `JSONScanner.Failure`: where the text stops being JSON, is deeper than the limit, or has a string that
  ///   is not UTF-8 or has half of a surrogate pair in it.
  package init(parsing bytes: [UInt8]) throws(JSONScanner.Failure) {
    var reader = JSONReader(scanner: JSONScanner(bytes))
    reader.scanner.skipWhitespace()
    self = try reader.value(depth: 0)
    reader.scanner.skipWhitespace()
    guard reader.next == nil else { throw reader.scanner.failure("the end") }
  }
}

/// Makes values of what the scanner finds.
private struct JSONReader {
  var scanner: JSONScanner

  var next: UInt8? {
    scanner.position < scanner.bytes.count ? scanner.bytes[scanner.position] : nil
  }

  mutating func value(depth: Int) throws(JSONScanner.Failure) -> JSONValue {
    switch next {
    case UInt8(ascii: "{"): return .object(try members(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try elements(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try string())
    default: break
    }
    switch String(decoding: scanner.bytes[try scanner.skipValue()], as: UTF8.self) {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    case let number: return .number(number)
    }
  }

  private mutating func members(depth: Int) throws(JSONScanner.Failure) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    try list("{", "}", depth) { (reader) throws(JSONScanner.Failure) in
      guard reader.next == UInt8(ascii: "\"") else { throw reader.scanner.failure("a key in quotes") }
      let key = try reader.string()
      reader.scanner.skipWhitespace()
      try reader.scanner.expect(UInt8(ascii: ":"))
      reader.scanner.skipWhitespace()
      members.append(JSONValue.Member(key, try reader.value(depth: depth)))
    }
    return members
  }

  private mutating func elements(depth: Int) throws(JSONScanner.Failure) -> [JSONValue] {
    var elements: [JSONValue] = []
    try list("[", "]", depth) { (reader) throws(JSONScanner.Failure) in
      elements.append(try reader.value(depth: depth))
    }
    return elements
  }

  private mutating func list(
    _ start: Unicode.Scalar, _ end: Unicode.Scalar, _ depth: Int,
    _ item: (inout JSONReader) throws(JSONScanner.Failure) -> Void
  ) throws(JSONScanner.Failure) {
    guard depth <= JSONValue.depthLimit else {
      throw scanner.failure("no more than \(JSONValue.depthLimit) arrays and objects within each other")
    }
    try scanner.expect(UInt8(ascii: start))
    scanner.skipWhitespace()
    if next == UInt8(ascii: end) {
      scanner.position += 1
      return
    }
    while true {
      try item(&self)
      scanner.skipWhitespace()
      guard next == UInt8(ascii: ",") else { break }
      scanner.position += 1
      scanner.skipWhitespace()
    }
    guard next == UInt8(ascii: end) else { throw scanner.failure("\",\" or \"\(end)\"") }
    scanner.position += 1
  }

  private mutating func string() throws(JSONScanner.Failure) -> String {
    let range = try scanner.skipString()
    guard let text = JSONText.decode(scanner.bytes[range]) else {
      throw JSONScanner.Failure(offset: range.lowerBound, expected: "a string of whole characters in UTF-8")
    }
    return text
  }
}
