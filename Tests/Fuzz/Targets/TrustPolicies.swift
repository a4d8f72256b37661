import AWSAuth

@testable import ECRLogin

extension FuzzTarget {
  /// A role's trust policy: what is said about it can be shown, and the corrected one is a policy that can be read.
  static let trustPolicy = FuzzTarget(name: "trust-policy") { bytes in
    let expectation = TrustExpectation(account: "123456789012", appSlug: "app", workflows: ["primary"])
    let file: PolicyFile
    do throws(PolicyFile.Unreadable) {
      file = try PolicyFile(bytes)
    } catch {
      check(!error.findings.isEmpty, "unreadable for no reason")
      checkFindings(error.findings, error.text)
      return
    }
    let report = TrustPolicyChecker.check(file.policy, expectation, after: file.findings)
    checkFindings(report.findings, file.text)
    if let corrected = report.corrected { checkCorrected(corrected, expectation) }
    guard let policy = TrustPolicy(file.policy) else { return }
    let request = TrustRequest(
      issuer: expectation.issuer, account: "123456789012", partition: "aws",
      keys: ["\(expectation.issuer):sub": ["app:app:workflow:primary"], "\(expectation.issuer):aud": ["a", "b"]])
    let evaluation = TrustEvaluation(policy, request)
    let denies = evaluation.statements.contains { $0.statement.effect == "Deny" && $0.applies == .holds }
    check(!denies || evaluation.decision == .refused, "allowed, though a statement denies it")
    let allows = evaluation.statements.contains { $0.statement.effect == "Allow" && $0.applies == .holds }
    check(allows || evaluation.decision != .allowed, "allowed, though no statement does")
    for line in PolicyExplanation(evaluation: evaluation, text: file.text).lines.split(separator: "\n") {
      checkShown(String(line), limit: 20_000)
    }
  }

  private static func checkFindings(_ findings: [PolicyFinding], _ text: SourceText) {
    for finding in findings {
      check((0...text.bytes.count).contains(finding.offset), "something wrong at \(finding.offset)")
      for line in [finding.problem, finding.reason, finding.fix] { checkShown(line, limit: 20_000) }
    }
  }

  private static func checkCorrected(_ corrected: PolicyJSON, _ expectation: TrustExpectation) {
    guard let file = try? PolicyFile(Array(corrected.text().utf8)) else {
      check(false, "the corrected policy cannot be read: \(corrected.text())")
      return
    }
    check(file.findings.isEmpty, "the corrected policy is not JSON: \(corrected.text())")
    check(file.policy["Statement"]?.value.elements.isEmpty == false, "the corrected policy says nothing")
    checkFindings(TrustPolicyChecker.check(file.policy, expectation).findings, file.text)
  }
}
