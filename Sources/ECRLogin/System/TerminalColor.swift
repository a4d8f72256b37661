/// Colors of text on a terminal, and in the log of a Bitrise build.
enum TerminalColor: String, Sendable {
  case red = "31"
  case green = "32"
  case yellow = "33"

  /// A text in that color, bold, as Bitrise's own steps have it.
  func text(_ text: String) -> String { "\u{1B}[\(rawValue);1m\(text)\u{1B}[0m" }
}
