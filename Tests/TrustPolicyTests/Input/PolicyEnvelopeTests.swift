import Basics
import Testing

@testable import TrustPolicy

/// What stands around a policy: what people have in their hands, and what is made of it.
@Suite struct PolicyEnvelopeTests {
  private static let policy = SamplePolicy.right
  private static let provider = SamplePolicy.expanded("<provider>")
  private static let statement = SamplePolicy.statement()
  /// The same policy with a part that CloudFormation fills in.
  private static func filled(_ function: String) -> String {
    policy.replacing("\"\(provider)\"", with: function)
  }

  private static func role(_ name: String, _ policy: String = policy) -> String {
    #"{"RoleName":"\#(name)","Arn":"arn:aws:iam::123456789012:role/\#(name)","AssumeRolePolicyDocument":\#(policy)}"#
  }

  private static func resource(_ policy: String, name: String? = nil) -> String {
    let name = name.map { #""RoleName":"\#($0)","# } ?? ""
    return #"{"Type":"AWS::IAM::Role","Properties":{\#(name)"AssumeRolePolicyDocument":\#(policy)}}"#
  }

  private static let providerResource =
    #""P":{"Type":"AWS::IAM::OIDCProvider","Properties":{"Url":"https://token.builds.bitrise.io"}}"#

  /// What is given, with which options, and what comes of it: each problem, none where all is right.
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    var options = CheckOptions()
    var problems: [String] = []

    var testDescription: String { "\(text) \(options)" }

    init(_ text: String, _ options: CheckOptions = CheckOptions(), _ problems: String...) {
      self.text = text
      self.options = options
      self.problems = problems
    }
  }

  private static let account = CheckOptions(account: "123456789012")
  private static let chosen = CheckOptions(role: "arn:aws:iam::123456789012:role/b")
  private static let two = #""a", "b""#
  private static let standIn = "CloudFormation fills in the account here"
  private static let bad = SamplePolicy.policy(condition: "{}")
  private static let noSubject = "there is no condition on token.builds.bitrise.io:sub"
  private static let noAudience = "there is no condition on token.builds.bitrise.io:aud"

