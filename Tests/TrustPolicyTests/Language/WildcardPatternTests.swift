import Testing

@testable import TrustPolicy

@Suite struct WildcardPatternTests {
  @Test(
    "A text that fits both of two patterns is found, if there is one",
    arguments: [
      ("a", "a", true), ("a", "b", false), ("", "", true), ("", "*", true), ("", "?", false), ("*", "*", true),
      ("a*", "*b", true), ("a*", "b*", false), ("a?", "?b", true), ("a?c", "a*b", false), ("*a*", "b", false),
      ("*-1", "rel-*", true), ("a*b*c", "a?c", true),
      ("a*b*c", "axc", false), ("a*b*c", "abc", true), ("??", "?", false), ("*?", "", false),
      ("app:a:workflow:*", "app:*:workflow:x", true), ("app:a:*", "app:b:*", false),
    ])
  func common(_ left: String, _ right: String, _ isFound: Bool) {
    for (a, b) in [(WildcardPattern(left), WildcardPattern(right)), (WildcardPattern(right), WildcardPattern(left))] {
      let text = a.common(with: b)
      #expect((text != nil) == isFound)
      guard let text else { continue }
      #expect(a.matches(text))
      #expect(b.matches(text))
    }
  }

  @Test("What a wildcard stands for there is nothing that was named")
  func stranger() {
    let text = WildcardPattern("a*").common(with: WildcardPattern("*")) ?? ""
    #expect(text.hasPrefix("a\(String(WildcardPattern.stranger))"))
    #expect(!WildcardPattern("a????").matches(text))
  }
}
