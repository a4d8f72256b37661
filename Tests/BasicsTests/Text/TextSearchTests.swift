import Testing

@testable import Basics

@Suite struct TextSearchTests {
  /// What joins the character before it, or the one behind it.
  static let joiners = ["\u{301}", "\u{200D}", "\u{FE0F}", "\u{20E3}", "\u{1F3FB}"]

  @Test("A sign is found whatever stands behind it", arguments: joiners)
  func joined(_ joiner: String) {
    let text = "a@\(joiner)b"
    #expect(text.containsUTF8("@") && text.hasAny(of: "?@") && text.begins(with: "a@") && (text + "@").ends(with: "@"))
    #expect(text.splitScalars(at: "@") == ["a", "\(joiner)b"])
    #expect(text.prefix(before: "?@") == "a")
    #expect(text.droppingPrefix("a@") ?? "" == "\(joiner)b")
    #expect(text.splitLast(at: "@")?.before == "a")
    #expect(text.splitLast(at: "@")?.behind ?? "" == "\(joiner)b")
    #expect(text.replacingEach("@", with: "<at>").utf8Equals("a<at>\(joiner)b"))
    #expect(text.escaping("@").utf8Equals("a\\@\(joiner)b"))
  }

  @Test("A text is found where it stands first", arguments: [("", 0), ("x", 1), ("é🙂", 2), ("ab", 2), ("aab", 3)])
  func place(_ before: String, _ length: Int) {
    let text = "\(before)a::b::c"
    let place = text.firstRange(ofUTF8: "::")
    #expect(place.map { text[..<$0.lowerBound] } == "\(before)a")
    #expect(place.map { text[$0.upperBound...] } == "b::c")
    #expect(text[text.startIndex...].dropFirst().firstRange(ofUTF8: "::") == place)
  }

  @Test("What is not there is not found")
  func missing() {
    for text in ["", "a", "aab", "é", "ab", "a:", ":"] {
      #expect(text.firstRange(ofUTF8: "::") == nil && !text.containsUTF8("::") && !text.hasAny(of: "?@"))
      #expect(text.replacingEach("::", with: "x") == text)
      #expect(text.splitScalars(at: "@") == [text[...]])
      #expect(text.prefix(before: "?@") == text)
      #expect(text.splitLast(at: "@") == nil)
    }
    #expect(!"a".begins(with: "ab") && !"b".ends(with: "ab") && "b".droppingPrefix("ab") == nil)
    // To Swift these are equal.
    #expect(!"\u{E9}".containsUTF8("e") && !"e\u{301}".containsUTF8("\u{E9}") && !"e\u{301}".utf8Equals("\u{E9}"))
    #expect(!"\u{212A}".begins(with: "K") && !"\u{212A}".ends(with: "K"))
  }

  @Test("An empty text is found nowhere, and begins and ends every text")
  func empty() {
    #expect("a".firstRange(ofUTF8: "") == nil && "".firstRange(ofUTF8: "") == nil)
    #expect("a".replacingEach("", with: "x") == "a")
    #expect("a".begins(with: "") && "a".ends(with: "") && "a".droppingPrefix("") == "a")
  }

  @Test("A text overlapping itself is found from the left")
  func overlapping() {
    #expect("aaaa".replacingEach("aa", with: "b") == "bb")
    #expect("aaa".replacingEach("aa", with: "b") == "ba")
    #expect("aab".replacingEach("ab", with: "aab") == "aaab")
  }

  @Test("There is a part more than there are separators that count")
  func parts() {
    #expect("".splitScalars(at: ":") == [""])
    #expect("::a:".splitScalars(at: ":") == ["", "", "a", ""])
    #expect("a:b:c".splitScalars(at: ":", maxSplits: 1) == ["a", "b:c"])
    #expect("a:b:c".dropFirst(2).splitScalars(at: ":") == ["b", "c"])
  }

  @Test("White space is taken from the ends alone, and what joins it stays")
  func trimming() {
    #expect("".trimmingWhitespace() == "" && " \r\n\t\u{A0}".trimmingWhitespace() == "")
    #expect(" \r\na b\u{2003}\r\n".trimmingWhitespace() == "a b")
    #expect(" \u{301}a \u{301}".trimmingWhitespace().utf8Equals("\u{301}a \u{301}"))
    #expect("xx a ".dropFirst(2).trimmingWhitespace() == "a")
  }

  @Test("Only A to Z have lower case")
  func lowercase() {
    #expect("AZ@[`É\u{212A}".lowercasedASCII().utf8Equals("az@[`É\u{212A}"))
  }
}
