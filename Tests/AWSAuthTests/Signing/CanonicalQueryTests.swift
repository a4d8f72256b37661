import AWSAuth
import Testing

@Suite struct CanonicalQueryTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let sent: String?
    let canonical: String

    var testDescription: String { sent?.debugDescription ?? "no query" }

    init(_ sent: String?, _ canonical: String) {
      self.sent = sent
      self.canonical = canonical
    }
  }

  static let cases: [Case] = [
    Case(nil, ""), Case("", ""),
    // Every parameter has an equals sign, the first one counts.
    Case("a", "a="), Case("a=", "a="), Case("=a", "=a"), Case("=", "="), Case("a=b=c", "a=b%3Dc"),
    // Nothing between two ampersands is no parameter.
    Case("&", ""), Case("a&&b&", "a=&b="), Case("&&a=1", "a=1"),
    // By key, then by value; capitals first, a key before those that it begins.
    Case("b=1&a=2", "a=2&b=1"), Case("a=2&a=1&a", "a=&a=1&a=2"), Case("a&B&A&b", "A=&B=&a=&b="),
    Case("a0=1&a-b=2&a=3", "a=3&a-b=2&a0=1"), Case("a=10&a=2&a=1", "a=1&a=10&a=2"),
    // As encoded, not as decoded: the per cent sign sorts before what is never encoded.
    Case("A&%E1%88%B4&%7B", "%7B=&%E1%88%B4=&A="), Case("a=b&a=%7B", "a=%7B&a=b"),
    // Decoded once and encoded anew.
    Case("a=%7e%2d", "a=~-"), Case("a=%e1%88%b4", "a=%E1%88%B4"), Case("a=%2541", "a=%2541"),
    Case("a=/?:@!$'()*,;", "a=%2F%3F%3A%40%21%24%27%28%29%2A%2C%3B"), Case("a=%ff", "a=%FF"),
    Case("%26=%3D", "%26=%3D"),
    // A plus is a plus.
    Case("a=b+c%2Bd%20e", "a=b%2Bc%2Bd%20e"),
    // A combining mark does not hide the separators before it.
    Case("a=\u{301}&\u{301}=b", "%CC%81=b&a=%CC%81"),
  ]

  @Test("A query is put into one order and one encoding", arguments: cases)
  func canonical(_ example: Case) {
    #expect(CanonicalQuery(example.sent).text == example.canonical)
  }
}
