/// A text that somebody else wrote, in which places can be named.
package struct SourceText: Sendable {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Where a byte is.
  package func position(of offset: Int) -> SourcePosition {
    let before = bytes[..<min(offset, bytes.count)]
    var line = 1
    var start = 0
    for (index, byte) in before.enumerated() {
      let isCRLF = byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
      if byte == 0x0A || (byte == 0x0D && !isCRLF) {
        line += 1
        start = index + 1
      }
    }
    let column = String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1
    return SourcePosition(line: line, column: column)
  }

  /// The offset of the first byte that is not UTF-8, `nil` where all of them are.
  var firstInvalidByte: Int? {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    // Where the repaired text departs from the bytes.
    var offset = 0
    for byte in String(decoding: bytes, as: UTF8.self).utf8 {
      guard offset < bytes.count, bytes[offset] == byte else { break }
      offset += 1
    }
    return min(offset, bytes.count - 1)
  }
}

/// A line and a column, both from 1; columns count characters (Unicode scalars), as editors do.
package struct SourcePosition: Hashable, Sendable {
  package var line: Int
  package var column: Int
}
