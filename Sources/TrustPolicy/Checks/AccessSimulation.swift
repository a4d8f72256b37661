import Basics

/// Whether a policy lets in the builds that it is meant for, as IAM evaluates it.
struct AccessSimulation {
  private let policy: PolicyDocument
  private let expectation: ExpectedBuild
  /// What statements that allow compare with `sub`.
  let allowed: [String]
  /// What any statement compares with it.
  private let named: [String]
  private let audiences: [String]

  /// More values, and longer ones, than IAM takes in a policy are not looked at.
  private static let limit = (values: 256, length: 512)
  /// Of so many patterns two at a time are looked at, for a `sub` that has to fit both.
  private static let pairLimit = 12

  /// Whether all values are looked at; nothing is said of who is kept out where they are not.
  private let isComplete: Bool

  /// Reads a policy.
  /// - Parameters:
  ///   - statements: Its statements.
  ///   - hasVariables: Whether its version knows variables.
  ///   - expectation: What is known of the build.
  init(_ statements: [JSONValue], hasVariables: Bool, _ expectation: ExpectedBuild) {
    policy = PolicyDocument(statements: statements.map { TrustStatement($0) }, hasVariables: hasVariables)
    self.expectation = expectation
    let statements = policy.statements
    var isComplete = true
    func values(_ claim: String, _ isMeant: (TrustStatement, ConditionOperator) -> Bool) -> [String] {
      var values: [String] = []
      for statement in statements {
        for condition in statement.conditions where condition.key.lowercasedASCII() == "\(expectation.issuer):\(claim)"
        {
          guard let name = ConditionOperator(condition.operatorName), name.comparison.isForStrings,
            isMeant(statement, name)
          else { continue }
          values = CorrectedConditions.unique(values + condition.values.filter { $0.utf8.count <= Self.limit.length })
          guard values.count <= Self.limit.values else {
            isComplete = false
            return Array(values.prefix(Self.limit.values))
          }
        }
      }
      return values
    }
    allowed = values("sub") { $0.effect == "Allow" && !$1.comparison.isNegated }
    named = values("sub") { _, _ in true }
    let others = values("aud") { $0.effect == "Allow" && !$1.comparison.isNegated }
    audiences = [expectation.audience] + (expectation.namesBuild ? [] : others)
    self.isComplete = isComplete
  }

  /// What is known of the `sub` of the builds that are to get in, with wildcards for what is not.
  var expected: [String] {
    guard expectation.namesBuild else { return [] }
    let workflows = expectation.workflows.isEmpty ? ["*"] : expectation.workflows
    return workflows.prefix(Self.limit.values).map { "app:\(expectation.appSlug ?? "*"):workflow:\($0)" }
  }

  /// Whether a statement allows some of those builds, whatever others deny.
  func allows(_ pattern: String) -> Bool {
    !isComplete || evaluations(of: pattern).contains { Self.allows($0) }
  }

  /// Which statements keep all builds of all those patterns out that others allow; none where some get in.
  func denials(of patterns: [String]) -> [Int] {
    guard isComplete else { return [] }
    var blamed: [Int] = []
    for pattern in patterns {
      for evaluation in evaluations(of: pattern) where Self.allows(evaluation) {
        let denying = evaluation.statements.indices.filter {
          evaluation.statements[$0].statement.effect == "Deny" && evaluation.statements[$0].applies == .holds
        }
        if denying.isEmpty { return [] }
        if blamed.isEmpty { blamed = denying }
      }
    }
    return blamed
  }

  private static func allows(_ evaluation: TrustEvaluation) -> Bool {
    evaluation.statements.contains { $0.statement.effect == "Allow" && $0.applies != .fails }
  }

  /// What comes of a build for each way in which the policy may tell it from others.
  private func evaluations(of pattern: String) -> some Sequence<TrustEvaluation> {
    let meant = WildcardPattern(pattern)
    let patterns = named.map { WildcardPattern($0) }
    var subjects = ([WildcardPattern("*")] + patterns).compactMap { meant.common(with: $0) }
    let few = patterns.prefix(Self.pairLimit)
    for (index, pattern) in few.enumerated() {
      subjects += few[..<index].compactMap { pattern.common(with: $0) }.filter { meant.matches($0) }
    }
    let names = audiences.compactMap { WildcardPattern($0).common(with: WildcardPattern("*")) }
    let requests = Set(subjects).sorted().flatMap { subject in
      Set(names).sorted().map { audience in
        TrustRequest(
          issuer: expectation.issuer,
          keys: ["\(expectation.issuer):sub": [subject], "\(expectation.issuer):aud": [audience]])
      }
    }
    return requests.lazy.map { TrustEvaluation(policy, $0) }
  }
}
