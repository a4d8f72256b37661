import AWSAuth
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import ECRLogin

@Suite struct AuthorizationTokenTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let pair: String
    let username: String
    let password: String

    var testDescription: String { pair.debugDescription }

    init(_ pair: String, _ username: String, _ password: String) {
      self.pair = pair
      self.username = username
      self.password = password
    }
  }

  static let cases: [Case] = [
    Case("AWS:password", "AWS", "password"), Case("u:p", "u", "p"),
    // The first colon divides; the password may have more.
    Case("AWS:a:b", "AWS", "a:b"), Case("AWS::", "AWS", ":"), Case("AWS:a:", "AWS", "a:"),
    Case("AWS:\u{301}p", "AWS", "\u{301}p"),
    // Nothing is trimmed.
    Case("AWS: a \n", "AWS", " a \n"), Case("AWS:é", "AWS", "é"),
    Case("AWS:" + String(repeating: "x", count: 4000), "AWS", String(repeating: "x", count: 4000)),
  ]

  @Test("User name and password stand before and behind the first colon", arguments: cases)
  func split(_ example: Case) throws {
    let token = try AuthorizationToken(
      text: Data(example.pair.utf8).base64EncodedString(), expiresAt: FakeClock.start, proxyEndpoint: "https://p")
    #expect(token.username == example.username)
    #expect(token.password.exposed() == example.password)
    #expect(token.expiresAt == FakeClock.start)
    #expect(token.proxyEndpoint == "https://p")
  }

  @Test("A text without either part is refused", arguments: ["AWS", "AWS:", ":password", ":", ""])
  func missing(_ pair: String) {
    #expect(throws: AuthorizationToken.Malformation.notTwoParts) {
      try AuthorizationToken(
        text: Data(pair.utf8).base64EncodedString(), expiresAt: FakeClock.start, proxyEndpoint: nil)
    }
  }

  // Not the alphabet, not the length, white space within, base64url, no UTF-8 in it.
  @Test(
    "A text that is not base64 of text is refused", arguments: ["!", "QVdTOnB", "QVdT OnA=", "QVdTOj8_", "/////w=="])
  func notBase64(_ text: String) {
    #expect(throws: AuthorizationToken.Malformation.notBase64) {
      try AuthorizationToken(text: text, expiresAt: FakeClock.start, proxyEndpoint: nil)
    }
  }

  @Test("The password is in no text of it")
  func printing() {
    let token = Sample.token()
    var dumped = ""
    dump(token, to: &dumped)
    for text in ["\(token)", String(reflecting: token), dumped] { #expect(!text.contains(ECRAnswer.password)) }
  }
}
