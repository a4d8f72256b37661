import Basics
import Testing

@testable import TrustPolicy

@Suite struct PolicyExplanationTests {
  /// What is said of the call of a build.
  private static func explain(
    _ policy: String, account: String? = nil, partition: String? = nil, isExpired: Bool = false
  ) throws -> [Substring] {
    let file = try PolicyFile(Array(policy.utf8))
    let keys = ["<sub>": ["<subject>"], "<aud>": ["sts.amazonaws.com"]].map { key, values in
      (SamplePolicy.expanded(key), values.map(SamplePolicy.expanded))
    }
    let request = TrustRequest(
      issuer: SamplePolicy.expanded("<iss>"), account: account, partition: partition,
      keys: Dictionary(uniqueKeysWithValues: keys))
    let evaluation = TrustEvaluation(try #require(PolicyDocument(file.policy)), request)
    return PolicyExplanation(evaluation: evaluation, request: request, text: file.text, isExpired: isExpired)
      .lines.splitScalars(at: "\n")
  }

  /// A policy, what its statement does, and what is decided.
  static let policies: [(String, String, String)] = [
    (SamplePolicy.right, "It allows.", "Allowed."),
    (
      SamplePolicy.policy(SamplePolicy.statement(), SamplePolicy.statement(effect: "Deny")), "It denies.",
      "Refused: a statement denies it."
    ),
    (address, "Whether it applies only AWS knows.", "Whether it is allowed depends on what only AWS knows."),
    (
      SamplePolicy.policy(condition: #"{"StringEqual": {"<sub>": "<subject>"}}"#),
      #"IAM refuses the policy: IAM has no operator "StringEqual"."#, "Refused: the policy is not valid."
    ),
    (
      SamplePolicy.policy(SamplePolicy.statement(effect: "allow")),
      "IAM refuses the policy: its Effect is neither Allow nor Deny.", "Refused: the policy is not valid."
    ),
    (
      SamplePolicy.policy(SamplePolicy.statement("{<right>}", ["Action": nil])),
      "IAM refuses the policy: it needs either Action or NotAction, with a value.",
      "Refused: the policy is not valid."
    ),
    (other, "It does not apply.", "Refused: no statement allows it."),
  ]

  private static let address = SamplePolicy.policy(condition: #"{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#)
  private static let other = SamplePolicy.policy(condition: #"{"StringEquals": {"<sub>": "x"}}"#)

  @Test("What came of it", arguments: policies)
  func decided(_ policy: String, _ verdict: String, _ decision: String) throws {
    let lines = try Self.explain(policy)
    #expect(lines.contains("  \(verdict)"), "\(lines)")
    #expect(lines.last == decision[...])
  }

  @Test(
    "An expired token is refused all the same",
    arguments: [
      (SamplePolicy.right, "Refused: the token has expired; the policy allows it."),
      (address, "Refused: the token has expired; but for that only AWS knows what the policy says."),
      (other, "Refused: no statement allows it."),
    ])
  func expired(_ policy: String, _ decision: String) throws {
    #expect(try Self.explain(policy, isExpired: true).last == decision[...])
  }

  @Test("It is said what Principal was compared with")
  func principal() throws {
    let lines = try Self.explain(SamplePolicy.right, account: "210987654321", partition: "aws-cn")
    let line = SamplePolicy.expanded(
      #"  no  Principal: "Federated <provider>"; the request comes through oidc-provider/<iss> in account "#
        + "210987654321 of aws-cn")
    #expect(lines[2] == line[...])
  }
}