  static let cases: [Case] = [
    // Statements.
    Case(statement, none, "this is a statement, not a policy"),
    Case("[\(statement)]", none, "this is a list of statements, not a policy"),
    Case("[\(statement),\(statement)]", none, "this is a list of statements, not a policy"),
    Case("[\(policy)]"),
    Case("[]", none, "the policy is not a JSON object"),
    Case(
      #"{"Statment":[\#(statement)],"Version":"2012-10-17"}"#, CheckOptions(), #"a policy has no element "Statment""#),
    // Answers of IAM.
    Case(#"{"Role":\#(role("a"))}"#), Case(role("a")),
    Case(#"{"Roles":[\#(role("a"))],"IsTruncated":false}"#),
    Case(#"{"Roles":[\#(role("a")),\#(role("b"))]}"#, none, "there are 2 roles in it: \(two)"),
    Case(#"{"Roles":[\#(role("a", bad)),\#(role("b"))]}"#, chosen),
    Case(#"{"Roles":[\#(role("a")),\#(role("b", bad))]}"#, chosen, noSubject, noAudience),
    Case(
      #"{"Roles":[\#(role("a")),\#(role("b"))]}"#, CheckOptions(role: "arn:aws:iam::123456789012:role/x/b"),
      "the role \"b\" is not in it, but: \(two)"),
    Case(#"{"Role":\#(role("a"))}"#, chosen, #"the role "b" is not in it, but: "a""#),
    Case(#"{"Roles":[\#(role("a"))]}"#, chosen, #"the role "b" is not in it, but: "a""#),
    Case(#"{"Roles":[\#(role("b"))]}"#, chosen),
    Case("[\(role("a")),\(role("b"))]", none, "there are 2 roles in it: \(two)"),
    Case("[\(role("a")),\(role("b"))]", chosen),
    Case(#"{"RoleDetailList":[\#(role("a")),\#(role("b"))]}"#, chosen),
    Case(#"{"Roles":[]}"#, none, "there is no role in it"),
    Case(
      #"{"Roles":[\#((1...21).map { role("r\($0)") }.joined(separator: ","))]}"#, none,
      "there are 21 roles in it: " + (1...20).map { #""r\#($0)""# }.joined(separator: ", ") + " and 1 more"),
    // Percent-encoded in the answer, as the API itself has it.
    Case(#"{"Roles":[\#(role("a", "\"\(PercentEncoding.encode(policy))\""))]}"#),
    Case(
      #"{"Roles":[\#(role("a", "\"\(PercentEncoding.encode(statement))\""))]}"#, none,
      "this is a statement, not a policy"
    ),
    // Templates.
    Case(resource(policy)), Case(#"{"Resources":{"R":\#(resource(policy))}}"#),
    Case(#"{"Resources":{"R":\#(resource(policy)),"Other":{"Type":"AWS::S3::Bucket"}}}"#),
    Case(
      #"{"Resources":{"R":\#(resource(policy)),"Q":\#(resource(policy, name: "b"))}}"#, none,
      #"there are 2 roles in it: "R", "b""#),
    Case(#"{"Resources":{"R":\#(resource(bad)),"Q":\#(resource(policy, name: "b"))}}"#, chosen),
    Case(#"{"Resources":{"Other":{"Type":"AWS::S3::Bucket"}}}"#, none, "there is no role in it"),
    // What CloudFormation fills in.
    Case(filled(#"{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:oidc-provider/token.builds.bitrise.io"}"#), account),
    Case(
      filled(#"{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:oidc-provider/token.builds.bitrise.io"}"#), CheckOptions(),
      standIn),
    Case(
      filled(#"{"Fn::Sub":"arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/token.builds.bitrise.io"}"#),
      account),
    Case(filled(#"{"Fn::Sub":"arn:aws:iam::123456789012:oidc-provider/token.builds.bitrise.io"}"#)),
    // The account is named beside it.
    Case(
      filled(
        #"["\#(provider)",{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:oidc-provider/x.example"}]"#
      )),
    Case(#"{"Resources":{\#(providerResource),"R":\#(resource(filled(#"{"Ref":"P"}"#)))}}"#, account),
    Case(#"{"Resources":{\#(providerResource),"R":\#(resource(filled(#"{"Fn::GetAtt":["P","Arn"]}"#)))}}"#, account),
    Case(#"{"Resources":{\#(providerResource),"R":\#(resource(filled(#"{"Fn::GetAtt":"P.Arn"}"#)))}}"#, account),
    Case(#"{"Resources":{\#(providerResource),"R":\#(resource(filled(#"{"Fn::Sub":"${P}"}"#)))}}"#, account),
    Case(
      #"{"Resources":{\#(providerResource),"R":\#(resource(filled(#"{"Fn::Sub":"${P.Arn}"}"#)))}}"#, CheckOptions(),
      standIn),
    Case(filled(#"{"Ref":"Parameter"}"#), account, #"CloudFormation fills in something here, by "Ref""#),
    Case(
      filled(#"{"Fn::ImportValue":"x"}"#), CheckOptions(),
      #"CloudFormation fills in something here, by "Fn::ImportValue""#),
    Case(
      filled(#"{"Fn::Sub":"${Parameter}"}"#), CheckOptions(), #"CloudFormation fills in something here, by "Fn::Sub""#),
    Case(filled(#"{"Fn::Sub":"${"}"#), CheckOptions(), #"CloudFormation fills in something here, by "Fn::Sub""#),
    Case(
      filled(#"{"Fn::Sub":["${A}",{"A":"b"}]}"#), CheckOptions(),
      #"CloudFormation fills in something here, by "Fn::Sub""#),
    // YAML.
    Case("AWSTemplateFormatVersion: '2010-09-09'\nResources:\n", none, "the text is YAML, not JSON"),
    Case("---\nResources:\n", none, "the text is YAML, not JSON"),
  ]

  @Test("What people have in their hands", arguments: cases)
  func forms(_ test: Case) throws {
    let (report, isRight) = try test.options.report(test.text)
    let findings = report["findings"]?.elements ?? []
    #expect(findings.compactMap { $0["problem"]?.string } == test.problems)
    #expect(isRight == findings.allSatisfy { $0["severity"]?.string == "warning" })
  }

  @Test(
    "What was taken apart is put together rightly",
    arguments: [statement, "[\(statement)]", #"{"Resources":{"R":\#(resource(statement))}}"#])
  func corrected(_ text: String) throws {
    let report = try CheckOptions().report(text).report
    guard let corrected = report["corrected"] else { return }
    #expect(try corrected == JSONValue(parsing: Array(Self.policy.utf8)))
  }

  /// A text, and what to do, in full.
  static let fixes: [(String, String)] = [
    (statement, #"Write {"Version": "2012-10-17", "Statement": [...]} around it."#),
    ("[\(statement)]", #"Write {"Version": "2012-10-17", "Statement": ...} around it."#),
    (
      #"{"Roles":[\#(role("a")),\#(role("b"))]}"#,
      "Choose one with --role-arn, as in --role-arn arn:aws:iam::123456789012:role/a."
    ),
    (
      #"{"Resources":{"R":\#(resource(policy)),"Q":\#(resource(policy))}}"#,
      "Give one of them alone: the object that has its AssumeRolePolicyDocument in it."
    ),
    (#"{"Roles":[]}"#, "Give a role's trust policy, or what aws iam get-role answers."),
    (
      filled(#"{"Ref":"Parameter"}"#),
      "Check the role itself: aws iam get-role --role-name NAME | docker-credential-bitrise trust-policy check -"
    ),
    (
      resource(filled(#"{"Ref":"Parameter"}"#), name: "it's"),
      #"Check the role itself: aws iam get-role --role-name 'it'\''s' | docker-credential-bitrise trust-policy check -"#
    ),
    (
      filled(#"{"Fn::Sub":"arn:aws:iam::${AWS::AccountId}:oidc-provider/token.builds.bitrise.io"}"#),
      "Name it with --account."
    ),
    ("Resources:\n", "Give the role's trust policy as JSON, or what aws iam get-role answers."),
  ]

  @Test("It is said what to give instead", arguments: fixes)
  func fix(_ text: String, _ fix: String) throws {
    let report = try CheckOptions().report(text).report
    #expect(report["findings"]?.elements?.compactMap { $0["fix"]?.string } == [fix])
  }

  /// Where a policy has no provider's ARN to go by: its statements, and the account that is written.
  static let accounts: [(String, CheckOptions, String)] = [
    (#"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::210987654321:root"},"Action":"sts:AssumeRole"}"#, none, own),
    (#"{"Effect":"Allow","Principal":{"AWS":"210987654321"},"Action":"sts:AssumeRole"}"#, none, own),
    (
      #"{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::210987654321:oidc-provider/gitlab.com"},"#
        + #""Action":"sts:AssumeRoleWithWebIdentity"}"#, none, own
    ),
    (
      #"{"Effect":"Allow","Principal":{"AWS":["333333333333"],"Federated":"#
        + #""arn:aws:iam::210987654321:saml-provider/x"},"Action":"sts:AssumeRoleWithSAML"}"#, none, own
    ),
    // Which of several is the role's own nobody knows; a placeholder names none.
    (
      #"{"Effect":"Allow","Principal":{"AWS":["210987654321","333333333333"]},"Action":"sts:AssumeRole"}"#, none,
      nobodys
    ),
    (#"{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}"#, none, nobodys),
    (#"{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}"#, none, nobodys),
    // What is known counts more.
    (
      #"{"Effect":"Allow","Principal":{"AWS":"210987654321"},"Action":"sts:AssumeRole"}"#,
      CheckOptions(account: "444444444444"), "arn:aws:iam::444444444444:oidc-provider/token.builds.bitrise.io"
    ),
    (
      #"{"Effect":"Allow","Principal":{"AWS":"arn:aws-cn:iam::210987654321:root"},"Action":"sts:AssumeRole"}"#, none,
      "arn:aws-cn:iam::210987654321:oidc-provider/token.builds.bitrise.io"
    ),
    // The statement is about builds, but names no provider.
    (
      #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::210987654321:root"},"#
        + #""Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.builds.bitrise.io:sub":"#
        + #""app:a1:workflow:w1"}}}"#, none, own
    ),
  ]

  private static let own = "arn:aws:iam::210987654321:oidc-provider/token.builds.bitrise.io"
  private static let nobodys = "arn:aws:iam::111122223333:oidc-provider/token.builds.bitrise.io"

  @Test("The correction has the account that the policy names", arguments: accounts)
  func account(_ statement: String, _ options: CheckOptions, _ provider: String) throws {
    let report = try options.report(#"{"Version":"2012-10-17","Statement":[\#(statement)]}"#).report
    let statements = try #require(report["corrected"]?["Statement"]?.elements)
    #expect(statements.last?["Principal"]?["Federated"]?.string == provider)
    let audience = provider.hasPrefix("arn:aws-cn:") ? "sts.amazonaws.com.cn" : "sts.amazonaws.com"
    let equals = statements.last?["Condition"]?["StringEquals"]
    #expect(equals?["token.builds.bitrise.io:aud"]?.string == audience)
  }

  /// A condition on aud, with what is known of the build, and the errors.
  static let audiences: [(String, CheckOptions, [String])] = [
    (#""mine""#, CheckOptions(), []),
    (#""mine""#, build, [notMine]), (#""mine""#, CheckOptions(app: SamplePolicy.app), [notMine]),
    (#""mine""#, CheckOptions(workflows: ["deploy"]), [notMine]), (#"["mine","yours"]"#, build, [notMine]),
    (#""mine""#, mine, []),
    (#"["mine","sts.amazonaws.com"]"#, build, []), (#""sts.amazonaws.com""#, build, []),
    (
      #""sts.amazonaws.com""#, mine, [#"the token's aud is "mine", not "sts.amazonaws.com""#]
    ),
  ]

  private static let none = CheckOptions()
  private static let mine = CheckOptions(audience: "mine", app: SamplePolicy.app, workflows: ["deploy"])
  private static let build = CheckOptions(app: SamplePolicy.app, workflows: ["deploy"])
  private static let notMine = #"the token's aud is "sts.amazonaws.com", not "mine""#

  @Test("Where the build is known, another aud keeps it out", arguments: audiences)
  func audience(_ value: String, _ options: CheckOptions, _ errors: [String]) throws {
    let policy = Self.policy.replacing(#"aud": "sts.amazonaws.com""#, with: #"aud": \#(value)"#)
    let (report, isRight) = try options.report(policy)
    let found = report["findings"]?.elements?.filter { $0["severity"]?.string == "error" } ?? []
    #expect(found.compactMap { $0["problem"]?.string } == errors)
    #expect(isRight == errors.isEmpty)
    let corrected = try #require(report["corrected"])
    let again = try options.report(String(decoding: corrected.text, as: UTF8.self)).report
    #expect(again["errors"]?.int == 0)
  }

  @Test("A denial of the aud that a known build asks for is one of the build")
  func deniedAudience() throws {
    let denial = SamplePolicy.statement(#"{"StringEquals": {<sts>}}"#, ["Principal": #""*""#], effect: "Deny")
    let policy = SamplePolicy.policy(
      denial,
      SamplePolicy.statement(#"{"StringEquals": {"<aud>": ["sts.amazonaws.com", "mine"], "<sub>": "<subject>"}}"#))
    let (report, isRight) = try Self.build.report(policy)
    let problems = report["findings"]?.elements?.compactMap { $0["problem"]?.string }
    #expect(problems == [SamplePolicy.expanded(#"the statement denies "<subject>""#)])
    #expect(!isRight)
  }
}
