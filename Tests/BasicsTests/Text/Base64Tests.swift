import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import Basics

@Suite struct Base64Tests {
  // RFC 4648, 10; and the characters that differ between the forms.
  private static let vectors: [(String, [UInt8])] = [
    ("", []), ("Zg==", Array("f".utf8)), ("Zm8=", Array("fo".utf8)), ("Zm9v", Array("foo".utf8)),
    ("Zm9vYg==", Array("foob".utf8)), ("Zm9vYmE=", Array("fooba".utf8)), ("Zm9vYmFy", Array("foobar".utf8)),
    ("+/+/", [0xFB, 0xFF, 0xBF]), ("/w==", [0xFF]), ("AAAA", [0, 0, 0]),
  ]

  @Test("The vectors of RFC 4648 are written and read")
  func vectors() {
    for (text, bytes) in Self.vectors {
      #expect(Base64.encode(bytes) == text)
      #expect(Base64.decode(text) == bytes)
      let url = text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
      #expect(Base64.decode(url, .url) == bytes)
    }
  }

  @Test("Every byte in every place is as another implementation has it")
  func agreement() {
    for length in 0...66 {
      for start in stride(from: 0, through: 255, by: 3) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: start + $0 * 7) }
        let text = Data(bytes).base64EncodedString()
        #expect(Base64.encode(bytes) == text)
        #expect(Base64.decode(text) == bytes)
      }
    }
  }

  @Test(
    "What is not in the standard form is refused",
    arguments: [
      // Filled up too little, too much, or in the wrong place.
      "Z", "Zg", "Zg=", "Zg===", "Zm8", "Zm8==", "Zm9vZ", "=", "==", "===", "====", "Z===", "Zg==Zg==", "Zg=Z", "=Zg=",
      "Zm9v====",
      // Other characters.
      "Zm9v\n", " Zm9v", "Zm 9", "Zm9-", "Zm9_", "Zm9*", "Zm9é", "Zm9", "Zm9\u{0}", "\u{FF21}m9v",
    ])
  func refused(_ text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test(
    "What is not in the form for URLs is refused", arguments: ["Z", "Zm9vZ", "Zg==", "Zm8=", "Zm9+", "Zm9/", "Zm9v "])
  func refusedForURLs(_ text: String) {
    #expect(Base64.decode(text, .url) == nil)
  }

  // Strict readers refuse them, but AWS's and the issuers' own do not.
  @Test("Bits that belong to no byte are ignored")
  func spareBits() {
    #expect(Base64.decode("Zh==") == Array("f".utf8))
    #expect(Base64.decode("Zm9=") == Array("fo".utf8))
    #expect(Base64.decode("Zn", .url) == Array("f".utf8))
  }
}
