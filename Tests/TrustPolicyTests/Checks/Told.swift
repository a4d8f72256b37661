@testable import TrustPolicy

/// What is said of a mistake, word for word.
struct Told: Sendable, Hashable {
  let problem: String
  let reason: String
  let fix: String

  /// What is to be said, with the words of `SamplePolicy`.
  init(_ problem: String, _ reason: String, _ fix: String) {
    self.problem = SamplePolicy.expanded(problem)
    self.reason = SamplePolicy.expanded(reason)
    self.fix = SamplePolicy.expanded(fix)
  }

  /// What is said.
  init(_ finding: PolicyFinding) {
    problem = finding.problem
    reason = finding.reason
    fix = finding.fix
  }
}
