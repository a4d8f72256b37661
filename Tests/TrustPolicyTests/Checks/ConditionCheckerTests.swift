import Basics
import Testing

@testable import TrustPolicy

/// The conditions of a statement that allows.
@Suite struct ConditionCheckerTests {
  @Test("A mistake in the conditions is named, and corrected", arguments: Mistake.conditions)
  func mistake(_ mistake: Mistake) throws {
    try mistake.check()
  }

  /// Conditions on sub that hold together, with one error, and what the corrected policy has of them.
  static let together: [(String, String)] = [
    (#"{"StringLike": {<sts>, "<sub>": "<main>"}, "StringEquals": {"<sub>": "app:*"}}"#, onlyMain),
    (#"{"StringLike": {<sts>, "<sub>": "<main>"}, "StringLikeIfExists": {"<sub>": "app:*"}}"#, onlyMain),
    (#"{"StringLike": {<sts>, "<sub>": "<main>"}, "ForAllValues:StringLike": {"<sub>": "*:workflow:*"}}"#, onlyMain),
    (#"{"StringLike": {<sts>, "<sub>": "<main>"}, "Stringlike": {"<sub>": "*"}}"#, onlyMain),
    (#"{"StringLike": {<sts>, "<sub>": "<main>"}, "StringEquals": {"<sub>": "app:<app>:workflow:*"}}"#, onlyMain),
    (
      #"{"StringLike": {<sts>, "<sub>": ["<main>", "app:<app>:workflow:x"]}, "#
        + #""StringLikeIfExists": {"<sub>": ["<prod>", "<main>"]}}"#, onlyMain
    ),
    // Neither is within the other.
    (
      #"{"StringLikeIfExists": {"<sub>": "<prod>"}, "StringLike": {<sts>, "<sub>": "app:<app>:workflow:*-deploy"}}"#,
      #"{"StringLike": {"<sub>": "<prod>"}, "ForAnyValue:StringLike": {"<sub>": "app:<app>:workflow:*-deploy"}}"#
    ),
  ]

  private static let onlyMain = #"{"StringLike": {"<sub>": "<main>"}}"#

  private static func expanded(_ text: String) -> String {
    SamplePolicy.expanded(
      text.replacingEach("<main>", with: "app:<app>:workflow:main")
        .replacingEach("<prod>", with: "app:<app>:workflow:prod-*"))
  }

  @Test("What stood together does so when it is corrected, and no alternatives are made of it", arguments: together)
  func stayTogether(_ condition: String, _ expected: String) throws {
    let report = try CheckOptions().check(SamplePolicy.policy(condition: Self.expanded(condition))).report
    #expect(report.errors == 1 && report.left == 0)
    let corrected = try #require(report.corrected)
    let operators = corrected["Statement"]?.elements?.first?["Condition"]?.members ?? []
    let sub = SamplePolicy.expanded("<sub>")
    let compared = operators.compactMap { entry in
      entry.value[sub].map { JSONValue.Member(entry.key, .object([.init(sub, $0)])) }
    }
    let wanted = try JSONValue(parsing: Array(Self.expanded(expected).utf8))
    #expect(Set(compared) == Set(wanted.members ?? []))
    #expect(try CheckOptions().check(corrected.lines()).report.findings.isEmpty)
  }

  @Test("A literal wildcard that would keep out all that is to get in is taken out", arguments: ["", "ForAllValues:"])
  func contradiction(_ quantifier: String) throws {
    let condition =
      #"{"\#(quantifier)StringNotEquals": {"<sub>": ["app:*", "app:<app>:workflow:x?"]}, <right>}"#
    let report = try CheckOptions().check(SamplePolicy.policy(condition: condition)).report
    let kept = report.corrected?["Statement"]?.elements?.first?["Condition"]
    let (sub, app) = (SamplePolicy.expanded("<sub>"), SamplePolicy.app)
    #expect(kept?["\(quantifier)StringNotLike"]?[sub]?.string == "app:\(app):workflow:x?")
    #expect(kept?["StringEquals"]?[sub]?.string == "app:\(app):workflow:deploy")
    #expect(report.left == 0)
  }

  /// What works, but may not be meant.
  static let warnings: [(String, Told)] = [
    (
      #"{"StringEquals": {"<sub>": "<subject>"}}"#,
      Told(
        "there is no condition on <aud>", "Every audience that the IAM OIDC provider has is let in.",
        #"Add "StringEquals": {<sts>}."#)
    ),
    (
      #"{"StringEquals": {"<aud>": "mine", "<sub>": "<subject>"}}"#,
      Told(
        #"the token's aud is "sts.amazonaws.com", not "mine""#,
        "This program asks for that audience, unless --audience names another.",
        #"Write "sts.amazonaws.com", or ask for "mine" with --audience."#)
    ),
    (
      #"{"StringEquals": {<sts>, "<sub>": "app:APP_SLUG:workflow:WORKFLOW"}}"#,
      Told(
        #""app:APP_SLUG:workflow:WORKFLOW" is a placeholder"#, "No build has this sub.",
        "Write the app's slug and the workflow's name.")
    ),
    (
      #"{"StringLike": {"<aud>": "*", "<sub>": "<subject>"}}"#,
      Told(
        #""*" lets in every audience of the provider"#, "It may have been issued for another service.",
        #"Write "sts.amazonaws.com"."#)
    ),
  ]

  @Test("What works but may not be meant is a warning", arguments: warnings)
  func warning(_ condition: String, _ told: Told) throws {
    let findings = try CheckOptions().check(SamplePolicy.policy(condition: condition)).report.findings
    #expect(findings.map { Told($0) } == [told])
    #expect(findings.map(\.severity) == [.warning])
  }

  @Test(
    "The provider's ARN says which audience",
    arguments: [
      ("aws-cn", "sts.amazonaws.com.cn", "sts.amazonaws.com"), ("aws", "sts.amazonaws.com", "sts.amazonaws.com.cn"),
    ])
  func audience(_ partition: String, _ audience: String, _ other: String) throws {
    func policy(_ audience: String) -> String {
      SamplePolicy.policy(condition: #"{"StringEquals": {"<aud>": "\#(audience)", "<sub>": "<subject>"}}"#)
        .replacingEach("arn:aws:", with: "arn:\(partition):")
    }
    #expect(try CheckOptions().check(policy(audience)).report.findings.isEmpty)
    let report = try CheckOptions().check(policy(other)).report
    #expect(report.findings.map(\.problem) == ["the token's aud is \"\(audience)\", not \"\(other)\""])
    #expect(try report.corrected == JSONValue(parsing: Array(policy(audience).utf8)))
  }

  @Test("Keys that only look the same are kept apart")
  func lookAlikes() throws {
    let policy = SamplePolicy.policy(
      condition: "{\"StringEquals\": {<sts>, \"<sub>\": \"<subject>\", \"aws:\u{E9}\": \"a\", \"aws:e\u{301}\": \"b\"}}"
    )
    let report = try CheckOptions().check(policy).report
    #expect(report.findings.isEmpty)
    #expect(report.corrected?.line.utf8Equals(policy) == true)
  }

  @Test("Conditions that nobody fits stay as they stand")
  func nobody() throws {
    let policy = SamplePolicy.policy(condition: #"{<right>, "StringNotEquals": {"<sub>": "<subject>"}}"#)
    let report = try CheckOptions().check(policy).report
    let told = Told(
      "no build fits all conditions of a statement", "Every condition of a statement has to hold.",
      "Take out the one that keeps out who is to get in. The conditions stay as they stand.")
    #expect(report.findings.map { Told($0) } == [told])
    #expect(report.left == 1)
    #expect(try report.corrected == JSONValue(parsing: Array(policy.utf8)))
  }
}
