extension [UInt8] {
  /// Whether the text begins with UTF-8's byte order mark, which some editors and servers put there.
  package var hasByteOrderMark: Bool { starts(with: [0xEF, 0xBB, 0xBF]) }

  /// The text behind that mark.
  package var withoutByteOrderMark: [UInt8] { hasByteOrderMark ? Array(dropFirst(3)) : self }
}
