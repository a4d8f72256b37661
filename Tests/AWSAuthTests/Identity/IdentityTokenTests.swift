import AWSAuth
import Basics
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct IdentityTokenTests {
  @Test("The claims are read")
  func claims() throws {
    let text = TestToken.jwt()
    let token = try IdentityToken(text, from: "A_TOKEN")
    #expect(token.issuer == "https://token.builds.bitrise.io")
    #expect(token.subject == "app:a1:workflow:w1")
    #expect(token.audiences == ["sts.amazonaws.com"])
    #expect(token.expiration == FakeClock.start.addingTimeInterval(600))
    #expect(token.raw == Secret(text))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let claims: String
    var issuer: String?
    var subject: String?
    var audiences: [String] = []
    var expiration: Double?

    var testDescription: String { claims }

    init(
      _ claims: String, issuer: String? = nil, subject: String? = nil, audiences: [String] = [],
      expiration: Double? = nil
    ) {
      self.claims = claims
      self.issuer = issuer
      self.subject = subject
      self.audiences = audiences
      self.expiration = expiration
    }
  }

  static let claimSets: [Case] = [
    Case("{}"),
    Case(#"{"iss":"i","sub":"s"}"#, issuer: "i", subject: "s"),
    Case(#"{"iss":null,"sub":null,"aud":null,"exp":null}"#),
    // One audience or several (RFC 7519, 4.1.3).
    Case(#"{"aud":"a"}"#, audiences: ["a"]),
    Case(#"{"aud":["a"]}"#, audiences: ["a"]),
    Case(#"{"aud":["a","b"]}"#, audiences: ["a", "b"]),
    Case(#"{"aud":[]}"#),
    // A time is any number.
    Case(#"{"exp":1606119000}"#, expiration: 1_606_119_000),
    Case(#"{"exp":1606119000.75}"#, expiration: 1_606_119_000.75),
    Case(#"{"exp":1.606119E9}"#, expiration: 1_606_119_000),
    Case(#"{"exp":0}"#, expiration: 0),
    Case(#"{"exp":-1}"#, expiration: -1),
    Case(#"{"exp":1e300}"#, expiration: 1e300),
    // Every other claim is somebody else's, whatever is in it.
    Case(#"{"branch":{"a":[1,null]},"sub":"é🙂","build_number":7}"#, subject: "é🙂"),
  ]

  @Test("Claims may be missing, and audiences be several", arguments: claimSets)
  func readsClaims(_ test: Case) throws {
    let token = try IdentityToken(TestToken.jwt(claims: test.claims), from: "A_TOKEN")
    #expect(token.issuer == test.issuer)
    #expect(token.subject == test.subject)
    #expect(token.audiences == test.audiences)
    #expect(token.expiration?.timeIntervalSince1970 == test.expiration)
  }

  @Test("Base64url is read with every number of characters that it can have", arguments: 0...8)
  func padding(_ length: Int) throws {
    // The last letters bring out the digits - and _, which base64 has not.
    let subject = String(repeating: "x", count: length) + "\u{fb}\u{ff}\u{fe}?>~"
    let token = try IdentityToken(TestToken.jwt(claims: #"{"sub":"\#(subject)"}"#), from: "A_TOKEN")
    #expect(token.subject == subject)
  }

  @Test("White space around a token is dropped", arguments: ["\n", "\r\n", " \t\n", "\u{A0}"])
  func whiteSpace(_ space: String) throws {
    let text = TestToken.jwt()
    let token = try IdentityToken(space + text + space, from: "A_TOKEN")
    #expect(token.raw.exposed() == text)
  }

  @Test("White space is taken from the ends only")
  func trimming() {
    #expect("".trimmingWhitespace().isEmpty)
    #expect(" \n\t ".trimmingWhitespace().isEmpty)
    #expect("\r\na b\n c\u{2003}\n".trimmingWhitespace() == "a b\n c")
    #expect("a".trimmingWhitespace() == "a")
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let text: String
    let problem: String

    var testDescription: String { text.prefix(60).debugDescription }

    init(_ text: String, _ problem: String) {
      self.text = text
      self.problem = problem
    }
  }

  private static let notBase64URL = "it has characters that are not base64url, or an empty part"
  private static let noClaims = "its claims cannot be read, or are not of the types that RFC 7519 has for them"

  static let refusals: [Refusal] = [
    Refusal("", "it is empty"), Refusal(" \n ", "it is empty"),
    // A token has three parts; an encrypted one has five.
    Refusal("hunter2", "it has 1 part, not three"), Refusal("hunter2.x", "it has 2 parts, not three"),
    Refusal("hunter2.x.y.z", "it has 4 parts, not three"), Refusal("hunter2.b.c.d.e", "it has 5 parts, not three"),
    Refusal("hunter2.e30.", notBase64URL), Refusal(".e30.hunter2", notBase64URL), Refusal("hunter2..c", notBase64URL),
    Refusal("..", notBase64URL),
    // Base64 proper, and what comes of copying.
    Refusal("hunter2.e30=.c", notBase64URL), Refusal("hunter2.e3+0.c", notBase64URL),
    Refusal("hunter2.e3/0.c", notBase64URL), Refusal("hunter2.e30.c c", notBase64URL),
    Refusal("hunter2.e30.c\nc", notBase64URL), Refusal("\"hunter2.e30.c\"", notBase64URL),
    Refusal("hunter2.e30.ć", notBase64URL), Refusal("Bearer hunter2.e30.c", notBase64URL),
    // Not the claims.
    Refusal("hunter2.e.c", noClaims), Refusal("hunter2.e30AA.c", noClaims),
    Refusal("hunter2.\(TestToken.base64URL("hunter2")).c", noClaims),
    Refusal(TestToken.jwt(claims: "[]"), noClaims), Refusal(TestToken.jwt(claims: "{"), noClaims),
    Refusal(TestToken.jwt(claims: ""), notBase64URL),
    Refusal(TestToken.jwt(claims: #"{"iss":7}"#), noClaims), Refusal(TestToken.jwt(claims: #"{"aud":[1]}"#), noClaims),
    Refusal(TestToken.jwt(claims: #"{"exp":"1606119000"}"#), noClaims),
    Refusal(TestToken.jwt(claims: #"{"exp":1e999}"#), noClaims),
    // STS's limit.
    Refusal(String(repeating: "h", count: 20_001), "it has 20001 characters, and STS takes at most 20000"),
  ]

  @Test("What is no token is refused without being quoted", arguments: refusals)
  func refused(_ test: Refusal) throws {
    let failure = try #require(
      #expect(throws: AWSAuthError.self) { try IdentityToken(test.text, from: "A_TOKEN") })
    #expect(
      failure
        == AWSAuthError.saying(.invalidConfiguration, "A_TOKEN is not an identity token: \(test.problem)"))
    #expect(!failure.description.contains("hunter2"))
  }

  @Test("A token may be as long as STS lets it be")
  func longest() throws {
    let start = TestToken.jwt(claims: "{}")
    let text = start + String(repeating: "A", count: 20_000 - start.utf8.count)
    #expect(try IdentityToken(text, from: "A_TOKEN").raw.exposed().utf8.count == 20_000)
    #expect(throws: AWSAuthError.self) { try IdentityToken(text + "A", from: "A_TOKEN") }
    #expect(throws: Never.self) { try IdentityToken("\n\(text)\n", from: "A_TOKEN") }
  }

  @Test("A token is expired from its exp on")
  func expiry() throws {
    let token = try IdentityToken(TestToken.jwt(), from: "A_TOKEN")
    let end = FakeClock.start.addingTimeInterval(600)
    #expect(!token.isExpired(at: end.addingTimeInterval(-1)))
    #expect(token.isExpired(at: end))
    #expect(token.isExpired(at: end.addingTimeInterval(1)))
    #expect(!token.expires(within: 60, of: end.addingTimeInterval(-61)))
    #expect(!token.expires(within: 60, of: end.addingTimeInterval(-60)))
    #expect(token.expires(within: 60, of: end.addingTimeInterval(-59)))
    #expect(token.expires(within: 60, of: end.addingTimeInterval(10)))
  }

  @Test("A token without exp never expires")
  func noExpiry() throws {
    let token = try IdentityToken(TestToken.jwt(claims: "{}"), from: "A_TOKEN")
    #expect(!token.isExpired(at: .distantFuture))
    #expect(!token.expires(within: 60, of: .distantFuture))
  }

  struct Summary: Sendable, CustomTestStringConvertible {
    let claims: String
    let text: String

    var testDescription: String { text }
  }

  static let summaries: [Summary] = [
    Summary(
      claims: #"{"iss":"https://i.example","sub":"app:a:workflow:w","aud":"sts.amazonaws.com","exp":1606119000}"#,
      text: "iss https://i.example, aud sts.amazonaws.com, sub app:a:workflow:w, expires 2020-11-23T08:10:00Z"),
    Summary(claims: #"{"aud":["a","b"]}"#, text: "iss (none), aud a, b, sub (none), expires (never)"),
    Summary(claims: "{}", text: "iss (none), aud (none), sub (none), expires (never)"),
    Summary(
      claims: #"{"iss":"i\u001b[2J","sub":"a\nb\u202e","aud":"x\r"}"#,
      text: "iss i\\u{1B}[2J, aud x , sub a b\\u{202E}, expires (never)"),
  ]

  @Test("The summary has the claims that AWS looks at, on one line", arguments: summaries)
  func summary(_ test: Summary) throws {
    #expect(try IdentityToken(TestToken.jwt(claims: test.claims), from: "A_TOKEN").summary == test.text)
  }

  @Test("No text made of a token has the token in it")
  func redacted() throws {
    let text = TestToken.jwt()
    let token = try IdentityToken(text, from: "A_TOKEN")
    var dumped = ""
    dump(token, to: &dumped)
    for shown in ["\(token)", String(reflecting: token), dumped, token.summary] {
      #expect(!text.split(separator: ".").contains { shown.contains($0) })
    }
  }
}
