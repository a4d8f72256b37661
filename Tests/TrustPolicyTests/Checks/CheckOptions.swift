import AWSAuth
import Basics
import Testing

@testable import TrustPolicy

/// What somebody tells the check of the role and of the builds that it is for.
struct CheckOptions: Sendable {
  var role: String?
  var account: String?
  var partition: String?
  var audience: String?
  var app: String?
  var workflows: [String] = []

  /// The report for programs.
  /// - Parameter policy: The policy as somebody has it.
  /// - Returns: The report, and whether there is no error in it.
  /// - Throws: An option cannot be used.
  func report(_ policy: String) throws -> (report: JSONValue, isRight: Bool) {
    let report = try check(policy)
    return (try JSONValue(parsing: Array(report.json.lines().utf8)), report.report.errors == 0)
  }

  /// Checks a policy on standard input.
  func check(_ policy: String) throws -> PolicyReport {
    let role = try role.map { try RoleARN($0) }
    let partition = try partition.map { try #require(Partition(id: $0)) }
    let known = KnownRole(
      role: role, isRoleNamed: role != nil, account: account ?? role?.account,
      partition: partition ?? role?.partition, checkCommand: "docker-credential-bitrise trust-policy check -")
    return try PolicyReport(checking: Array(policy.utf8), name: "-", known) { named in
      let role = try named.map { try RoleARN($0) } ?? role
      return ExpectedBuild(
        account: account ?? role?.account, partition: partition ?? role?.partition, explicitAudience: audience,
        appSlug: app, workflows: workflows)
    }
  }
}
