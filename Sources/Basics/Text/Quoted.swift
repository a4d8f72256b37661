extension String {
  /// The text in quotes, as a message may show it.
  package var quoted: String { "\"\(printable(limit: 200))\"" }
}
