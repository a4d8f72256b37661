import AWSAuth
import TestSupport
import Testing

@Suite struct RoleSessionNameTests {
  @Test(
    "A name that STS takes is taken as it is",
    arguments: ["ab", "bitrise-123", "AZaz09_+=,.@-", "--", String(repeating: "x", count: 64)])
  func taken(_ name: String) throws {
    #expect(try RoleSessionName(name).description == name)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let quoted: String

    var testDescription: String { quoted.debugDescription }

    init(_ name: String, quoted: String? = nil) {
      self.name = name
      self.quoted = quoted ?? name
    }
  }

  static let refusals: [Refusal] = [
    Refusal(""), Refusal("a"), Refusal(String(repeating: "x", count: 65)),
    Refusal(String(repeating: "x", count: 101), quoted: String(repeating: "x", count: 100) + "…"),
    Refusal("a b"), Refusal("a/b"), Refusal("a:b"), Refusal("a*"), Refusal("a#"), Refusal("$BITRISE_BUILD_NUMBER"),
    Refusal("ab\n", quoted: "ab "), Refusal("a\u{1B}b", quoted: "a\\u{1B}b"),
    // STS's \w is ASCII's.
    Refusal("né"), Refusal("e\u{301}x"), Refusal("1٣"), Refusal("漢字"),
    // The neighbours of the letters and digits.
    Refusal("a["), Refusal("a`"), Refusal("a{"), Refusal("a;"), Refusal("a^"),
  ]

  @Test("A name that STS would refuse is refused", arguments: refusals)
  func refused(_ test: Refusal) {
    #expect(
      throws: AWSAuthError.saying(
        .invalidConfiguration, "the session name \"\(test.quoted)\" is not one that STS takes")
    ) { try RoleSessionName(test.name) }
  }

  struct Cleaning: Sendable, CustomTestStringConvertible {
    let name: String
    let cleaned: String

    var testDescription: String { name.debugDescription }

    init(_ name: String, _ cleaned: String) {
      self.name = name
      self.cleaned = cleaned
    }
  }

  static let cleanings: [Cleaning] = [
    Cleaning("bitrise-123", "bitrise-123"), Cleaning("a b/c:d", "a-b-c-d"), Cleaning("né", "n-"),
    Cleaning("e\u{301}\r\n🙂", "e----"), Cleaning("", "--"), Cleaning("a", "a-"),
    Cleaning("#", "--"), Cleaning(String(repeating: "x", count: 65), String(repeating: "x", count: 64)),
    Cleaning(String(repeating: "é", count: 100), String(repeating: "-", count: 64)),
  ]

  @Test("A name that nobody chose is made into one that STS takes", arguments: cleanings)
  func cleaned(_ test: Cleaning) throws {
    let name = RoleSessionName(cleaning: test.name)
    #expect(name.description == test.cleaned)
    #expect(try RoleSessionName(name.description) == name)
  }
}
