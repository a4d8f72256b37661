import Basics

/// A `*` or `?` in a value that the operator takes for a letter: who writes one means it as a wildcard.
///
/// A `?` may well be in the URL that an `aud` is.
struct LiteralWildcard {
  private let text: LocatedJSON.Text
  private let wildcard: Unicode.Scalar
  private let name: ConditionOperator

  /// Looks for one; `nil` where there is none.
  /// - Parameters:
  ///   - text: The value.
  ///   - name: The operator that compares it.
  ///   - claim: The claim that it is compared with.
  init?(_ text: LocatedJSON.Text, _ name: ConditionOperator, _ claim: String) {
    guard !name.comparison.hasWildcards, let wildcard = SubjectRule.wildcard(in: text.value),
      claim == "sub" || text.value.containsUTF8("*")
    else { return nil }
    self.text = text
    self.wildcard = wildcard
    self.name = name
  }

  /// The operator that takes it for a wildcard.
  var like: ConditionOperator {
    ConditionOperator(name.comparison.isNegated ? .stringNotLike : .stringLike, quantifier: name.quantifier)
  }

  /// What is wrong, where it is to be a wildcard.
  var finding: PolicyFinding {
    finding(
      "this \(name.comparison.isNegated ? "keeps nobody out" : "never holds").",
      "Write \(like.name.quoted) for the operator.")
  }

  /// What is wrong, where it would keep out all that is to get in if it were a wildcard.
  var contradiction: PolicyFinding {
    finding(
      "this keeps nobody out.", "Remove it: as a wildcard it would keep out every build that the statement lets in.")
  }

  private func finding(_ effect: String, _ fix: String) -> PolicyFinding {
    PolicyFinding(
      offset: text.offset,
      problem: "\(text.value.quoted) has a \(wildcard) in it, which \(name.name.quoted) takes for a letter",
      reason: "No sub or aud has a \(wildcard) in it: \(effect)", fix: fix)
  }
}
