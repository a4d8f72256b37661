import AWSAuth

/// Checks the conditions of one statement, and corrects them.
struct ConditionChecker {
  /// A condition that stays, or comes in the place of another.
  private struct Kept {
    var name: String
    var key: String
    var values: [String]
  }

  let expectation: TrustExpectation
  /// Whether the statement allows; in one that denies, everything is the other way round.
  let isAllow: Bool
  private(set) var findings: [PolicyFinding] = []
  private var kept: [Kept] = []
  /// The apps and workflows that conditions on dead claims named.
  private var apps: [String] = []
  private var workflows: [String] = []
  /// The findings whose fix is the condition on `sub`, which is known at the end.
  private var waiting: [Int] = []
  private var negations: [Int] = []
  private var hasSubject = false
  private var hasAudience = false
  /// Whether the statement is about nobody, and so denies nobody.
  private(set) var neverApplies = false

  private let never = "AWS has no such key for a token of this issuer, so the condition never holds"

  init(_ expectation: TrustExpectation, isAllow: Bool) {
    self.expectation = expectation
    self.isAllow = isAllow
  }

  private var subjectKey: String { "\(expectation.issuer):sub" }

  /// Checks what a statement has.
  /// - Parameters:
  ///   - node: The value of Condition, if there is one.
  ///   - offset: Where the statement is.
  /// - Returns: What to put there.
  mutating func check(_ node: PolicyNode?, at offset: Int) -> PolicyJSON? {
    if let node {
      if let operators = node.members {
        for entry in operators { check(entry) }
      } else {
        add(node.offset, "Condition is not an object", "IAM refuses the policy.", "Write {\"StringEquals\": {...}}.")
      }
    }
    if isAllow { demandSubject(at: node?.offset ?? offset) }
    return kept.isEmpty ? nil : merged()
  }

  private mutating func check(_ entry: PolicyNode.Member) {
    guard let keys = entry.value.members else {
      add(
        entry.value.offset, "the value of \(entry.key.quoted) is not an object", "IAM refuses the policy.",
        "Write {KEY: VALUE} behind it.")
      return
    }
    var name = ConditionOperator(entry.key)
    if name == nil {
      name = ConditionOperator.meant(by: entry.key) ?? ConditionOperator(.stringEquals)
      add(
        entry.keyOffset, "IAM has no operator \(entry.key.quoted)", "IAM refuses the policy.",
        "Write \((name?.name ?? "").quoted).")
    }
    guard let name else { return }
    for key in keys { check(key, name) }
  }

  private mutating func check(_ member: PolicyNode.Member, _ name: ConditionOperator) {
    guard let texts = member.value.texts, !texts.isEmpty else {
      add(
        member.value.offset, "the value of \(member.key.quoted) is neither a string nor a list of strings",
        "IAM refuses the policy.", "Write a string in quotes.")
      return
    }
    let (key, problem) = ConditionKey.read(member.key, issuer: expectation.issuer)
    switch key {
    case .global: keep(name, member.key, texts.map(\.value))
    case .other: dead(member, nil, texts.map(\.value), name)
    case .claim(let claim):
      let isLive = claim == "aud" || claim == "sub"
      if let problem, isLive {
        add(
          member.keyOffset, problem, "\(never).",
          "Write \("\(expectation.issuer):\(claim)".quoted): the issuer without https://, then the claim.")
      }
      if isLive { live(claim, member.keyOffset, texts, name) } else { dead(member, claim, texts.map(\.value), name) }
    }
  }

  // Claims that AWS does not look at.

