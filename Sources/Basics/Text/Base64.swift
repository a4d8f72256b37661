/// Bytes as base64 (RFC 4648).
package enum Base64 {
  /// Which 64 characters stand for the digits, and whether the text is filled up with `=`.
  package enum Form: Sendable {
    /// `+` and `/`, filled up to a multiple of four characters: RFC 4648, 4.
    case standard
    /// `-` and `_`, not filled up: RFC 4648, 5, as JWTs have it (RFC 7515, 2).
    case url
  }

  /// The bytes in the standard form.
  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    var (buffer, bits): (UInt, UInt) = (0, 0)
    for byte in bytes {
      (buffer, bits) = (buffer << 8 | UInt(byte), bits + 8)
      while bits >= 6 {
        bits -= 6
        text.append(character(buffer >> bits & 0x3F))
      }
    }
    if bits > 0 { text.append(character(buffer << (6 - bits) & 0x3F)) }
    while !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes that a text stands for.
  ///
  /// Bits of the last character that belong to no byte are ignored, whatever they are.
  /// - Parameters:
  ///   - text: The text; white space is not part of base64.
  ///   - form: Which form it is in.
  /// - Returns: The bytes; `nil` where the text is not in that form.
  package static func decode(_ text: some StringProtocol, _ form: Form = .standard) -> [UInt8]? {
    var digits = Array(text.utf8)
    if form == .standard {
      guard digits.count.isMultiple(of: 4) else { return nil }
      for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
    }
    // One character alone has not the bits of a byte.
    guard digits.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 4 * 3 + 2)
    var (buffer, bits): (UInt, UInt) = (0, 0)
    for digit in digits {
      guard let value = value(digit, form) else { return nil }
      (buffer, bits) = (buffer << 6 | value, bits + 6)
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
      }
    }
    return bytes
  }

  private static func character(_ value: UInt) -> UInt8 {
    switch UInt8(value) {
    case let value where value < 26: UInt8(ascii: "A") + value
    case let value where value < 52: UInt8(ascii: "a") + value - 26
    case let value where value < 62: UInt8(ascii: "0") + value - 52
    case 62: UInt8(ascii: "+")
    default: UInt8(ascii: "/")
    }
  }

  private static func value(_ character: UInt8, _ form: Form) -> UInt? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt(character - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt(character - UInt8(ascii: "0")) + 52
    case form == .url ? UInt8(ascii: "-") : UInt8(ascii: "+"): 62
    case form == .url ? UInt8(ascii: "_") : UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
