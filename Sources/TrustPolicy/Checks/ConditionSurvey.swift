import Basics

/// What the conditions of a statement compare altogether: what is right of one depends on the others.
struct ConditionSurvey {
  /// The claims that a condition compares with what is to get in, and with what; others may say then what is not to.
  private var compared: [String: [String]] = [:]
  /// Whether a condition on `sub` is right on its own, so that the other conditions may be as wide as they are.
  private(set) var isNarrow = false

  /// No conditions.
  init() {}

  /// Looks at the operators of a statement.
  init(_ operators: [LocatedJSON.Member], _ expectation: ExpectedBuild) {
    for (claim, values) in operators.flatMap({ Self.claimsCompared($0, expectation) }) {
      compared[claim, default: []] += values
    }
    isNarrow = operators.contains { Self.isNarrow($0, expectation) }
  }

  /// Whether a condition compares a claim with what is to get in.
  func compares(_ claim: String) -> Bool { compared[claim] != nil }

  /// Whether a pattern fits everything that is to get in, so that nothing would if it were to keep out what it fits.
  func isFitted(by pattern: WildcardPattern, in claim: String) -> Bool {
    compared[claim]?.allSatisfy(pattern.matches) ?? false
  }

  /// The claims that an operator compares with what is to get in, and with what.
  private static func claimsCompared(
    _ entry: LocatedJSON.Member, _ expectation: ExpectedBuild
  ) -> [(claim: String, values: [String])] {
    let comparison = (ConditionOperator(entry.key) ?? ConditionOperator.meant(by: entry.key))?.comparison
    guard comparison != .null, comparison?.isNegated != true else { return [] }
    return (entry.value.members ?? []).compactMap { member in
      guard case .claim(let claim) = ConditionKey.read(member.key, issuer: expectation.issuer).key,
        let texts = member.value.texts, !texts.isEmpty
      else { return nil }
      return (claim, texts.map(\.value))
    }
  }

  private static func isNarrow(_ entry: LocatedJSON.Member, _ expectation: ExpectedBuild) -> Bool {
    guard let name = ConditionOperator(entry.key), !name.ifExists, name.quantifier != .forAllValues,
      [.stringEquals, .stringLike].contains(name.comparison)
    else { return false }
    let rule = SubjectRule(expectation: expectation)
    return entry.value.members?.contains { member in
      guard let texts = member.value.texts, member.key == "\(expectation.issuer):sub", !texts.isEmpty else {
        return false
      }
      return texts.allSatisfy { text in
        rule.review(text.value) == nil && (name.comparison.hasWildcards || SubjectRule.wildcard(in: text.value) == nil)
      }
    } ?? false
  }
}