  private mutating func dead(
    _ member: PolicyNode.Member, _ claim: String?, _ values: [String], _ name: ConditionOperator
  ) {
    let holds = name.comparison == .null ? values.contains("true") : name.holdsIfAbsent
    let subject = claim.map { $0 == "app_slug" || $0 == "workflow" } ?? false
    if subject, isAllow, !name.comparison.isNegated, name.comparison != .null {
      if claim == "app_slug" { apps += values } else { workflows += values }
      waiting.append(findings.count)
    } else if !holds, !isAllow {
      neverApplies = true
    }
    let effect = isAllow ? "the role can never be assumed" : "the statement denies nobody"
    add(
      member.keyOffset, "AWS does not evaluate \(member.key.quoted)",
      holds
        ? "AWS has no such key for a token of this issuer, and \(name.name.quoted) holds where a key is absent: it "
          + "lets everyone pass."
        : "\(never): \(effect). Of a Bitrise token AWS compares only aud and sub.",
      "Take it out: sub says app and workflow, and nothing else of the build.")
  }

  // Claims that it does.

  private mutating func live(
    _ claim: String, _ offset: Int, _ texts: [PolicyNode.Text], _ given: ConditionOperator
  ) {
    var name = given
    if given.comparison == .null {
      if isAllow, texts.contains(where: { $0.value == "true" }) {
        add(
          offset, "Null \"true\" on \(claim)", "A Bitrise token always has \(claim): the condition never holds.",
          "Take it out.")
      } else {
        keep(given, "\(expectation.issuer):\(claim)", texts.map(\.value))
      }
      return
    }
    if isAllow, given.ifExists || given.quantifier == .forAllValues {
      add(
        offset, "\(given.name.quoted) on \(claim) also holds where the key is absent",
        "It lets in who has no \(claim) at all.", "Write \(ConditionOperator(given.comparison).name.quoted).")
      name = ConditionOperator(given.comparison)
    }
    if !name.comparison.isForStrings {
      let negated = name.comparison.isNegated
      name = ConditionOperator(negated ? .stringNotLike : TrustExpectation.comparison(for: texts.map(\.value)))
      add(
        offset, "\(given.name.quoted) does not compare strings", "\(claim) is a string: the comparison fails.",
        "Write \(name.name.quoted).")
    }
    if isAllow, name.comparison.isNegated {
      negations.append(findings.count)
      add(
        offset, "\(name.name.quoted) on \(claim) lets in everyone but these",
        "All customers of Bitrise share one issuer: every other build may assume the role.",
        "Write \"StringEquals\" or \"StringLike\" with the values that are to get in.")
      return
    }
    let isSubject = claim == "sub"
    if isSubject { hasSubject = hasSubject || !name.comparison.isNegated } else { hasAudience = true }
    let values = isSubject ? subjects(texts, &name) : audiences(texts, &name)
    keep(name, "\(expectation.issuer):\(claim)", values)
  }

  /// Puts a literal `*` right: who writes one means a wildcard.
  private mutating func unfoldWildcard(_ text: PolicyNode.Text, _ name: inout ConditionOperator) {
    guard text.value.has("*"), !name.comparison.hasWildcards else { return }
    let like = ConditionOperator(name.comparison.isNegated ? .stringNotLike : .stringLike)
    add(
      text.offset, "\(text.value.quoted) has a * in it, which \(name.name.quoted) takes for a letter",
      "No sub or aud has a * in it: this never holds.", "Write \(like.name.quoted) for the operator.")
    name = like
  }

  private mutating func subjects(_ texts: [PolicyNode.Text], _ name: inout ConditionOperator) -> [String] {
    var values: [String] = []
    for text in texts {
      unfoldWildcard(text, &name)
      guard let complaint = SubjectRule(expectation: expectation).review(text.value) else {
        values.append(text.value)
        continue
      }
      findings.append(
        PolicyFinding(
          severity: complaint.severity, offset: text.offset, problem: complaint.problem, reason: complaint.reason,
          fix: "Write \(complaint.corrected.quoted)."))
      values.append(complaint.corrected)
    }
    if TrustExpectation.comparison(for: values) == .stringLike, !name.comparison.hasWildcards {
      name = ConditionOperator(name.comparison.isNegated ? .stringNotLike : .stringLike)
    }
    return values
  }

