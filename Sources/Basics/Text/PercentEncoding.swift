/// Percent encoding (RFC 3986, 2.1) in the one form that AWS signs and that forms are sent in.
package enum PercentEncoding {
  /// What becomes of a `/`.
  package enum Slash: Sendable {
    /// It is encoded like every other reserved byte: for the parts of queries and forms.
    case encoded

    /// It stays: for paths, in which it separates.
    case kept
  }

  /// The UTF-8 of a text, with every byte but `A-Z a-z 0-9 - . _ ~` written as `%` and two upper-case digits.
  package static func encode(_ text: String, slash: Slash = .encoded) -> String {
    encode(text.utf8, slash: slash)
  }

  /// The bytes, each but `A-Z a-z 0-9 - . _ ~` written as `%` and two upper-case digits.
  ///
  /// A `%` is encoded too: what was encoded before is encoded a second time.
  package static func encode(_ bytes: some Sequence<UInt8>, slash: Slash = .encoded) -> String {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.underestimatedCount)
    for byte in bytes {
      if isUnreserved(byte) || (byte == UInt8(ascii: "/") && slash == .kept) {
        output.append(byte)
      } else {
        output.append(UInt8(ascii: "%"))
        output.append(digit(byte >> 4))
        output.append(digit(byte & 0x0f))
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The bytes that a percent-encoded text stands for, decoded once: `%2541` gives `%41`.
  ///
  /// They need not be UTF-8. A `%` without two hexadecimal digits after it stands for itself, and so does
  /// a `+`, which means a space in forms only.
  package static func decode(_ text: some StringProtocol) -> [UInt8] {
    let input = Array(text.utf8)
    var output: [UInt8] = []
    output.reserveCapacity(input.count)
    var index = 0
    while index < input.count {
      if input[index] == UInt8(ascii: "%"), index + 2 < input.count,
        let high = value(ofDigit: input[index + 1]), let low = value(ofDigit: input[index + 2])
      {
        output.append(high << 4 | low)
        index += 3
      } else {
        output.append(input[index])
        index += 1
      }
    }
    return output
  }

  /// RFC 3986, 2.3.
  private static func isUnreserved(_ byte: UInt8) -> Bool {
    byte.isASCIILetter || byte.isASCIIDigit || "-._~".utf8.contains(byte)
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }

  private static func value(ofDigit digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
