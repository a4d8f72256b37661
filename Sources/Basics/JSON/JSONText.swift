/// Strings as JSON spells them.
package enum JSONText {
  /// A string with its quotes: escaped is what has to be, and no more.
  package static func string(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    append(text, to: &result)
    return result
  }

  /// The same at the end of a longer text.
  static func append(_ text: String, to result: inout [UInt8]) {
    result.append(UInt8(ascii: "\""))
    defer { result.append(UInt8(ascii: "\"")) }
    // Most texts have nothing to escape, and some are long: those go as they are.
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
      result += text.utf8
      return
    }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
      case 0x08: result += "\\b".utf8
      case 0x09: result += "\\t".utf8
      case 0x0A: result += "\\n".utf8
      case 0x0C: result += "\\f".utf8
      case 0x0D: result += "\\r".utf8
      case ..<0x20: result += "\\u00\(Hexadecimal.encode([byte]))".utf8
      default: result.append(byte)
      }
    }
  }

  /// What a string means that `JSONScanner` has passed over.
  /// - Parameter text: The string as it stands, with its quotes.
  /// - Returns: Its characters; `nil` where they are not UTF-8, or where half of a surrogate pair stands alone.
  package static func decode(_ text: ArraySlice<UInt8>) -> String? {
    decode(content: text.dropFirst().dropLast())
  }

  /// What stands between the quotes of a string means.
  /// - Parameters:
  ///   - content: What stands there.
  ///   - half: What half of a surrogate pair that stands alone becomes.
  /// - Returns: Its characters; `nil` where they are not UTF-8, or where there is nothing for a half.
  package static func decode(content: ArraySlice<UInt8>, half: Unicode.Scalar? = nil) -> String? {
    // Most are of this sort, and need no second look.
    if content.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "\\") }) { return String(decoding: content, as: UTF8.self) }
    guard content.contains(UInt8(ascii: "\\")) else { return String(validating: content, as: UTF8.self) }
    var rest = content
    var result: [UInt8] = []
    result.reserveCapacity(content.count)
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "u"):
        guard let scalar = takeScalar(&rest, half) else { return nil }
        result += String(scalar).utf8
      case .some(let itself): result.append(itself)
      case nil: return nil
      }
    }
    return String(validating: result, as: UTF8.self)
  }

  /// The character of an escape behind its `\u`, with the second half of the pair where it is one.
  private static func takeScalar(_ rest: inout ArraySlice<UInt8>, _ half: Unicode.Scalar?) -> Unicode.Scalar? {
    guard let first = takeCodeUnit(&rest) else { return nil }
    guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) ?? half }
    guard rest.starts(with: "\\u".utf8) else { return half }
    var next = rest.dropFirst(2)
    guard let second = takeCodeUnit(&next), UTF16.isTrailSurrogate(second) else { return half }
    rest = next
    return Unicode.Scalar(0x10000 + UInt32(first & 0x3FF) << 10 + UInt32(second & 0x3FF))
  }

  private static func takeCodeUnit(_ rest: inout ArraySlice<UInt8>) -> UInt16? {
    let digits = rest.prefix(4)
    rest = rest.dropFirst(4)
    return digits.count == 4 ? UInt16(String(decoding: digits, as: UTF8.self), radix: 16) : nil
  }
}
