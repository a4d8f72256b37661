import AWSAuth
import Basics

/// Checks the conditions of a statement that allows, and corrects them.
struct ConditionChecker {
  let expectation: ExpectedBuild
  private(set) var findings: [PolicyFinding] = []
  private var kept = CorrectedConditions()
  /// The apps and workflows that conditions on dead claims named.
  private var apps: [String] = []
  private var workflows: [String] = []
  /// The findings whose fix is the condition on `sub`, which is known at the end.
  private var waiting: [Int] = []
  private var negations: [Int] = []
  private var hasAudience = false
  /// What the conditions compare altogether.
  private var survey = ConditionSurvey()
  /// Where `sub` is compared.
  private(set) var subjectOffset: Int?

  private let never = "AWS has no such key for a token of this issuer, so the condition never holds"

  init(_ expectation: ExpectedBuild) {
    self.expectation = expectation
  }

  private func key(_ claim: String) -> String { "\(expectation.issuer):\(claim)" }

  /// Checks what a statement has.
  /// - Parameters:
  ///   - node: The value of Condition, if there is one.
  ///   - offset: Where the statement is.
  /// - Returns: What to put there.
  mutating func check(_ node: LocatedJSON?, at offset: Int) -> JSONValue? {
    if let node {
      if let operators = node.members {
        survey = ConditionSurvey(operators, expectation)
        for entry in operators { check(entry) }
      } else {
        findings.add(
          node.offset, "Condition is not an object", "IAM refuses the policy.", "Write {\"StringEquals\": {...}}.")
      }
    }
    requireSubject(at: node?.offset ?? offset)
    for claim in ["sub", "aud"] { reconcile(claim) }
    return kept.document
  }

  private mutating func check(_ entry: LocatedJSON.Member) {
    guard let keys = entry.value.members else {
      findings.add(
        entry.value.offset, "the value of \(entry.key.quoted) is not an object", "IAM refuses the policy.",
        "Write {KEY: VALUE} behind it.")
      return
    }
    var name = ConditionOperator(entry.key)
    if name == nil {
      let values = keys.flatMap { $0.value.texts ?? [] }.map(\.value)
      name = ConditionOperator.meant(by: entry.key) ?? ConditionOperator(.stringEquals)
      if name?.comparison == .stringEquals { name?.comparison = ConditionComparison.meant(by: values) }
      findings.add(
        entry.keyOffset, "IAM has no operator \(entry.key.quoted)", "IAM refuses the policy.",
        "Write \((name?.name ?? "").quoted).")
    }
    guard let name else { return }
    for key in keys { check(key, name) }
  }

  private mutating func check(_ member: LocatedJSON.Member, _ name: ConditionOperator) {
    guard let texts = member.value.texts, !texts.isEmpty else {
      findings.add(
        member.value.offset, "the value of \(member.key.quoted) is neither a string nor a list of strings",
        "IAM refuses the policy.", "Write a string in quotes.")
      return
    }
    let (key, problem) = ConditionKey.read(member.key, issuer: expectation.issuer)
    switch key {
    case .global: kept.keep(name, member.key, texts.map(\.value), member.keyOffset)
    case .other: dead(member, nil, texts.map(\.value), name)
    case .claim(let claim):
      let isLive = claim == "aud" || claim == "sub"
      if let problem, isLive {
        findings.add(
          member.keyOffset, problem, "\(never).",
          "Write \(self.key(claim).quoted): the issuer without https://, then the claim.")
      }
      if isLive { live(claim, member.keyOffset, texts, name) } else { dead(member, claim, texts.map(\.value), name) }
    }
  }

  // Claims that AWS does not look at.

  private mutating func dead(
    _ member: LocatedJSON.Member, _ claim: String?, _ values: [String], _ name: ConditionOperator
  ) {
    let holds = name.comparison == .null ? values.contains("true") : name.holdsIfAbsent
    let subject = claim.map { $0 == "app_slug" || $0 == "workflow" } ?? false
    if subject, !name.comparison.isNegated, name.comparison != .null {
      if claim == "app_slug" { apps += values } else { workflows += values }
      waiting.append(findings.count)
    }
    // These AWS does look at, in the tokens of others.
    let reason =
      claim.map(ConditionKey.claimsOfOthers.contains) ?? false
      ? "A Bitrise token has no \(claim ?? "")" : "AWS has no such key for a token of this issuer"
    findings.add(
      member.keyOffset, "AWS does not evaluate \(member.key.quoted)",
      holds
        ? "\(reason), and \(name.name.quoted) holds where a key is absent: it lets everyone pass."
        : "\(reason), so the condition never holds: the role can never be assumed. Of a Bitrise token AWS compares "
          + "only aud and sub.",
      "Take it out: sub says app and workflow, and nothing else of the build.")
  }

