import AWSAuth
import Testing

@testable import ECRLogin

@Suite struct ServerURLTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let host: String

    var testDescription: String { text.debugDescription }

    init(_ text: String, _ host: String) {
      self.text = text
      self.host = host
    }
  }

  static let spellings = [
    "HOST", "HOST\n", "HOST\r\n", " HOST ", "\tHOST\n\n", "https://HOST", "http://HOST", "https://HOST/",
    "https://HOST/v2/", "https://HOST/v1/", "https://HOST/v2/\n", "HOST/", "HOST/repository",
    "HOST/repository/path:tag",
    "HOST/repository@sha256:0000", "HOST:443", "HOST:443\n", "https://HOST:443", "https://HOST:443/v2/",
    "http://HOST:443", "HOST:443/repository", "HTTPS://HOST", "Http://HOST/", "HOST\u{A0}", "//HOST", "//HOST/v2/\n",
    "//HOST:443",
  ]

  static let cases: [Case] =
    // Every spelling that a client sends, in lower and in upper case.
    spellings.flatMap { spelling in
      [Sample.host, Sample.host.uppercased()].map { Case(spelling.replacing("HOST", with: $0), Sample.host) }
    } + [
      // A port other than 443 is part of which server it is.
      Case("localhost:5000", "localhost:5000"), Case("https://example.com:8443/v2/", "example.com:8443"),
      Case("example.com:4430", "example.com:4430"), Case("example.com:80", "example.com:80"),
      // Only one scheme goes, and only one port.
      Case("https://https://example.com", "https:"), Case("example.com:443:443", "example.com:443"),
      // Docker Hub's name has a path.
      Case("https://index.docker.io/v1/", "index.docker.io"),
      Case("example.com/path", "example.com"), Case("example.com/\u{65B}path", "example.com"),
      Case("https://example-hyphen.com/path", "example-hyphen.com"),
      // What is no host's name is somebody else's to refuse.
      Case("user@example.com", "user@example.com"), Case("bücher.example", "bücher.example"),
      Case("a", "a"), Case("a\u{600} ", "a\u{600}"), Case("[::1]:5000", "[::1]:5000"),
    ]

  @Test("Every spelling of a server has its host", arguments: cases)
  func host(_ example: Case) throws {
    #expect(try ServerURL([UInt8](example.text.utf8)).host == example.host)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let failure: ServerURL.Failure

    var testDescription: String { String(decoding: bytes.prefix(60), as: UTF8.self).debugDescription }

    init(_ text: String, _ failure: ServerURL.Failure) {
      self.init([UInt8](text.utf8), failure)
    }

    init(_ bytes: [UInt8], _ failure: ServerURL.Failure) {
      self.bytes = bytes
      self.failure = failure
    }
  }

  static let refusals: [Refusal] = [
    // Nothing at all has a sentence of its own in the protocol.
    Refusal("", .empty), Refusal("\n", .empty), Refusal("  \r\n\t ", .empty), Refusal("\u{A0}\u{2003}", .empty),
    Refusal("https://", .notAHost("there is no host in it")),
    Refusal("http:///path", .notAHost("there is no host in it")),
    Refusal("//", .notAHost("there is no host in it")), Refusal("///path", .notAHost("there is no host in it")),
    Refusal("https:////path", .notAHost("there is no host in it")),
    Refusal("/", .notAHost("there is no host in it")), Refusal(":443", .notAHost("there is no host in it")),
    Refusal("https://:443/", .notAHost("there is no host in it")),
    Refusal("a b", .notAHost("it has white space in it")), Refusal("a\u{A0}b", .notAHost("it has white space in it")),
    Refusal("foobar  baz", .notAHost("it has white space in it")),
    Refusal("a\u{3000}b", .notAHost("it has white space in it")),
    Refusal("a\u{600} b", .notAHost("it has white space in it")),
    Refusal("a\nb", .notAHost("it has a control character in it (U+000A)")),
    Refusal("a\tb", .notAHost("it has a control character in it (U+0009)")),
    Refusal("\0", .notAHost("it has a control character in it (U+0000)")),
    Refusal("\(Sample.host)\0.evil.example", .notAHost("it has a control character in it (U+0000)")),
    Refusal("\u{1B}[2Ja", .notAHost("it has a control character in it (U+001B)")),
    Refusal("a\u{7F}", .notAHost("it has a control character in it (U+007F)")),
    Refusal("a\u{9B}b", .notAHost("it has a control character in it (U+009B)")),
    Refusal([0xFF, 0x61], .notAHost("it is not UTF-8")), Refusal([0x61, 0xC0, 0x80], .notAHost("it is not UTF-8")),
    Refusal([0x61, 0xE2, 0x82], .notAHost("it is not UTF-8")),
    Refusal([UInt8](repeating: 0x61, count: 4097), .notAHost("it has more than 4096 bytes")),
    Refusal([UInt8](repeating: 0xFF, count: 4097), .notAHost("it has more than 4096 bytes")),
  ]

  @Test("What cannot be the name of a host is refused, and why is said", arguments: refusals)
  func refused(_ example: Refusal) {
    #expect(throws: example.failure) { try ServerURL(example.bytes) }
  }

  @Test("The longest input is still read")
  func longest() throws {
    #expect(try ServerURL([UInt8](repeating: 0x61, count: 4096)).host.utf8.count == 4096)
  }
}
