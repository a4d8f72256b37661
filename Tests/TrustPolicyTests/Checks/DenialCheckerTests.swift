import Basics
import Testing

@testable import TrustPolicy

/// Statements that deny, which are reported, and not corrected.
@Suite struct DenialCheckerTests {
  /// A policy with a right statement and one that denies, and the errors.
  struct Denial: Sendable, CustomTestStringConvertible {
    let policy: String
    let errors: [Told]

    var testDescription: String { policy }

    /// By its conditions.
    init(_ condition: String?, _ errors: Told...) {
      policy = DenialCheckerTests.denying(condition)
      self.errors = errors
    }

    /// By its other elements.
    init(changing changes: KeyValuePairs<String, String?>, _ error: Told) {
      policy = DenialCheckerTests.denying(#"{"StringEquals": {"<sub>": "app:x:workflow:y"}}"#, changes)
      errors = [error]
    }

    /// By a condition on a key that AWS does not compare.
    init(unknownKey key: String, by name: String, _ reason: String, beside errors: Told...) {
      policy = DenialCheckerTests.denying(#"{"\#(name)": {"\#(key)": "x"}}"#)
      self.errors = errors + [Told(#"AWS does not evaluate "\#(key)""#, reason, DenialCheckerTests.sayIt)]
    }
  }

  private static func denying(_ condition: String?, _ changes: KeyValuePairs<String, String?> = [:]) -> String {
    SamplePolicy.policy(SamplePolicy.statement(), SamplePolicy.statement(condition, changes, effect: "Deny"))
  }

  private static let everybody = Told(
    "the statement denies every build that the policy lets in",
    "A statement that denies beats all that allow: the role can never be assumed.",
    "Take it out, or narrow it. <stays>")
  private static let refuses = Mistake.refuses
  private static let sayIt = "Say by sub whom it is to refuse, or take the statement out. <stays>"

  static let denials: [Denial] = [
    Denial(nil, everybody),
    Denial(#"{"StringEquals": {"<sub>": "<subject>"}}"#, everybody),
    Denial(#"{"StringLike": {"<sub>": "app:<app>:*"}}"#, everybody),
    Denial(#"{"StringNotEquals": {"<aud>": "x"}}"#, everybody),
    Denial(
      unknownKey: "<iss>:branch", by: "StringNotEquals",
      #"<absent>, and "StringNotEquals" holds where a key is absent: the condition spares nobody."#, beside: everybody),
    Denial(
      unknownKey: "<iss>:workflow", by: "StringNotLikeIfExists",
      #"<absent>, and "StringNotLikeIfExists" holds where a key is absent: the condition spares nobody."#,
      beside: everybody),
    Denial(
      unknownKey: "<iss>:branch", by: "StringEquals",
      "<absent>, so the condition never holds: the statement denies nobody."),
    Denial(
      #"{"StringEquals": {"https://<sub>": "app:x:workflow:y"}}"#,
      Told(
        #"the key "https://<sub>" has more than the issuer's host in it"#, "<absent>: the statement denies nobody.",
        #"Write "<sub>": the issuer without https://, then the claim. <stays>"#)),
    Denial(
      #"{"StringEquals": {"<sub>": "app:<app>:workflow:pr-*"}}"#,
      Told(
        #""app:<app>:workflow:pr-*" has a * in it, which "StringEquals" takes for a letter"#,
        "No sub has a * in it: nothing fits.", #"Write "StringLike" for the operator. <stays>"#)),
    Denial(
      #"{"StringEquals": {"<sub>": "App:<app>:workflow:x"}}"#,
      Told(
        #""App:<app>:workflow:x" is not spelled as Bitrise spells sub"#, Mistake.letters,
        #"Write "app:<app>:workflow:x". <stays>"#)),
    Denial(
      #"{"Null": {"<sub>": "true"}}"#,
      Told(#"Null "true" on sub"#, "A Bitrise token always has sub: the statement denies nobody.", sayIt)),
    Denial(
      #"{"ArnLike": {"<sub>": "x"}}"#,
      Told(
        #""ArnLike" does not compare strings"#, "sub is a string, and nothing fits: the statement denies nobody.",
        #"Write "StringLike". <stays>"#)),
    Denial(
      #"{"ArnNotLike": {"<sub>": "x"}}"#, everybody,
      Told(
        #""ArnNotLike" does not compare strings"#, "sub is a string, and nothing fits: the condition spares nobody.",
        #"Write "StringNotLike". <stays>"#)),
    Denial(
      #"{"StringEqual": {"<sub>": "x"}}"#,
      Told(#"IAM has no operator "StringEqual""#, refuses, #"Write "StringEquals". <stays>"#)),
    Denial(#"{"Is": {"<sub>": "x"}}"#, Told(#"IAM has no operator "Is""#, refuses, "Write one that IAM has. <stays>")),
    Denial(
      #"{"StringLike": "x"}"#,
      Told(#"the value of "StringLike" is not an object"#, refuses, "Write {KEY: VALUE} behind it. <stays>")),
    Denial(
      #"{"StringLike": {"aws:x": {}}}"#,
      Told(
        #"the value of "aws:x" is neither a string nor a list of strings"#, refuses,
        "Write a string in quotes. <stays>")),
    Denial("[1]", Told("Condition is not an object", refuses, #"Write {"StringEquals": {...}}. <stays>"#)),
    Denial(
      changing: ["Principal": nil],
      Told(
        "the statement has no Principal", "IAM refuses a trust policy that names nobody.",
        #"Say whom it is to refuse; "*" is everybody. <stays>"#)),
    Denial(
      changing: ["Principal": #"{"AWS": "123456789012"}"#],
      Told(
        "Principal does not name the IAM OIDC provider", "The statement denies no build.",
        #"Write "Principal": {"Federated": "<provider>"}. <stays>"#)),
    Denial(
      changing: ["NotPrincipal": #""*""#],
      Told("the statement has both Principal and NotPrincipal", refuses, "Take one of them out. <stays>")),
    Denial(
      changing: ["NotAction": #""*""#],
      Told("the statement has both Action and NotAction", refuses, "Take one of them out. <stays>")),
    Denial(
      changing: ["Action": nil],
      Told("the statement has no Action", refuses, #"Add "Action": "<action>". <stays>"#)),
    Denial(
      changing: ["Action": nil, "NotAction": "{}"],
      Told("IAM does not take the statement: it needs either Action or NotAction, with a value", refuses, "<stays>")),
    Denial(
      changing: ["Action": #"["<action>", "s3:GetObject"]"#],
      Told(#"a trust policy has no action "s3:GetObject""#, Mistake.onlyRoles, "Take it out. <stays>")),
    Denial(
      #"{"StringEquals": {"<sub>": "app:a :workflow:x"}}"#,
      Told(
        #""app:a :workflow:x" has a blank at the end of a part"#, Mistake.letters, #"Write "app:a:workflow:x". <stays>"#
      )),
    Denial(
      #"{"StringEquals": {"sub": "x"}}"#,
      Told(
        #"the key "sub" lacks the issuer's host"#, "<absent>: the statement denies nobody.",
        "\(Mistake.hostAndClaim) <stays>")),
  ]

  @Test("A denial is reported and stays as it stands", arguments: denials)
  func reported(_ denial: Denial) throws {
    let result = try CheckOptions().check(denial.policy)
    let report = result.report
    #expect(report.findings.map { Told($0) } == denial.errors)
    #expect(report.left == denial.errors.count && report.errors == denial.errors.count)
    #expect(try report.corrected == JSONValue(parsing: Array(denial.policy.utf8)))
    let left = "\(denial.errors.count) error\(denial.errors.count == 1 ? "" : "s")"
    #expect(result.lines.containsUTF8("\nThe corrected policy, still with \(left) to be mended by hand:\n{"))
  }

  @Test(
    "A denial of others is right",
    arguments: [
      denying(#"{"StringLike": {"<sub>": "app:*:workflow:pr-*"}}"#, ["Principal": #""*""#]),
      denying(
        #"{"StringNotLike": {"<sub>": "app:<app>:*"}}"#, ["Principal": #"{"AWS": "*"}"#, "Action": #""*""#]),
      denying(#"{"StringNotEquals": {<sts>}}"#), denying(#"{"StringNotEqualsIfExists": {"<sub>": "<subject>"}}"#),
      denying(
        #"{"StringNotLike": {"<sub>": "*:deploy"}, "StringEquals": {"<sub>": "app:<app>:workflow:x"}}"#),
      denying(#"{"StringNotLike": {"<sub>": "app:<app>:*"}, "StringEquals": {"aws:x": "y"}}"#),
      denying(#"{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#), denying(nil, ["Action": #""sts:TagSession""#]),
      denying(
        #"{"StringEquals": {"<sub>": "app:x:workflow:y"}}"#, ["Principal": nil, "NotPrincipal": #"{"AWS": "<app>"}"#]),
    ])
  func right(_ policy: String) throws {
    #expect(try CheckOptions().check(policy).lines == "standard input: nothing is wrong")
  }

  @Test("A denial of another call is a warning")
  func otherCall() throws {
    let findings = try CheckOptions().check(Self.denying(nil, ["Action": #""sts:AssumeRole""#])).report.findings
    #expect(findings.map(\.severity) == [.warning])
    #expect(findings.map(\.problem) == [#""sts:AssumeRole" is not the call that takes a token"#])
    #expect(findings.map(\.reason) == ["The statement denies no build."])
  }

  @Test("A denial of a pattern that leaves some is right: those that fit both patterns are left")
  func pattern() throws {
    let policy = SamplePolicy.policy(
      SamplePolicy.statement(#"{"StringEquals": {<sts>}, "StringLike": {"<sub>": "app:<app>:workflow:rel-*"}}"#),
      SamplePolicy.statement(#"{"StringNotLike": {"<sub>": "*-1"}}"#, effect: "Deny"))
    #expect(try CheckOptions().check(policy).report.findings.isEmpty)
    let app = SamplePolicy.app
    #expect(try CheckOptions(app: app, workflows: ["rel-1"]).check(policy).report.findings.isEmpty)
    let named = try CheckOptions(app: app, workflows: ["rel-2"]).check(policy).report.findings
    #expect(named.map(\.problem) == ["the statement denies \"app:\(app):workflow:rel-2\""])
    #expect(named.map(\.reason) == ["A statement that denies beats all that allow."])
  }

  @Test(
    "An effect that stands twice denies if one of them does",
    arguments: [
      (#""Efect": "Deny", "Effct": "Allow""#, false), (#""Effect": "Deny", "Effect": "Allow""#, true),
      (#""Effct": "deny", "Effect": "Allow""#, false), (#""Effect": "deny", "Effect": "Allow""#, true),
    ])
  func twice(_ effects: String, _ isSameKey: Bool) throws {
    let condition = #"{"StringEquals": {"<sub>": "app:x:workflow:y"}}"#
    let denial = #"{\#(effects), "Principal": "*", "Action": "<action>", "Condition": \#(condition)}"#
    let report = try CheckOptions().check(SamplePolicy.policy(denial, SamplePolicy.statement())).report
    let told = Told(
      #""Effect" stands twice in the same object"#, "One of the two is lost, and it is not said which.",
      "Take one of them out.")
    #expect(report.findings.contains { Told($0) == told } == isSameKey)
    let corrected = try #require(report.corrected)
    #expect(corrected["Statement"]?.elements?.first?["Effect"]?.string == "Deny")
    let again = try CheckOptions().check(corrected.lines()).report
    #expect(again.errors == 0 && again.corrected == corrected)
  }

  @Test("A policy of nothing but a denial is not left without a statement that allows")
  func alone() throws {
    let condition = #"{"ArnLike": {"d": "arn:aws:*:*:*:*"}}"#
    let never = #"{"Efect": "Deny", "Principal": "*", "Action": "*", "Condition": \#(condition)}"#
    let report = try CheckOptions().check(SamplePolicy.policy(never)).report
    let statements = try #require(report.corrected?["Statement"]?.elements)
    #expect(statements.map { $0["Effect"]?.string } == ["Deny", "Allow"])
    #expect(report.left == 1)
  }
}
