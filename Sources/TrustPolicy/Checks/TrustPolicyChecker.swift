import AWSAuth
package import Basics

/// Checks a whole trust policy, and corrects it.
package struct TrustPolicyChecker {
  /// What came of it.
  package struct Report: Sendable {
    /// What is wrong, in the order of the text.
    package var findings: [PolicyFinding]
    /// The policy as it should be; `nil` where the text could not be read.
    package var corrected: JSONValue?

    /// Creates a report.
    package init(findings: [PolicyFinding], corrected: JSONValue?) {
      self.findings = findings
      self.corrected = corrected
    }

    package var errors: Int { findings.count { $0.severity == .error } }
    /// The errors that the corrected policy still has.
    var left: Int { findings.count { $0.severity == .error && $0.needsManualFix } }
    var warnings: Int { findings.count { $0.severity == .warning } }
  }

  private static let elements = ["Version", "Id", "Statement"]
  private static let version = "2012-10-17"

  private(set) var expectation: ExpectedBuild
  private var findings: [PolicyFinding] = []

  init(_ expectation: ExpectedBuild) {
    self.expectation = expectation
  }

  /// Checks a policy.
  /// - Parameters:
  ///   - policy: The policy as it was read.
  ///   - expectation: What it has to say.
  ///   - findings: What was wrong with its JSON.
  /// - Returns: All that is wrong, and the policy as it should be.
  package static func check(
    _ policy: LocatedJSON, _ expectation: ExpectedBuild, after findings: [PolicyFinding] = []
  ) -> Report {
    var checker = TrustPolicyChecker(expectation)
    checker.findings = findings
    checker.expectation.named = NamedAccount(policy)
    let corrected = checker.check(policy.unified)
    return Report(findings: checker.findings.sorted { $0.offset < $1.offset }, corrected: corrected)
  }

  private mutating func check(_ policy: LocatedJSON) -> JSONValue? {
    guard let members = policy.members else {
      findings.add(policy.offset, "the policy is not a JSON object", "IAM refuses it.", "Write {\"Version\": ...}.")
      return nil
    }
    for member in members where !Self.elements.contains(member.key) {
      let meant = nearest(to: member.key, in: Self.elements)
      findings.add(
        member.keyOffset, "a policy has no element \(member.key.quoted)", "IAM refuses the policy.",
        meant.map { "Write \($0.quoted)." } ?? "Take it out.")
    }
    var result = [JSONValue.Member("Version", .string(version(policy)))]
    if let id = policy["Id"]?.value.string { result.append(.init("Id", .string(id))) }
    let hasVariables = result[0].value == .string(Self.version)
    result.append(.init("Statement", .array(statements(policy, hasVariables: hasVariables))))
    return .object(result)
  }

  private mutating func version(_ policy: LocatedJSON) -> String {
    guard let member = element("Version", of: policy) else {
      findings.add(
        policy.offset, "the policy has no Version", "The language of 2008 holds then, which knows no variables.",
        "Add \"Version\": \(Self.version.quoted).", .warning)
      return Self.version
    }
    guard let value = member.value.string, [Self.version, "2008-10-17"].contains(value) else {
      findings.add(
        member.value.offset, "Version is not the date of a policy language", "IAM refuses the policy.",
        "Write \(Self.version.quoted): it is not the date of the policy.")
      return Self.version
    }
    return value
  }

  private mutating func statements(_ policy: LocatedJSON, hasVariables: Bool) -> [JSONValue] {
    let given = element("Statement", of: policy)?.value.elements ?? []
    var names = SidChecker()
    var result: [JSONValue] = []
    // Where each of them is in the text.
    var offsets: [Int] = []
    var provider: ProviderARN?
    var subjectOffset: Int?
    for statement in given {
      var checker = StatementChecker(expectation)
      let corrected = checker.check(statement)
      findings += checker.findings
      guard let corrected else { continue }
      if checker.isAllow {
        provider = provider ?? checker.provider
        subjectOffset = subjectOffset ?? checker.subjectOffset
      }
      result.append(names.check(statement, corrected))
      offsets.append(statement.offset)
    }
    findings += names.findings
    let admission = AccessSimulation(result, hasVariables: hasVariables, expectation)
    if let subjectOffset {
      result += missing(admission, provider, at: subjectOffset)
    } else {
      let place = element("Statement", of: policy)?.value.offset ?? policy.offset
      let statement = wholeStatement(provider, expectation.subjects)
      findings.add(
        place, "no statement lets builds of Bitrise in",
        "Who is not allowed is refused.", "Add \(statement.line).")
      result.append(statement)
    }
    reviewDenials(AccessSimulation(result, hasVariables: hasVariables, expectation), offsets)
    return result
  }

  /// The statements that are lacking for the builds that are known.
  private mutating func missing(_ admission: AccessSimulation, _ provider: ProviderARN?, at offset: Int) -> [JSONValue]
  {
    let expected = admission.expected
    let missing = expected.filter { !admission.allows($0) }
    if expected.isEmpty, !admission.allowed.contains(where: admission.allows) {
      findings.add(
        offset, "no build fits all conditions of a statement", "Every condition of a statement has to hold.",
        "Take out the one that keeps out who is to get in. The conditions stay as they stand.", needsManualFix: true)
    }
    guard !missing.isEmpty else { return [] }
    // Where only the workflow is known, it is one of the apps that the policy lets in already.
    let apps = admission.allowed.compactMap { SubjectRule.app(of: $0) }
    let app = expectation.appSlug ?? apps.first ?? ExpectedBuild.placeholders.app
    let subjects = missing.map { ExpectedBuild.subject(app, workflowOf: $0) }
    let statement = wholeStatement(provider, subjects)
    let others = admission.allowed.prefix(3).map(\.quoted).joined(separator: " and ")
    findings.add(
      offset, "no statement lets \(missing.map(\.quoted).joined(separator: " or ")) in",
      "sub is compared letter by letter, with its case"
        + (others.isEmpty ? "." : ": the policy lets in \(others)\(admission.allowed.count > 3 ? " and others" : "")."),
      "Compare sub with \(JSONValue.strings(subjects).line), or add \(statement.line).")
    return [statement]
  }

  /// Says which statements deny all that the policy is there for.
  private mutating func reviewDenials(_ admission: AccessSimulation, _ offsets: [Int]) {
    let expected = admission.expected
    var blamed: [Int: [String]] = [:]
    for pattern in expected {
      for index in admission.denials(of: [pattern]) { blamed[index, default: []].append(pattern) }
    }
    if expected.isEmpty {
      for index in admission.denials(of: admission.allowed) { blamed[index] = [] }
    }
    for (index, patterns) in blamed.sorted(by: { $0.key < $1.key }) where index < offsets.count {
      let whom =
        patterns.isEmpty
        ? "every build that the policy lets in" : patterns.map(\.quoted).joined(separator: " and ")
      findings.add(
        offsets[index], "the statement denies \(whom)",
        "A statement that denies beats all that allow"
          + (patterns.isEmpty ? ": the role can never be assumed." : "."),
        "Take it out, or narrow it. \(PolicyFinding.leftInDenial)", needsManualFix: true)
    }
  }

  /// An element, also under a name that is nearly right.
  private func element(_ name: String, of policy: LocatedJSON) -> LocatedJSON.Member? {
    policy[name]
      ?? policy.members?.last { !Self.elements.contains($0.key) && nearest(to: $0.key, in: Self.elements) == name }
  }

  /// A statement that says everything by itself.
  private func wholeStatement(_ given: ProviderARN?, _ subjects: [String]) -> JSONValue {
    let provider =
      given
      ?? ProviderARN(
        partition: (expectation.partition ?? expectation.named?.partition ?? .aws).id,
        account: expectation.account ?? expectation.named?.account ?? AccountID.example,
        host: expectation.issuer)
    var expectation = expectation
    expectation.partition = expectation.partition ?? Partition(id: provider.partition)
    return TrustPolicyBuilder.statement(
      provider: .string(provider.description),
      conditions: TrustPolicyBuilder.conditions(
        issuer: expectation.issuer, audience: expectation.audience, subjects: subjects))
  }
}
