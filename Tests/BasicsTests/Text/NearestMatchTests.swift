import Testing

@testable import Basics

@Suite struct NearestMatchTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let word: String
    let match: String?

    var testDescription: String { word.debugDescription }

    init(_ word: String, _ match: String?) {
      self.word = word
      self.match = match
    }
  }

  static let words = ["get", "store", "version", "--role-arn", "--region"]

  static let cases: [Case] = [
    // One letter too many, too few, another, or two swapped.
    Case("gett", "get"), Case("gt", "get"), Case("got", "get"), Case("gte", "get"), Case("tsore", "store"),
    Case("GET", "get"), Case("Store", "store"),
    // A third of the letters may differ, but no more than three.
    Case("versn", "version"), Case("vesn", nil), Case("ge", "get"), Case("g", nil), Case("st", nil),
    Case("--rolearn", "--role-arn"), Case("--role_arn", "--role-arn"), Case("--rle-rn", "--role-arn"),
    Case("-rle-rn", "--role-arn"), Case("-rlern", nil), Case("--regoin", "--region"),
    // Nothing is near.
    Case("", nil), Case("login-to-everything", nil), Case("x", nil), Case("--", nil),
    // A word without end is not measured to its end.
    Case(String(repeating: "get", count: 10_000), nil),
  ]

  @Test("The nearest word is found, and only if it is near", arguments: cases)
  func nearest(_ example: Case) {
    #expect(Basics.nearest(to: example.word, in: Self.words) == example.match)
  }

  @Test("Of several words the nearest wins, of equally near ones the first")
  func several() {
    #expect(Basics.nearest(to: "abcdez", in: ["abcdxy", "abcdey"]) == "abcdey")
    #expect(Basics.nearest(to: "abcdez", in: ["abcdey", "abcdex"]) == "abcdey")
    #expect(Basics.nearest(to: "abc", in: []) == nil)
  }
}
