import AWSAuth
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct EndpointTests {
  struct Accepted: Sendable, CustomTestStringConvertible {
    let text: String
    let authority: String

    var testDescription: String { text }

    init(_ text: String, _ authority: String) {
      self.text = text
      self.authority = authority
    }
  }

  static let accepted: [Accepted] = [
    Accepted("https://sts.example", "sts.example"),
    Accepted("https://sts.example/", "sts.example"),
    Accepted("https://sts.example:8443/a/path/", "sts.example:8443"),
    Accepted("HTTPS://STS.EXAMPLE", "STS.EXAMPLE"),
    Accepted("https://10.0.0.1:443", "10.0.0.1:443"),
    Accepted("https://[2001:db8::1]:8443/", "[2001:db8::1]:8443"),
    Accepted("https://[2001:db8::1]/", "[2001:db8::1]"),
    Accepted(
      "https://vpce-0a1b-x.sts.eu-central-1.vpce.amazonaws.com", "vpce-0a1b-x.sts.eu-central-1.vpce.amazonaws.com"),
    // What cannot leave the machine may be plain.
    Accepted("http://127.0.0.1", "127.0.0.1"),
    Accepted("http://127.0.0.1:4566/x", "127.0.0.1:4566"),
    Accepted("http://127.1.2.3:80", "127.1.2.3:80"),
    Accepted("http://127.255.255.255", "127.255.255.255"),
    Accepted("http://[::1]:4566", "[::1]:4566"),
    Accepted("http://localhost:4566", "localhost:4566"),
    Accepted("HTTP://LocalHost", "LocalHost"),
  ]

  @Test("A URL that a user gave is used as it is", arguments: accepted)
  func userGiven(_ test: Accepted) throws {
    let endpoint = try Endpoint(test.text, from: "AWS_ENDPOINT_URL_STS")
    #expect(endpoint.description == test.text)
    #expect(endpoint.url.absoluteString == test.text)
    #expect(endpoint.authority == test.authority)
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    let text: String
    let problem: String
    var isPlainHTTP = false

    var testDescription: String { text.debugDescription }

    static func noURL(_ text: String, quoted: String? = nil) -> Refused {
      Refused(text: text, problem: #"AWS_ENDPOINT_URL_STS is "\#(quoted ?? text)", which is not a URL"#)
    }

    static func wrongScheme(_ text: String) -> Refused {
      Refused(text: text, problem: #"AWS_ENDPOINT_URL_STS is "\#(text)", which is neither https nor http"#)
    }

    /// The query is not quoted: it may be a token.
    static func extra(_ text: String, quoted: String? = nil) -> Refused {
      Refused(text: text, problem: #"AWS_ENDPOINT_URL_STS is "\#(quoted ?? text)", which has a query or a fragment"#)
    }

    static func plain(_ text: String) -> Refused {
      Refused(
        text: text,
        problem: #"AWS_ENDPOINT_URL_STS is "\#(text)": plain http would send credentials readable over the network"#,
        isPlainHTTP: true)
    }

    static func user(_ text: String) -> Refused {
      Refused(text: text, problem: "AWS_ENDPOINT_URL_STS is a URL with a user name or password in it")
    }
  }

  static let refused: [Refused] = [
    .noURL(""), .noURL("sts.example"), .noURL("localhost:4566"), .noURL("https://"), .noURL("https:///path"),
    .noURL("https:sts.example"), .noURL("https://sts.example/a b"), .noURL(" https://sts.example"),
    .noURL("https://sts.example\n", quoted: "https://sts.example "), .noURL("https://stś.example"),
    .noURL("https://sts.example:port"), .noURL("https://sts.example:-1"), .noURL("https://[::1"),
    .noURL("https://sts.example/\u{1B}[2J", quoted: "https://sts.example/\\u{1B}[2J"), .noURL("file:///etc/passwd"),
    .noURL(
      "x" + String(repeating: "y", count: 300), quoted: "x" + String(repeating: "y", count: 199) + "…"),
    .wrongScheme("ftp://sts.example"), .wrongScheme("//sts.example"), .wrongScheme("httpss://sts.example"),
    .extra("https://sts.example?token=hunter2", quoted: "https://sts.example"), .extra("https://sts.example/#x"),
    .extra("https://sts.example?", quoted: "https://sts.example"),
    .extra("https://sts.example#"),
    .user("https://sts.amazonaws.com@evil.example"), .user("https://user:hunter2@sts.example"),
    .user("https://:hunter2@sts.example"), .user("https://@sts.example"), .user("http://127.0.0.1@evil.example"),
    .user("http://127.0.0.1\\@evil.example"), .user("ftp://user:hunter2@sts.example"),
    .plain("http://sts.example"), .plain("http://127.0.0.1.evil.example"), .plain("http://localhost.evil"),
    .plain("http://evil.localhost"), .plain("http://128.0.0.1"), .plain("http://126.255.255.255"),
    .plain("http://0x7f.0.0.1"), .plain("http://127.1"), .plain("http://2130706433"), .plain("http://0.0.0.0"),
    .plain("http://127.0.0.256"), .plain("http://127.0.0.1."), .plain("http://localhost."), .plain("http://[::2]"),
    .plain("http://[::ffff:127.0.0.1]"), .plain("http://127.0.0.1%2eevil.example"),
  ]

  @Test("A URL that cannot be right, or would send secrets in the open, is refused", arguments: refused)
  func refusals(_ test: Refused) throws {
    let error = try AWSAuthError.thrown { _ = try Endpoint(test.text, from: "AWS_ENDPOINT_URL_STS") }
    #expect(error == .saying(.invalidConfiguration, test.problem))
    #expect(
      error.cause as? InvalidValue
        == (test.isPlainHTTP ? .plainHTTP(problem: test.problem) : .endpoint(problem: test.problem)))
  }

  @Test(
    "A password in a URL is not quoted, however broken the URL is",
    arguments: [
      "https://user:hunter2@sts.example", "user:hunter2@sts.example", "https://user:hunter2@sts.example:-1",
      "https://user:hunter2 @sts.example", "https://user:hunter2/@sts.example", "https://user:hunter2#@sts.example",
      "https://user:hunter2é@sts.example", "https:/user:hunter2@sts.example", "https://user:hunter2@",
      "https://user:hunter2?@sts.example", "http://user/hunter2@sts.example", "http://sts.example/hunter2@x",
      // To Swift, an @ with a mark is another character.
      "https://user:hunter2@\u{301}sts.example", "http://user:hunter2@\u{301}sts.example",
      "https:/\u{301}/user:hunter2@\u{301}sts.example", "https://sts.example?\u{301}hunter2",
    ])
  func password(_ text: String) throws {
    let failure = try #require(
      #expect(throws: AWSAuthError.self) { try Endpoint(text, from: "AWS_ENDPOINT_URL_STS") })
    #expect(failure.kind == .invalidConfiguration)
    #expect(!failure.description.contains("hunter2"))
  }

  @Test("Plain http is refused without quoting what may be a password")
  func plainPassword() {
    let problem = "AWS_ENDPOINT_URL_STS: plain http would send credentials readable over the network"
    #expect(throws: AWSAuthError.saying(.invalidConfiguration, problem)) {
      try Endpoint("http://user/hunter2@sts.example", from: "AWS_ENDPOINT_URL_STS")
    }
  }

  @Test(
    "What only looks like a loopback address is none",
    arguments: [
      "", ".", "...", "127", "127.0.0", "127.0.0.", "127.0.0.0.1", "127..0.1", "127.0.0.+1", "127.-0.0.1", "127.0.0.-0",
      "0127.0.0.1", "127.0.0.0001", "127.0.0.1x", "127.0.0.1٣", "::", "::11", "[::1", "localhost6", "xlocalhost",
    ])
  func notLoopback(_ host: String) {
    #expect(!Endpoint.isLoopback(host))
  }

  @Test(
    "Loopback addresses are known in every spelling of theirs", arguments: ["LOCALHOST", "::1", "[::1]", "127.0.0.1"])
  func loopback(_ host: String) {
    #expect(Endpoint.isLoopback(host))
  }
}
