import Testing

@testable import Basics

@Suite struct JSONTextTests {
  @Test("A text is written with what has to be escaped, and no more")
  func written() {
    for (text, json) in [
      ("", #""""#), ("a/b", #""a/b""#), ("\"\\", #""\"\\""#), ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
      ("\u{0}\u{B}\u{1F}", #""\u0000\u000b\u001f""#), ("\u{7F}\u{80}\u{2028}é😀", "\"\u{7F}\u{80}\u{2028}é😀\""),
    ] {
      #expect(String(decoding: JSONText.string(text), as: UTF8.self) == json)
    }
  }

  @Test("Every character is read as it was written")
  func everyCharacter() {
    var scalars = String.UnicodeScalarView()
    for code in Array(UInt32(0)...0x2FFF) + Array(0xD700...0xE0FF) + Array(0xFFF0...0x1_000F) {
      if let scalar = Unicode.Scalar(code) { scalars.append(scalar) }
    }
    let text = String(scalars)
    #expect(JSONText.decode(JSONText.string(text)[...]).map { Array($0.utf8) } == Array(text.utf8))
  }

  @Test(
    "What the scanner would not have passed over has no meaning, and is no crash",
    arguments: [#""\""#, #""\u""#, #""\u12""#, #""\uD83D\u""#, #""\uD83D\""#])
  func malformed(_ text: String) {
    #expect(JSONText.decode(Array(text.utf8)[...]) == nil)
  }
}
