import AWSAuth
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct CanonicalHeadersTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let fields: HTTPFields
    let text: String
    let names: String

    init(_ name: String, _ fields: HTTPFields, _ text: String, _ names: String) {
      testDescription = name
      self.fields = fields
      self.text = text
      self.names = names
    }
  }

  static let cases: [Case] = [
    Case("no fields: the host alone", [], "host:h\n", "host"),
    Case(
      "names in lower case, in the order of their bytes",
      [HTTPField("X-B", "1"), HTTPField("x-a", "2"), HTTPField("X-A0", "3"), HTTPField("X-A-B", "4")],
      "host:h\nx-a:2\nx-a-b:4\nx-a0:3\nx-b:1\n", "host;x-a;x-a-b;x-a0;x-b"),
    Case(
      "a host that the fields name, as they do", [HTTPField("HOST", "Other:443")], "host:Other:443\n", "host"),
    Case(
      "repeated headers joined in the order sent, each trimmed",
      [HTTPField("A", " z "), HTTPField("B", "b"), HTTPField("a", "a"), HTTPField("A", "")],
      "a:z,a,\nb:b\nhost:h\n", "a;b;host"),
    Case(
      "blanks folded, in quotes and over lines too",
      [HTTPField("A", "\t a \t \"b  c\"\r\n\t d\u{a0} e "), HTTPField("B", " \t ")],
      "a:a \"b c\" d\u{a0} e\nb:\nhost:h\n", "a;b;host"),
    Case(
      "a blank with a combining mark on it is a blank",
      [HTTPField("A", "a  \u{301}b")], "a:a \u{301}b\nhost:h\n", "a;host"),
    Case(
      "what never is signed",
      [
        HTTPField("Authorization", "x"), HTTPField("connection", "x"), HTTPField("Expect", "x"),
        HTTPField("KEEP-ALIVE", "x"), HTTPField("Proxy-Authenticate", "x"), HTTPField("TE", "x"),
        HTTPField("Proxy-Authorization", "x"), HTTPField("Trailer", "x"), HTTPField("Upgrade", "x"),
        HTTPField("Transfer-Encoding", "x"), HTTPField("User-Agent", "x"), HTTPField("X-Amzn-Trace-Id", "x"),
      ], "host:h\n", "host"),
    Case(
      "what resembles it is signed", [HTTPField("X-Amz-User-Agent", "x"), HTTPField("Date", "y")],
      "date:y\nhost:h\nx-amz-user-agent:x\n", "date;host;x-amz-user-agent"),
  ]

  @Test("Headers are put into one order and one spelling", arguments: cases)
  func canonical(_ example: Case) {
    let headers = CanonicalHeaders(example.fields, host: "h")
    #expect(headers.text == example.text)
    #expect(headers.names == example.names)
  }
}

@Suite struct CanonicalHostTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let url: String
    let host: String

    var testDescription: String { url }

    init(_ url: String, _ host: String) {
      self.url = url
      self.host = host
    }
  }

  static let cases: [Case] = [
    Case("https://STS.Amazonaws.COM/", "sts.amazonaws.com"),
    // The port, unless it is the scheme's own.
    Case("https://h:443/", "h"), Case("http://h:80/", "h"), Case("HTTPS://h:443/", "h"),
    Case("https://h:/", "h"),
    Case("https://h:80/", "h:80"), Case("http://h:443/", "h:443"), Case("https://h:8443", "h:8443"),
    // Addresses keep their brackets, the user stays out.
    Case("http://[::1]:8080/", "[::1]:8080"), Case("https://[FE80::1]/", "[fe80::1]"),
    Case("https://user:pass@h:5000/", "h:5000"),
  ]

  @Test("The host is what an HTTP client sends for the URL", arguments: cases)
  func host(_ example: Case) throws {
    let url = try #require(RequestURL(example.url))
    #expect(CanonicalHost.text(url) == example.host)
  }
}
