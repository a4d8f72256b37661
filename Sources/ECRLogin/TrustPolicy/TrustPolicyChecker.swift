import AWSAuth

/// Checks a whole trust policy, and corrects it.
struct TrustPolicyChecker {
  /// What came of it.
  struct Report: Sendable {
    /// What is wrong, in the order of the text.
    var findings: [PolicyFinding]
    /// The policy as it should be; `nil` where the text could not be read.
    var corrected: PolicyJSON?

    var errors: Int { findings.count { $0.severity == .error } }
    var warnings: Int { findings.count { $0.severity == .warning } }
  }

  private static let elements = ["Version", "Id", "Statement"]
  private static let version = "2012-10-17"

  let expectation: TrustExpectation
  private var findings: [PolicyFinding] = []

  init(_ expectation: TrustExpectation) {
    self.expectation = expectation
  }

  /// Checks a policy.
  /// - Parameters:
  ///   - policy: The policy as it was read.
  ///   - expectation: What it has to say.
  ///   - findings: What was wrong with its JSON.
  /// - Returns: All that is wrong, and the policy as it should be.
  static func check(
    _ policy: PolicyNode, _ expectation: TrustExpectation, after findings: [PolicyFinding] = []
  ) -> Report {
    var checker = TrustPolicyChecker(expectation)
    checker.findings = findings
    let corrected = checker.check(policy)
    return Report(findings: checker.findings.sorted { $0.offset < $1.offset }, corrected: corrected)
  }

  private mutating func check(_ policy: PolicyNode) -> PolicyJSON? {
    guard let members = policy.members else {
      add(policy.offset, "the policy is not a JSON object", "IAM refuses it.", "Write {\"Version\": ...}.")
      return nil
    }
    for member in members where !Self.elements.contains(member.key) {
      let meant = nearest(to: member.key, in: Self.elements)
      add(
        member.keyOffset, "a policy has no element \(member.key.quoted)", "IAM refuses the policy.",
        meant.map { "Write \($0.quoted)." } ?? "Take it out.")
    }
    var result = [PolicyJSON.Member("Version", .string(version(policy)))]
    if let id = policy["Id"]?.value.string { result.append(.init("Id", .string(id))) }
    result.append(.init("Statement", .array(statements(policy))))
    return .object(result)
  }

  private mutating func version(_ policy: PolicyNode) -> String {
    guard let member = element("Version", of: policy) else {
      add(
        policy.offset, "the policy has no Version", "The language of 2008 holds then, which knows no variables.",
        "Add \"Version\": \(Self.version.quoted).", .warning)
      return Self.version
    }
    guard let value = member.value.string, [Self.version, "2008-10-17"].contains(value) else {
      add(
        member.value.offset, "Version is not the date of a policy language", "IAM refuses the policy.",
        "Write \(Self.version.quoted): it is not the date of the policy.")
      return Self.version
    }
    return value
  }

  private mutating func statements(_ policy: PolicyNode) -> [PolicyJSON] {
    let given = element("Statement", of: policy)?.value.elements ?? []
    let ours = given.map { !StatementChecker.isAboutOthers($0, issuer: expectation.issuer) }
    var result: [PolicyJSON] = []
    var lets = false
    for (statement, isOurs) in zip(given, ours) {
      guard isOurs else {
        result.append(PolicyJSON(statement))
        continue
      }
      var checker = StatementChecker(expectation)
      let corrected = checker.check(statement)
      findings += checker.findings
      if let corrected { result.append(corrected) }
      lets = lets || statement["Effect"]?.value.string != "Deny"
    }
    if !lets {
      let place = element("Statement", of: policy)?.value.offset ?? policy.offset
      let statement = wholeStatement()
      add(
        place, "no statement lets builds of Bitrise in",
        "Who is not allowed is refused.", "Add \(statement.line).")
      result.append(statement)
    }
    // What cannot be corrected is left out; a policy without any statement is none.
    return result.isEmpty ? [wholeStatement()] : result
  }

  /// An element, also under a name that is nearly right.
  private func element(_ name: String, of policy: PolicyNode) -> PolicyNode.Member? {
    policy[name]
      ?? policy.members?.last { !Self.elements.contains($0.key) && nearest(to: $0.key, in: Self.elements) == name }
  }

  /// A statement that says everything by itself.
  private func wholeStatement() -> PolicyJSON {
    TrustDocuments.statement(
      provider: .string(
        ProviderARN(
          partition: (expectation.partition ?? .aws).id,
          account: expectation.account ?? TrustExpectation.placeholderAccount, host: expectation.issuer
        ).description),
      conditions: TrustDocuments.conditions(
        issuer: expectation.issuer, audience: expectation.audience, subjects: expectation.subjects))
  }

  private mutating func add(
    _ offset: Int, _ problem: String, _ reason: String, _ fix: String, _ severity: PolicyFinding.Severity = .error
  ) {
    findings.append(PolicyFinding(severity: severity, offset: offset, problem: problem, reason: reason, fix: fix))
  }
}
