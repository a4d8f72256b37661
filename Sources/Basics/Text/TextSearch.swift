/// Texts of others, searched and taken apart by their bytes.
///
/// To Swift a sign with a combining mark behind it is another character than the sign. Who looks for the character
/// `'` or `@` does not find it there; every shell and every server does. The bytes of UTF-8 say the same to everybody,
/// and those of one scalar are never found within another. The standard library's own search for texts would also
/// bring a megabyte of regular expressions with it (`_StringProcessing`), which slows every start.
///
/// Inlinable: generic code of another module would else look its types up while the program runs.
extension StringProtocol where SubSequence == Substring {
  /// Where another text stands first in this one; an empty one stands nowhere.
  @inlinable package func firstRange(ofUTF8 text: some StringProtocol) -> Range<String.Index>? {
    guard let first = text.utf8.first else { return nil }
    let own = self[...].utf8
    var rest = own
    while let start = rest.firstIndex(of: first) {
      rest = rest[start...]
      if rest.starts(with: text.utf8) { return start..<own.index(start, offsetBy: text.utf8.count) }
      rest = rest.dropFirst()
    }
    return nil
  }

  /// Whether another text stands in this one.
  @inlinable package func containsUTF8(_ text: some StringProtocol) -> Bool {
    firstRange(ofUTF8: text) != nil
  }

  /// Whether any of these signs stands in the text.
  @inlinable package func hasAny(of signs: String) -> Bool {
    unicodeScalars.contains(where: signs.unicodeScalars.contains)
  }

  /// Whether the text begins with another.
  @inlinable package func begins(with text: some StringProtocol) -> Bool {
    utf8.starts(with: text.utf8)
  }

  /// Whether the text ends with another.
  @inlinable package func ends(with text: some StringProtocol) -> Bool {
    utf8.reversed().starts(with: text.utf8.reversed())
  }

  /// Whether both are the same scalars: to Swift an accented letter equals the same in two scalars.
  @inlinable package func utf8Equals(_ text: some StringProtocol) -> Bool {
    utf8.elementsEqual(text.utf8)
  }

  /// What stands behind another text that this one begins with; `nil` where it does not.
  @inlinable package func droppingPrefix(_ text: some StringProtocol) -> Substring? {
    begins(with: text) ? Substring(self[...].utf8.dropFirst(text.utf8.count)) : nil
  }

  /// What stands before the first of these signs; the whole text where there is none.
  @inlinable package func prefix(before signs: String) -> Substring {
    Substring(self[...].unicodeScalars.prefix { !signs.unicodeScalars.contains($0) })
  }

  /// The parts between separators, also the empty ones: one more than there are separators.
  /// - Parameters:
  ///   - separator: An ASCII sign.
  ///   - maxSplits: How many separators count at the most; the last part has the others in it.
  /// - Returns: The parts, at least one.
  @inlinable package func splitScalars(at separator: Unicode.Scalar, maxSplits: Int = .max) -> [Substring] {
    self[...].unicodeScalars.split(separator: separator, maxSplits: maxSplits, omittingEmptySubsequences: false)
      .map { Substring($0) }
  }

  /// The text before and behind the last of a separator; `nil` where there is none.
  @inlinable package func splitLast(at separator: Unicode.Scalar) -> (before: Substring, behind: Substring)? {
    let own = self[...].unicodeScalars
    guard let place = own.lastIndex(of: separator) else { return nil }
    return (Substring(own[..<place]), Substring(own[place...].dropFirst()))
  }

  /// The text with another one in place of a third, wherever that stands.
  @inlinable package func replacingEach(_ text: some StringProtocol, with replacement: String) -> String {
    var result = ""
    var rest = self[...]
    while let place = rest.firstRange(ofUTF8: text) {
      result.unicodeScalars += rest[..<place.lowerBound].unicodeScalars
      result += replacement
      rest = rest[place.upperBound...]
    }
    return result + rest
  }

  /// The text with a backslash before each of these signs.
  @inlinable package func escaping(_ signs: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if signs.unicodeScalars.contains(scalar) { result.append("\\") }
      result.append(scalar)
    }
    return String(result)
  }

  /// The text without the white space at its ends.
  @inlinable package func trimmingWhitespace() -> String {
    let start = self[...].unicodeScalars.drop(while: \.properties.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
    return String(start[...last])
  }

  /// The text with the letters A to Z in lower case, and nothing else changed.
  ///
  /// To Unicode the Kelvin sign is a capital k, too, which would make a stranger's name ours.
  @inlinable package func lowercasedASCII() -> String {
    String(
      decoding: utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
