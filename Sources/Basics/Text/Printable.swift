extension StringProtocol {
  /// The text as it may be shown: on one line, without characters that act on a terminal, cut at a length.
  ///
  /// For everything that comes from outside: a server's message, a claim, a setting. Control characters,
  /// and those that turn the writing direction (which make a text read as another), are shown as `\u{…}`.
  /// - Parameter limit: how many characters are kept; what was cut is shown as `…`.
  /// - Returns: One line.
  package func printable(limit: Int = 500) -> String {
    var result = ""
    for (count, scalar) in unicodeScalars.enumerated() {
      guard count < limit else {
        result += "…"
        break
      }
      switch scalar {
      case "\n", "\r", "\t": result += " "
      // A byte that is no character: the program reads the system's text so.
      case "\u{10FF80}"..."\u{10FFFF}": result += "\\x" + String(scalar.value & 0xFF, radix: 16, uppercase: true)
      default:
        if scalar.isUnprintable {
          result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether it acts on a terminal, or makes a text read as another.
  package var isUnprintable: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB:
      true
    default: false
    }
  }
}