  // Claims that it does.

  private mutating func live(
    _ claim: String, _ offset: Int, _ texts: [LocatedJSON.Text], _ given: ConditionOperator
  ) {
    if given.comparison == .null { return checkNull(claim, offset, texts.map(\.value), given) }
    if given.comparison.isNegated, given.comparison.isForStrings, survey.compares(claim) {
      // Another condition says who gets in; this one says who does not.
      var name = given
      let meant = texts.filter { !isContradiction($0, name, claim) }
      for text in meant { useLikeOperator(text, &name, claim) }
      if !meant.isEmpty { kept.keep(name, key(claim), meant.map(\.value), offset) }
      return
    }
    var name = comparingStrings(given, claim, offset, texts)
    let isSubject = claim == "sub"
    if name.comparison.isNegated {
      if isSubject { negations.append(findings.count) }
      findings.add(
        offset, "\(name.name.quoted) on \(claim) lets in everyone but these",
        "All customers of Bitrise share one issuer: every other build may assume the role.",
        isSubject
          ? "Write \"StringEquals\" or \"StringLike\" with the values that are to get in."
          : "Write \"StringEquals\": {\(key(claim).quoted): \(expectation.audience.quoted)}.")
      return
    }
    if isSubject { subjectOffset = subjectOffset ?? offset } else { hasAudience = true }
    let values = isSubject ? subjects(texts, &name) : audiences(texts, &name)
    kept.keep(name, key(claim), values, offset)
  }

  private mutating func checkNull(_ claim: String, _ offset: Int, _ values: [String], _ name: ConditionOperator) {
    if values.contains("true") {
      findings.add(
        offset, "Null \"true\" on \(claim)", "A Bitrise token always has \(claim): the condition never holds.",
        "Take it out.")
    } else {
      kept.keep(name, key(claim), values, offset)
    }
  }

  /// The operator, put right where it also holds without the claim, or does not compare strings.
  private mutating func comparingStrings(
    _ given: ConditionOperator, _ claim: String, _ offset: Int, _ texts: [LocatedJSON.Text]
  ) -> ConditionOperator {
    var name = given
    if given.ifExists || given.quantifier == .forAllValues {
      findings.add(
        offset, "\(given.name.quoted) on \(claim) also holds where the key is absent",
        "It lets in who has no \(claim) at all.", "Write \(ConditionOperator(given.comparison).name.quoted).")
      name = ConditionOperator(given.comparison)
    }
    if !name.comparison.isForStrings {
      let negated = name.comparison.isNegated
      name = ConditionOperator(negated ? .stringNotLike : ConditionComparison.meant(by: texts.map(\.value)))
      findings.add(
        offset, "\(given.name.quoted) does not compare strings", "\(claim) is a string: the comparison fails.",
        "Write \(name.name.quoted).")
    }
    return name
  }

  /// Puts a literal wildcard right.
  private mutating func useLikeOperator(_ text: LocatedJSON.Text, _ name: inout ConditionOperator, _ claim: String) {
    guard let wildcard = LiteralWildcard(text, name, claim) else { return }
    findings.append(wildcard.finding)
    name = wildcard.like
  }

  /// Whether a value has a literal wildcard that, put right, would keep out all that is to get in: that is not meant.
  private mutating func isContradiction(_ text: LocatedJSON.Text, _ name: ConditionOperator, _ claim: String) -> Bool {
    guard let wildcard = LiteralWildcard(text, name, claim),
      survey.isFitted(by: WildcardPattern(text.value), in: claim)
    else { return false }
    findings.append(wildcard.contradiction)
    return true
  }

  private mutating func subjects(_ texts: [LocatedJSON.Text], _ name: inout ConditionOperator) -> [String] {
    var values: [String] = []
    for text in texts {
      useLikeOperator(text, &name, "sub")
      guard let complaint = SubjectRule(expectation: expectation).review(text.value),
        !complaint.isTooBroad || !survey.isNarrow
      else {
        values.append(text.value)
        continue
      }
      findings.add(
        text.offset, complaint.problem, complaint.reason,
        complaint.corrected == text.value
          ? "Write the app's slug and the workflow's name." : "Write \(complaint.corrected.quoted).",
        complaint.severity)
      values.append(complaint.corrected)
    }
    if ConditionComparison.meant(by: values) == .stringLike, !name.comparison.hasWildcards {
      name = ConditionOperator(name.comparison.isNegated ? .stringNotLike : .stringLike)
    }
    return values
  }

