/// Text of the system's as a string, byte for byte: paths and variables need not be UTF-8.
///
/// A byte that belongs to no character becomes one of the last 128 scalars of the last private use area, and so do the
/// bytes of those scalars themselves: what comes back is what was given, whatever it is.
enum SystemText {
  private static let firstEscape: UInt32 = 0x10FF00

  /// Bytes as a string.
  static func text(_ bytes: some Collection<UInt8>) -> String {
    // Nearly everything is ASCII, and every variable is read at every start.
    if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
    if let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains(where: isEscape) {
      return text
    }
    var result = ""
    var rest = Array(bytes)[...]
    while let first = rest.first {
      let whole = (1...4).lazy.compactMap { String(validating: rest.prefix($0), as: UTF8.self) }.first
      if let whole, !whole.unicodeScalars.contains(where: isEscape) {
        result += whole
        rest = rest.dropFirst(whole.utf8.count)
      } else {
        if let escape = Unicode.Scalar(firstEscape + UInt32(first)) { result.unicodeScalars.append(escape) }
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// The bytes that a string stands for.
  static func bytes(_ text: String) -> [UInt8] {
    // The escapes begin with this byte.
    guard text.utf8.contains(0xF4), text.unicodeScalars.contains(where: isEscape) else { return Array(text.utf8) }
    return text.unicodeScalars.flatMap { scalar in
      isEscape(scalar) ? [UInt8(truncatingIfNeeded: scalar.value - firstEscape)] : Array(String(scalar).utf8)
    }
  }

  private static func isEscape(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= firstEscape + 0x80 }
}

extension String {
  /// The text as system calls take it.
  var onSystem: [CChar] {
    utf8.contains(0xF4) ? SystemText.bytes(self).map { CChar(bitPattern: $0) } + [0] : Array(utf8CString)
  }
}