  private mutating func audiences(_ texts: [PolicyNode.Text], _ name: inout ConditionOperator) -> [String] {
    let expected = expectation.audience
    for text in texts { unfoldWildcard(text, &name) }
    let fitting = texts.map(\.value).filter { name.comparison.fits(expected, PolicyPattern($0)) }
    if let fitting = fitting.first {
      if fitting.has("*") {
        add(
          texts[0].offset, "\(fitting.quoted) lets in every audience of the provider",
          "It may have been issued for another service.", "Write \(expected.quoted).", .warning)
      }
      return texts.map(\.value)
    }
    let others = Partition.all.map(\.defaultAudience)
    guard let text = texts.first else { return [expected] }
    let bare = ConditionKey.withoutScheme(text.value)
    let isOurs = expectation.explicitAudience != nil || others.contains(bare.lowercasedASCII())
    add(
      text.offset, "the token's aud is \(expected.quoted), not \(text.value.quoted)",
      isOurs
        ? "Values are compared letter by letter, with their case: this never holds."
        : "This program asks for that audience, unless --audience names another.",
      "Write \(expected.quoted)\(isOurs ? "" : ", or ask for \(text.value.quoted) with --audience").",
      isOurs ? .error : .warning)
    return isOurs ? [expected] : texts.map(\.value)
  }

  // Altogether.

  private mutating func demandSubject(at offset: Int) {
    let subjects = expectation.subjects(apps: unique(apps), workflows: unique(workflows))
    let name = ConditionOperator(TrustExpectation.comparison(for: subjects))
    let text = "\(name.name.quoted): {\(subjectKey.quoted): \(PolicyJSON.strings(subjects).line)}"
    if hasSubject {
      for index in waiting { findings[index].fix = "Take it out: the condition on sub says it." }
    } else {
      for index in waiting { findings[index].fix = "Take it out, and compare sub: \(text)." }
      for index in negations { findings[index].fix = "Write \(text)." }
      // The key may be there, under a name or an operator that says nothing.
      if waiting.isEmpty, negations.isEmpty {
        add(
          offset, "there is no condition on \(subjectKey)",
          "All customers of Bitrise share one issuer: every build of every one of them may assume the role.",
          "Add \(text).")
      }
      keep(name, subjectKey, subjects)
    }
    if !hasAudience {
      let audience = "\(expectation.issuer):aud"
      add(
        offset, "there is no condition on \(audience)",
        "Every audience that the IAM OIDC provider has is let in.",
        "Add \"StringEquals\": {\(audience.quoted): \(expectation.audience.quoted)}.", .warning)
      kept.insert(Kept(name: "StringEquals", key: audience, values: [expectation.audience]), at: 0)
    }
  }

  private func unique(_ values: [String]) -> [String] {
    values.enumerated().filter { index, value in !values[..<index].contains(where: value.isExactly) }.map(\.element)
  }

  private mutating func keep(_ name: ConditionOperator, _ key: String, _ values: [String]) {
    let values = unique(values)
    if let index = kept.firstIndex(where: { $0.name == name.name && $0.key.lowercasedASCII() == key.lowercasedASCII() })
    {
      // Both held together before: what is in both.
      let common = kept[index].values.filter { values.contains(where: $0.isExactly) }
      if !common.isEmpty { kept[index].values = common }
    } else {
      kept.append(Kept(name: name.name, key: key, values: values))
    }
  }

  private func merged() -> PolicyJSON {
    .object(
      unique(kept.map(\.name)).map { name in
        PolicyJSON.Member(
          name,
          .object(kept.filter { $0.name == name }.map { PolicyJSON.Member($0.key, .strings($0.values)) }))
      })
  }

  private mutating func add(
    _ offset: Int, _ problem: String, _ reason: String, _ fix: String, _ severity: PolicyFinding.Severity = .error
  ) {
    findings.append(PolicyFinding(severity: severity, offset: offset, problem: problem, reason: reason, fix: fix))
  }
}
