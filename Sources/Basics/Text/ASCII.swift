// Inlinable, so that a caller in another module gets code for its own kind of text, not one for any kind.
extension UInt8 {
  /// Whether it is one of the digits 0 to 9.
  @inlinable package var isASCIIDigit: Bool { (0x30...0x39).contains(self) }

  /// Whether it is a hexadecimal digit, of either case.
  @inlinable package var isASCIIHexDigit: Bool { isASCIIDigit || (0x61...0x66).contains(self | 0x20) }

  /// Whether it is a letter of ASCII, of either case.
  @inlinable package var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) }

  /// Whether it is a small letter of ASCII.
  @inlinable package var isASCIILowercase: Bool { (0x61...0x7A).contains(self) }
}

extension StringProtocol {
  /// Whether it consists of digits, of which there is at least one.
  @inlinable package var isASCIIDigits: Bool { !isEmpty && utf8.allSatisfy { $0.isASCIIDigit } }
}
