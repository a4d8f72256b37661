import Testing

@testable import Basics

@Suite struct PrintableTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let shown: String

    var testDescription: String { name }

    init(_ name: String, _ text: String, _ shown: String) {
      self.name = name
      self.text = text
      self.shown = shown
    }
  }

  static let cases: [Case] = [
    // What people write stays.
    Case("empty", "", ""),
    Case("plain", "Not authorized: \"a\" \\ <b>", "Not authorized: \"a\" \\ <b>"),
    Case("letters of any script", "é ü 漢字 עברית 🙂", "é ü 漢字 עברית 🙂"),
    Case("combining marks", "e\u{301}", "e\u{301}"),
    Case("space and tilde, the ends of ASCII's printable part", " ~", " ~"),
    Case("no-break space, the first after C1", "a\u{A0}b", "a\u{A0}b"),
    // What breaks a line or moves on it becomes a space.
    Case("line feed", "a\nb", "a b"),
    Case("carriage return and line feed", "a\r\nb", "a  b"),
    Case("carriage return", "a\rb", "a b"),
    Case("tab", "a\tb", "a b"),
    // What acts on a terminal is shown.
    Case("null", "a\u{0}b", "a\\u{0}b"),
    Case("colour", "\u{1B}[31mred", "\\u{1B}[31mred"),
    Case("backspace", "a\u{8}", "a\\u{8}"),
    Case("the last of C0", "\u{1F}", "\\u{1F}"),
    Case("delete", "\u{7F}", "\\u{7F}"),
    Case("C1: next line, control sequence introducer", "\u{85}\u{9B}\u{9F}", "\\u{85}\\u{9B}\\u{9F}"),
    Case("line and paragraph separators", "\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
    // What makes a text read as another is shown.
    Case("bidirectional embeddings and overrides", "\u{202A}\u{202E}", "\\u{202A}\\u{202E}"),
    Case("bidirectional isolates", "\u{2066}\u{2069}", "\\u{2066}\\u{2069}"),
    Case("bidirectional marks", "\u{200E}\u{200F}\u{61C}", "\\u{200E}\\u{200F}\\u{61C}"),
    Case("characters without width", "a\u{200B}\u{200D}\u{2060}\u{FEFF}", "a\\u{200B}\\u{200D}\\u{2060}\\u{FEFF}"),
    Case("annotations", "\u{FFF9}\u{FFFB}", "\\u{FFF9}\\u{FFFB}"),
  ]

  @Test("What comes from outside is shown on one line, and acts on nothing", arguments: cases)
  func printable(_ test: Case) {
    #expect(test.text.printable() == test.shown)
  }

  @Test("A text is cut at its limit, and that is shown")
  func limit() {
    #expect("abcde".printable(limit: 5) == "abcde")
    #expect("abcdef".printable(limit: 5) == "abcde…")
    #expect("abc".printable(limit: 0) == "…")
    #expect("".printable(limit: 0).isEmpty)
    #expect(String(repeating: "x", count: 500).printable() == String(repeating: "x", count: 500))
    #expect(String(repeating: "x", count: 501).printable() == String(repeating: "x", count: 500) + "…")
  }

  @Test("The limit counts characters of the text, not what they are shown as")
  func limitCountsInput() {
    #expect("\u{1B}\u{1B}\u{1B}".printable(limit: 2) == "\\u{1B}\\u{1B}…")
  }

  @Test("Many marks on one letter do not get around the limit")
  func combiningMarks() {
    let text = "a" + String(repeating: "\u{301}", count: 10_000)
    #expect(text.printable(limit: 10).unicodeScalars.count == 11)
  }
}
