/// Reads JSON text (RFC 8259) without making anything of it: where each value begins and ends, and whether
/// the text is JSON at all.
///
/// By hand because config.json has to survive an edit byte for byte, which no decoder's values allow.
package struct JSONScanner {
  /// What is wrong, and where.
  package struct Failure: Error, Hashable {
    /// The offset of the first byte that does not belong, in bytes from the start.
    package var offset: Int
    /// What would have had to stand there, in words.
    package var expected: String

    /// Creates a failure.
    package init(offset: Int, expected: String) {
      self.offset = offset
      self.expected = expected
    }
  }

  /// The text.
  package let bytes: [UInt8]

  /// The offset of what is read next.
  package var position: Int

  /// What is read next; `nil` at the end.
  package var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Creates a scanner of a text, from an offset on.
  package init(_ bytes: [UInt8], at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  /// Passes over white space: the four characters that JSON has for it.
  package mutating func skipWhitespace() {
    position = bytes.withUnsafeBufferPointer { bytes in
      bytes[position...].firstIndex { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D } ?? bytes.count
    }
  }

  /// Passes over one byte that has to be there.
  package mutating func expect(_ byte: UInt8) throws(Failure) {
    guard position < bytes.count, bytes[position] == byte else {
      throw failure("\"\(Character(Unicode.Scalar(byte)))\"")
    }
    position += 1
  }

  /// Passes over one value, however deep: containers are counted, not recursed into.
  /// - Returns: Where it stood.
  @discardableResult
  package mutating func skipValue() throws(Failure) -> Range<Int> {
    let start = position
    var isObject: [Bool] = []
    while true {
      try skipStart(&isObject)
      // A value is complete: the end of containers, or what comes next in one.
      while true {
        guard let inObject = isObject.last else { return start..<position }
        skipWhitespace()
        if try skipToNext(inObject: inObject) {
          if inObject { try skipKey() }
          break
        }
        isObject.removeLast()
      }
    }
  }

  /// Passes over a scalar or an empty container, or into the containers that a value begins with.
  private mutating func skipStart(_ isObject: inout [Bool]) throws(Failure) {
    while let next, next == UInt8(ascii: "{") || next == UInt8(ascii: "[") {
      let inObject = next == UInt8(ascii: "{")
      guard try skipToFirst(inObject: inObject) else { return }
      isObject.append(inObject)
      if inObject { try skipKey() }
    }
    try skipScalar()
  }

  /// Passes over what is neither an object nor an array.
  /// - Returns: Where it stood.
  @discardableResult
  package mutating func skipScalar() throws(Failure) -> Range<Int> {
    let start = position
    switch next {
    case UInt8(ascii: "\""): try skipString()
    case UInt8(ascii: "t"): try skipWord("true")
    case UInt8(ascii: "f"): try skipWord("false")
    case UInt8(ascii: "n"): try skipWord("null")
    case nil: throw failure("a value")
    default: try skipNumber()
    }
    return start..<position
  }

  /// Passes over the bracket that an object or array begins with and white space, and over its end where it is empty.
  /// - Parameter inObject: Whether it is an object, and not an array.
  /// - Returns: Whether there is a first member or element.
  /// - Throws: `Failure`: it is not one.
  package mutating func skipToFirst(inObject: Bool) throws(Failure) -> Bool {
    try expect(inObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
    skipWhitespace()
    guard next == (inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return true }
    position += 1
    return false
  }

  /// Passes over a key, and the colon and the white space between it and its value.
  /// - Returns: Where both stood.
  @discardableResult
  package mutating func skipKey() throws(Failure) -> (key: Range<Int>, separator: Range<Int>) {
    guard next == UInt8(ascii: "\"") else { throw failure("a key in quotes") }
    let key = try skipString()
    skipWhitespace()
    try expect(UInt8(ascii: ":"))
    skipWhitespace()
    return (key, key.upperBound..<position)
  }

  /// Passes over what follows a member or element: the comma and white space before another one, or the end of all.
  /// - Parameter inObject: Whether it is an object that they are in, and not an array.
  /// - Returns: Whether there is another one.
  /// - Throws: `Failure`: something else follows.
  package mutating func skipToNext(inObject: Bool) throws(Failure) -> Bool {
    guard let next else { throw failure("the end of an array or object") }
    if next == UInt8(ascii: ",") {
      position += 1
      skipWhitespace()
      return true
    }
    guard next == (inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
      throw failure(inObject ? "\",\" or \"}\"" : "\",\" or \"]\"")
    }
    position += 1
    return false
  }

  /// Passes over a string.
  /// - Returns: Where it stood, with its quotes.
  @discardableResult
  package mutating func skipString() throws(Failure) -> Range<Int> {
    let start = position
    try expect(UInt8(ascii: "\""))
    while true {
      position = endOfPlainText(from: position)
      guard position < bytes.count else { throw failure("the end of a string") }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return start..<position
      case UInt8(ascii: "\\"):
        position += 1
        try skipEscape()
      default: throw failure("an escape in place of a control character")
      }
    }
  }

  /// Where the characters of a string end that stand for themselves: nearly all of a large file is of these.
  private func endOfPlainText(from start: Int) -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      var index = start
      while index < bytes.count, bytes[index] >= 0x20, bytes[index] != UInt8(ascii: "\""),
        bytes[index] != UInt8(ascii: "\\")
      {
        index += 1
      }
      return index
    }
  }

  private mutating func skipEscape() throws(Failure) {
    guard position < bytes.count else { throw failure("the rest of an escape") }
    switch bytes[position] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    case UInt8(ascii: "u"):
      position += 1
      for _ in 0..<4 {
        guard position < bytes.count, bytes[position].isASCIIHexDigit else { throw failure("a hexadecimal digit") }
        position += 1
      }
    default: throw failure("one of \"\\/bfnrtu after a backslash")
    }
  }

  private mutating func skipWord(_ word: String) throws(Failure) {
    guard bytes[position...].starts(with: word.utf8) else { throw failure("a value") }
    position += word.utf8.count
  }

  private mutating func skipNumber() throws(Failure) {
    let isNegative = bytes[position] == UInt8(ascii: "-")
    if isNegative { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
      position += 1
    } else {
      try skipDigits(isNegative ? "a digit" : "a value")
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      try skipDigits("a digit")
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[position]) { position += 1 }
      try skipDigits("a digit")
    }
  }

  private mutating func skipDigits(_ expected: String) throws(Failure) {
    let start = position
    while position < bytes.count, bytes[position].isASCIIDigit { position += 1 }
    guard position > start else { throw failure(expected) }
  }

  /// The failure to find something at the position.
  package func failure(_ expected: String) -> Failure {
    Failure(offset: position, expected: expected)
  }
}
