import Basics

/// Checks a statement that denies.
///
/// It stays as it stands: whom it is to refuse only its author knows, and a denial that is put right by a guess
/// refuses others than it was meant to, or nobody.
struct DenialChecker {
  let expectation: ExpectedBuild
  private(set) var findings: [PolicyFinding] = []

  private static let absent = "AWS has no such key for a token of this issuer"
  private static let nobody = "the statement denies nobody"
  private static let everybody = "the condition spares nobody"

  init(_ expectation: ExpectedBuild) {
    self.expectation = expectation
  }

  /// Checks a statement whose elements have their right names.
  /// - Parameters:
  ///   - statement: The statement.
  ///   - provider: The ARN of the provider that a token comes through.
  mutating func check(_ statement: LocatedJSON, provider: ProviderARN) {
    principal(statement, provider)
    action(statement)
    guard let node = statement["Condition"]?.value else { return }
    guard let operators = node.members else {
      add(node.offset, "Condition is not an object", "IAM refuses the policy.", "Write {\"StringEquals\": {...}}.")
      return
    }
    for entry in operators { check(entry) }
  }

  // Who and what.

  private mutating func principal(_ statement: LocatedJSON, _ provider: ProviderARN) {
    if let other = statement["NotPrincipal"] {
      if statement["Principal"] != nil {
        add(
          other.keyOffset, "the statement has both Principal and NotPrincipal", "IAM refuses the policy.",
          "Take one of them out.")
      }
      return
    }
    guard let member = statement["Principal"] else {
      add(
        statement.offset, "the statement has no Principal", "IAM refuses a trust policy that names nobody.",
        "Say whom it is to refuse; \"*\" is everybody.")
      return
    }
    let kinds = member.value.members ?? []
    func names(_ kind: String) -> [String] {
      kinds.filter { $0.key == kind }.flatMap { $0.value.texts ?? [] }.map(\.value)
    }
    guard member.value.string != "*", !names("AWS").contains("*"), !names("Federated").contains("*"),
      !names("Federated").contains(provider.description)
    else { return }
    add(
      member.value.offset, "Principal does not name the IAM OIDC provider", "The statement denies no build.",
      "Write \"Principal\": {\"Federated\": \(provider.description.quoted)}.")
  }

  private mutating func action(_ statement: LocatedJSON) {
    if let other = statement["NotAction"] {
      if statement["Action"] != nil {
        add(
          other.keyOffset, "the statement has both Action and NotAction", "IAM refuses the policy.",
          "Take one of them out.")
      }
      return
    }
    guard let member = statement["Action"], let texts = member.value.texts, let first = texts.first else {
      add(
        statement["Action"]?.value.offset ?? statement.offset, "the statement has no Action", "IAM refuses the policy.",
        "Add \"Action\": \(TrustRequest.action.quoted).")
      return
    }
    for text in texts where !TrustAction.isKnown(text.value) {
      add(text.offset, TrustAction.problem(text.value), TrustAction.reason, TrustAction.fix(text.value))
    }
    // To deny what may be asked for beside the call is another matter.
    if !texts.contains(where: { TrustAction.takesToken($0.value) || TrustAction.isBeside($0.value) }),
      TrustAction.isKnown(first.value)
    {
      add(
        first.offset, "\(first.value.quoted) is not the call that takes a token", "The statement denies no build.",
        "Write \(TrustRequest.action.quoted).", .warning)
    }
  }

  // Under which conditions.

  private mutating func check(_ entry: LocatedJSON.Member) {
    guard let keys = entry.value.members else {
      add(
        entry.value.offset, "the value of \(entry.key.quoted) is not an object", "IAM refuses the policy.",
        "Write {KEY: VALUE} behind it.")
      return
    }
    guard let name = ConditionOperator(entry.key) else {
      let meant = ConditionOperator.meant(by: entry.key)
      add(
        entry.keyOffset, "IAM has no operator \(entry.key.quoted)", "IAM refuses the policy.",
        meant.map { "Write \($0.name.quoted)." } ?? "Write one that IAM has.")
      return
    }
    for key in keys { check(key, name) }
  }

  private mutating func check(_ member: LocatedJSON.Member, _ name: ConditionOperator) {
    guard let texts = member.value.texts, !texts.isEmpty else {
      add(
        member.value.offset, "the value of \(member.key.quoted) is neither a string nor a list of strings",
        "IAM refuses the policy.", "Write a string in quotes.")
      return
    }
    let (key, problem) = ConditionKey.read(member.key, issuer: expectation.issuer)
    guard key != .global else { return }
    let isTrueWithout = name.comparison == .null ? texts.contains { $0.value == "true" } : name.holdsIfAbsent
    let effect = isTrueWithout ? Self.everybody : Self.nobody
    guard case .claim(let claim) = key, ["aud", "sub"].contains(claim) else {
      add(
        member.keyOffset, "AWS does not evaluate \(member.key.quoted)",
        isTrueWithout
          ? "\(Self.absent), and \(name.name.quoted) holds where a key is absent: \(effect)."
          : "\(Self.absent), so the condition never holds: \(effect).",
        "Say by sub whom it is to refuse, or take the statement out.")
      return
    }
    guard problem == nil else {
      add(
        member.keyOffset, problem ?? "", "\(Self.absent): \(effect).",
        "Write \("\(expectation.issuer):\(claim)".quoted): the issuer without https://, then the claim.")
      return
    }
    live(claim, member.keyOffset, texts, name)
  }

  private mutating func live(
    _ claim: String, _ offset: Int, _ texts: [LocatedJSON.Text], _ name: ConditionOperator
  ) {
    let comparison = name.comparison
    if comparison == .null {
      guard texts.contains(where: { $0.value == "true" }) else { return }
      add(
        offset, "Null \"true\" on \(claim)", "A Bitrise token always has \(claim): \(Self.nobody).",
        "Say by sub whom it is to refuse, or take the statement out.")
      return
    }
    guard comparison.isForStrings else {
      let meant = ConditionOperator(comparison.isNegated ? .stringNotLike : .stringLike)
      add(
        offset, "\(name.name.quoted) does not compare strings",
        "\(claim) is a string, and nothing fits: \(comparison.isNegated ? Self.everybody : Self.nobody).",
        "Write \(meant.name.quoted).")
      return
    }
    for text in texts where claim == "sub" {
      if let wildcard = comparison.hasWildcards ? nil : SubjectRule.wildcard(in: text.value) {
        let like = ConditionOperator(comparison.isNegated ? .stringNotLike : .stringLike)
        add(
          text.offset, "\(text.value.quoted) has a \(wildcard) in it, which \(name.name.quoted) takes for a letter",
          "No sub has a \(wildcard) in it: nothing fits.", "Write \(like.name.quoted) for the operator.")
      } else if let complaint = SubjectRule(expectation: expectation).review(text.value), !complaint.isTooBroad {
        add(
          text.offset, complaint.problem, complaint.reason, "Write \(complaint.corrected.quoted).", complaint.severity)
      }
    }
  }

  private mutating func add(
    _ offset: Int, _ problem: String, _ reason: String, _ fix: String, _ severity: PolicyFinding.Severity = .error
  ) {
    findings.add(offset, problem, reason, "\(fix) \(PolicyFinding.leftInDenial)", severity, needsManualFix: true)
  }
}
