import Basics
import Testing

@testable import TrustPolicy

/// A policy with a mistake in it, and what is said of that.
struct Mistake: Sendable, CustomTestStringConvertible {
  let policy: String
  let told: Told
  /// How many errors there are altogether.
  let errors: Int

  var testDescription: String { "\(told.problem) \(policy)" }

  /// In the conditions of the statement.
  init(_ condition: String, _ problem: String, _ reason: String, _ fix: String, errors: Int = 1) {
    self.init(whole: SamplePolicy.policy(condition: condition), problem, reason, fix, errors: errors)
  }

  /// In another element of the statement.
  init(
    changing changes: KeyValuePairs<String, String?>, _ problem: String, _ reason: String, _ fix: String,
    errors: Int = 1
  ) {
    let statement = SamplePolicy.statement("{<right>}", changes)
    self.init(whole: SamplePolicy.policy(statement), problem, reason, fix, errors: errors)
  }

  /// In a statement beside one that is right.
  init(beside statement: String, _ problem: String, _ reason: String, _ fix: String, errors: Int = 1) {
    self.init(
      whole: SamplePolicy.policy(SamplePolicy.statement(), statement), problem, reason, fix, errors: errors)
  }

  /// In the policy itself.
  init(whole policy: String, _ problem: String, _ reason: String, _ fix: String, errors: Int = 1) {
    self.policy = SamplePolicy.expanded(policy)
    told = Told(problem, reason, fix)
    self.errors = errors
  }

  /// The mistake is told, and nothing else that is not there; what is written instead has no error.
  func check() throws {
    let report = try CheckOptions().check(policy).report
    let errors = report.findings.filter { $0.severity == .error }.map { Told($0) }
    #expect(errors.contains(told), "\(errors)")
    #expect(errors.count == self.errors, "\(errors)")
    let corrected = try #require(report.corrected)
    #expect(try CheckOptions().check(corrected.lines()).report.errors == 0)
  }
}

/// What is said of several mistakes.
extension Mistake {
  static let refuses = "IAM refuses the policy."
  static let dead =
    "<absent>, so the condition never holds: the role can never be assumed. Of a Bitrise token AWS compares only aud "
    + "and sub."
  static let letters = "Values are compared letter by letter, with their case: this never holds."
  static let form = "The sub of a Bitrise token is app:APP_SLUG:workflow:WORKFLOW: this never holds."
  static let variable =
    "What it stands for no Bitrise token says, or the token itself does, and then others get in, too."
  static let wide = "All customers of Bitrise share one issuer: apps of others fit it too."
  static let allOfThem =
    "All customers of Bitrise share one issuer: every build of every one of them may assume the role."
  static let together = "Several operators hold only together; several values of one operator are alternatives."
  static let through = "A token is let in only through the provider of its issuer."
  static let noProvider = "AWS finds no provider for the token under that ARN, and refuses it."
  static let onlyRoles = "A trust policy has only the calls that assume a role: IAM refuses it."
  static let addSub = #"Add "StringEquals": {"<sub>": "app:APP_SLUG:workflow:WORKFLOW"}."#
  static let hostAndClaim = #"Write "<sub>": the issuer without https://, then the claim."#
}