  private mutating func audiences(_ texts: [LocatedJSON.Text], _ name: inout ConditionOperator) -> [String] {
    let expected = expectation.audience
    for text in texts { useLikeOperator(text, &name, "aud") }
    let fitting = texts.map(\.value).filter { name.comparison.fits(expected, PolicyPattern($0)) }
    if let fitting = fitting.first {
      if fitting.containsUTF8("*") {
        findings.add(
          texts[0].offset, "\(fitting.quoted) lets in every audience of the provider",
          "It may have been issued for another service.", "Write \(expected.quoted).", .warning)
      }
      return texts.map(\.value)
    }
    let others = Partition.all.map(\.defaultAudience)
    guard let text = texts.first else { return [expected] }
    let bare = ConditionKey.withoutScheme(text.value)
    let isOurs = expectation.explicitAudience != nil || others.contains(bare.lowercasedASCII())
    // Builds that somebody has named ask for an audience that is known: with another one they stay out.
    let isError = isOurs || expectation.namesBuild
    findings.add(
      text.offset, "the token's aud is \(expected.quoted), not \(text.value.quoted)",
      isOurs
        ? "Values are compared letter by letter, with their case: this never holds."
        : "This program asks for that audience, unless --audience names another.",
      "Write \(expected.quoted)\(isOurs ? "" : ", or ask for \(text.value.quoted) with --audience").",
      isError ? .error : .warning)
    return isError ? [expected] : texts.map(\.value)
  }

  // Altogether.

  private mutating func requireSubject(at offset: Int) {
    // What other claims were compared with is as little to be trusted as a sub.
    let rule = SubjectRule(expectation: expectation)
    let named = expectation.subjects(
      apps: CorrectedConditions.unique(apps), workflows: CorrectedConditions.unique(workflows))
    let subjects = CorrectedConditions.unique(named.map { rule.review($0)?.corrected ?? $0 })
    let name = ConditionOperator(ConditionComparison.meant(by: subjects))
    let text = "\(name.name.quoted): {\(key("sub").quoted): \(JSONValue.strings(subjects).line)}"
    if subjectOffset != nil {
      for index in waiting { findings[index].fix = "Take it out: the condition on sub says it." }
    } else {
      for index in waiting { findings[index].fix = "Take it out, and compare sub: \(text)." }
      for index in negations { findings[index].fix = "Write \(text)." }
      // The key may be there, under a name or an operator that says nothing.
      if waiting.isEmpty, negations.isEmpty {
        findings.add(
          offset, "there is no condition on \(key("sub"))",
          "All customers of Bitrise share one issuer: every build of every one of them may assume the role.",
          "Add \(text).")
      }
      kept.keep(name, key("sub"), subjects, offset)
    }
    if !hasAudience {
      findings.add(
        offset, "there is no condition on \(key("aud"))",
        "Every audience that the IAM OIDC provider has is let in.",
        "Add \"StringEquals\": {\(key("aud").quoted): \(expectation.audience.quoted)}.", .warning)
      kept.putFirst(ConditionOperator(.stringEquals), key("aud"), [expectation.audience], offset)
    }
  }

  /// Several conditions that say who gets in hold only together: where nothing fits all of them, any may fit.
  private mutating func reconcile(_ claim: String) {
    let key = key(claim)
    let conditions = kept.comparisons(of: key)
    guard let last = conditions.last, conditions.count > 1, !CorrectedConditions.haveValueInCommon(conditions) else {
      return
    }
    // One that is right only beside a narrower one is no alternative to it.
    let rule = SubjectRule(expectation: expectation)
    let values = CorrectedConditions.unique(conditions.flatMap(\.values)).filter {
      claim != "sub" || rule.review($0)?.isTooBroad != true
    }
    let name = ConditionOperator(ConditionComparison.meant(by: values))
    findings.add(
      last.offset, "no \(claim) fits all conditions on it",
      "Several operators hold only together; several values of one operator are alternatives.",
      "Write \(name.name.quoted): {\(key.quoted): \(JSONValue.strings(values).line)}.")
    kept.replaceComparisons(of: key, by: name, values)
  }
}
