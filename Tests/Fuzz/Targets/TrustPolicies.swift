import AWSAuth
import Basics
@testable import TrustPolicy

@testable import ECRLogin

extension FuzzTarget {
  /// A role's trust policy: what is said about it can be shown, and the corrected one has no error more, but what only
  /// its author can mend; it lets nobody in who was not named, and the build that was.
  static let trustPolicy = FuzzTarget(name: "trust-policy") { bytes in
    let expectation = ExpectedBuild(account: "123456789012", appSlug: "app", workflows: ["primary"])
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
    if let corrected = report.corrected { checkCorrected(corrected, report, expectation) }
    // Without an app that is known the policy's own are kept.
    let anonymous = ExpectedBuild()
    let other = TrustPolicyChecker.check(file.policy, anonymous, after: file.findings)
    if let corrected = other.corrected { checkCorrected(corrected, other, anonymous) }
    guard let policy = PolicyDocument(file.policy) else { return }
    let request = TrustRequest(
      issuer: expectation.issuer, account: "123456789012", partition: "aws",
      keys: ["\(expectation.issuer):sub": ["app:app:workflow:primary"], "\(expectation.issuer):aud": ["a", "b"]])
    let evaluation = TrustEvaluation(policy, request)
    let denies = evaluation.statements.contains { $0.statement.effect == "Deny" && $0.applies == .holds }
    check(!denies || evaluation.decision == .refused, "allowed, though a statement denies it")
    let allows = evaluation.statements.contains { $0.statement.effect == "Allow" && $0.applies == .holds }
    check(allows || evaluation.decision != .allowed, "allowed, though no statement does")
    let explanation = PolicyExplanation(evaluation: evaluation, request: request, text: file.text, isExpired: false)
    for line in explanation.lines.split(separator: "\n") {
      checkShown(String(line), limit: 20_000)
    }
  }

  private static func checkFindings(_ findings: [PolicyFinding], _ text: SourceText) {
    for finding in findings {
      check((0...text.bytes.count).contains(finding.offset), "something wrong at \(finding.offset)")
      for line in [finding.problem, finding.reason, finding.fix] { checkShown(line, limit: 20_000) }
    }
  }

  private static func checkCorrected(
    _ corrected: JSONValue, _ report: TrustPolicyChecker.Report, _ expectation: ExpectedBuild
  ) {
    guard let file = try? PolicyFile(Array(corrected.lines().utf8)) else {
      check(false, "the corrected policy cannot be read: \(corrected.lines())")
      return
    }
    check(file.findings.isEmpty, "the corrected policy is not JSON: \(corrected.lines())")
    check(file.policy["Statement"]?.value.elements.isEmpty == false, "the corrected policy says nothing")
    let again = TrustPolicyChecker.check(file.policy, expectation)
    checkFindings(again.findings, file.text)
    check(again.errors == again.left, "the corrected policy has errors: \(again.findings), \(corrected.lines())")
    check(again.left == report.left, "\(again.left) errors are left of \(report.left): \(corrected.lines())")
    check(again.corrected == corrected, "corrected twice: \(corrected.lines()), \(again.corrected?.lines() ?? "")")
    guard let policy = PolicyDocument(file.policy) else { return }
    func decision(_ subject: String) -> TrustEvaluation.Decision {
      let keys = ["\(expectation.issuer):sub": [subject], "\(expectation.issuer):aud": [expectation.audience]]
      return TrustEvaluation(policy, TrustRequest(issuer: expectation.issuer, keys: keys)).decision
    }
    // No input names it: it is longer than a name is.
    let stranger = String(repeating: "f", count: 5000)
    check(decision("app:\(stranger):workflow:primary") == .refused, "another app gets in: \(corrected.lines())")
    guard expectation.appSlug != nil, report.left == 0, report.warnings == 0 else { return }
    check(decision("app:app:workflow:primary") != .refused, "the build stays out: \(corrected.lines())")
  }
}
