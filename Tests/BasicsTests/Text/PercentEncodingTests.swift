import Testing

@testable import Basics

@Suite struct PercentEncodingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let encoded: String
    let keepingSlash: String

    var testDescription: String { text.debugDescription }

    init(_ text: String, _ encoded: String, keepingSlash: String? = nil) {
      self.text = text
      self.encoded = encoded
      self.keepingSlash = keepingSlash ?? encoded
    }
  }

  static let cases: [Case] = [
    Case("", ""),
    // What stays.
    Case("AZaz09-._~", "AZaz09-._~"),
    // The neighbours of the letters and digits, and what other encoders let through.
    Case("@[`{/:", "%40%5B%60%7B%2F%3A", keepingSlash: "%40%5B%60%7B/%3A"),
    Case("!$&'()*+,;=", "%21%24%26%27%28%29%2A%2B%2C%3B%3D"),
    Case(" %\u{0}\u{7f}", "%20%25%00%7F"),
    Case("%41", "%2541"),
    // UTF-8, of characters of any length, not normalised.
    Case("é", "%C3%A9"),
    Case("e\u{301}", "e%CC%81"),
    Case("/\u{301}🙂", "%2F%CC%81%F0%9F%99%82", keepingSlash: "/%CC%81%F0%9F%99%82"),
  ]

  @Test("All but unreserved bytes are encoded, and decoded again", arguments: cases)
  func encode(_ example: Case) {
    #expect(PercentEncoding.encode(example.text) == example.encoded)
    #expect(PercentEncoding.encode(example.text, slash: .kept) == example.keepingSlash)
    #expect(PercentEncoding.decode(example.encoded) == Array(example.text.utf8))
  }

  @Test("Every byte comes back, encoded and decoded")
  func everyByte() {
    let bytes = Array(UInt8.min...UInt8.max)
    #expect(PercentEncoding.decode(PercentEncoding.encode(bytes)) == bytes)
  }

  struct Decoding: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]

    init(_ text: String, _ bytes: some StringProtocol) {
      self.init(text, Array(bytes.utf8))
    }

    init(_ text: String, _ bytes: [UInt8]) {
      testDescription = text
      self.bytes = bytes
    }
  }

  static let decodings: [Decoding] = [
    // Once, whichever digits; what is not encoded stays.
    Decoding("%2541%2f%2F+/", "%41//+/"),
    Decoding("%ff%C3", [0xff, 0xc3]),
    // A per cent sign without two digits stands for itself.
    Decoding("%", "%"), Decoding("%4", "%4"), Decoding("a%4", "a%4"), Decoding("%zz%g1%1g", "%zz%g1%1g"),
    Decoding("%%41", "%A"), Decoding("%:0%@0%`0%0/", "%:0%@0%`0%0/"),
  ]

  @Test("Text is decoded once, and what is no escape is left alone", arguments: decodings)
  func decode(_ example: Decoding) {
    #expect(PercentEncoding.decode(example.testDescription) == example.bytes)
  }
}
