import AWSAuth
import Testing

@Suite struct CanonicalPathTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let sent: String
    let normalized: String

    var testDescription: String { sent.debugDescription }

    init(_ sent: String, _ normalized: String) {
      self.sent = sent
      self.normalized = normalized
    }
  }

  static let cases: [Case] = [
    // There is always a slash.
    Case("", "/"), Case("/", "/"), Case("//", "/"), Case("///", "/"),
    // Empty segments go, a slash at the end stays.
    Case("/a", "/a"), Case("/a/", "/a/"), Case("//a//b//", "/a/b/"),
    // Dot segments go, also beyond the root; at the end they leave a slash.
    Case("/.", "/"), Case("/./", "/"), Case("/..", "/"), Case("/../", "/"), Case("/../..", "/"),
    Case("/./a", "/a"), Case("/a/./b", "/a/b"), Case("/a/../b", "/b"), Case("/a/b/../../c", "/c"),
    Case("/a//../b", "/b"), Case("/../../a/../b/", "/b/"), Case("/a/..", "/"), Case("/a/../", "/"),
    Case("/a/.", "/a/"), Case("/a/b/..", "/a/"), Case("/a/b/../", "/a/"),
    // Dots in longer segments are nothing special.
    Case("/.a/..b/c./d../...", "/.a/..b/c./d../..."),
    // What was encoded is encoded again, and what was not is encoded now.
    Case("/a%20b", "/a%2520b"), Case("/%e1%2F", "/%25e1%252F"), Case("/a b", "/a%20b"),
    Case("/a:b@c;d=e,f", "/a%3Ab%40c%3Bd%3De%2Cf"), Case("/ሴ/\u{301}", "/%E1%88%B4/%CC%81"),
  ]

  @Test("A path is normalised, and encoded once more", arguments: cases)
  func normalized(_ example: Case) {
    #expect(CanonicalPath(example.sent, .normalized).text == example.normalized)
  }

  @Test("As sent, only an empty path changes", arguments: cases)
  func asSent(_ example: Case) {
    #expect(CanonicalPath(example.sent, .asSent).text == (example.sent.isEmpty ? "/" : example.sent))
  }
}
