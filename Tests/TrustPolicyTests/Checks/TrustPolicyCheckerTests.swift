import AWSAuth
import Basics
import Testing

@testable import TrustPolicy

/// Whole policies, and what is known of the build and the role.
@Suite struct TrustPolicyCheckerTests {
  @Test("A mistake in a statement or around it is named, and corrected", arguments: Mistake.statements)
  func mistake(_ mistake: Mistake) throws {
    try mistake.check()
  }

  static let rightConditions: [String] = [
    "{<right>}", #"{"StringEquals": {<sts>}, "StringLike": {"<sub>": "app:<app>:*"}}"#,
    #"{"StringEquals": {<sts>}, "StringLike": {"<sub>": ["app:<app>:workflow:a*", "<subject>"]}}"#,
    #"{"StringEquals": {<sts>}, "StringEqualsIgnoreCase": {"<sub>": "<subject>"}}"#,
    #"{"StringEquals": {<sts>}, "ForAnyValue:StringEquals": {"<sub>": "<subject>"}}"#,
    #"{"StringEquals": {<sts>, "TOKEN.BUILDS.BITRISE.IO:SUB": "<subject>"}}"#,
    #"{"StringEquals": {<sts>}, "StringLike": {"<sub>": "app:<app>:*"}, "#
      + #""StringNotLike": {"<sub>": "app:<app>:workflow:pr-*"}}"#,
    #"{"StringEquals": {<sts>, "<sub>": ["<subject>", "app:b:workflow:b"]}, "StringLike": {"<sub>": "app:<app>:*"}}"#,
    #"{<right>, "StringLike": {"<sub>": "app:*:workflow:deploy"}}"#,
    #"{<right>, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}"#,
    #"{<right>, "StringNotEquals": {"sts:RoleSessionName": "x"}}"#,
  ]

  static let right: [String] =
    rightConditions.map { SamplePolicy.policy(condition: $0) } + [
      changed(["Sid": #""x""#]), changed(["Action": #"["<action>", "sts:TagSession"]"#]),
      changed(["Action": #""sts:*""#]),
      changed(["Principal": #"{"Federated": ["<github>", "<provider>"]}"#]),
      SamplePolicy.right.replacingEach("arn:aws:", with: "arn:aws-cn:")
        .replacingEach("amazonaws.com", with: "amazonaws.com.cn"),
      SamplePolicy.policy(
        SamplePolicy.statement("{<right>}", ["Sid": #""""#]), SamplePolicy.statement("{<right>}", ["Sid": #""""#])),
      // Others than builds.
      SamplePolicy.policy(
        SamplePolicy.statement(),
        #"{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}"#,
        #"{"Effect": "Allow", "Action": "<action>", "Principal": {"Federated": "<github>"}, "#
          + #""Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:x"}}}"#),
      SamplePolicy.policy(
        SamplePolicy.statement(),
        SamplePolicy.statement(
          #"{"StringNotLike": {"<sub>": "app:<app>:*"}}"#, ["Principal": #""*""#, "Action": #""*""#], effect: "Deny")),
      #"{"Version": "2012-10-17", "Id": "x", "Statement": \#(SamplePolicy.statement())}"#,
    ]

  private static func changed(_ changes: KeyValuePairs<String, String?>) -> String {
    SamplePolicy.policy(SamplePolicy.statement("{<right>}", changes))
  }

  @Test("What is right is left alone", arguments: right)
  func leftAlone(_ policy: String) throws {
    #expect(try CheckOptions().check(policy).lines == "standard input: nothing is wrong")
  }

  @Test("A policy without a version, and the account of AWS's documentation, are warned of")
  func warnings() throws {
    for (policy, told) in [
      (
        #"{"Statement": [\#(SamplePolicy.statement())]}"#,
        Told(
          "the policy has no Version", "The language of 2008 holds then, which knows no variables.",
          #"Add "Version": "2012-10-17"."#)
      ),
      (
        SamplePolicy.right.replacingEach(SamplePolicy.account, with: AccountID.example),
        Told(
          "the account 111122223333 is a placeholder", "The provider is in the role's account.",
          "Write the role's account.")
      ),
    ] {
      let findings = try CheckOptions().check(policy).report.findings
      #expect(findings.map { Told($0) } == [told])
      #expect(findings.map(\.severity) == [.warning])
    }
  }

  @Test("A policy for others lets no build in")
  func forOthers() throws {
    let other = #"{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}"#
    let options = CheckOptions(account: SamplePolicy.account, app: SamplePolicy.app, workflows: ["deploy"])
    let report = try options.check(SamplePolicy.policy(other)).report
    #expect(report.findings.map(\.problem) == ["no statement lets builds of Bitrise in"])
    let expected = SamplePolicy.policy(other, SamplePolicy.statement())
    #expect(try report.corrected == JSONValue(parsing: Array(expected.utf8)))
  }

  @Test("A statement about others that IAM does not take stays as it stands")
  func othersDefect() throws {
    let policy = SamplePolicy.policy(
      SamplePolicy.statement(), #"{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}"#)
    let report = try CheckOptions().check(policy).report
    let told = Told(
      "IAM does not take the statement: it needs either Action or NotAction, with a value", Mistake.refuses,
      "It is not about builds: mend it by hand. It stays as it stands.")
    #expect(report.findings.map { Told($0) } == [told])
    #expect(report.left == 1)
    #expect(try report.corrected == JSONValue(parsing: Array(policy.utf8)))
  }

  @Test(
    "A statement that is open to all accounts is told of, whatever its conditions",
    arguments: [#""*""#, #"{"AWS": "*"}"#, #"{"AWS": ["*", "123456789012"]}"#])
  func open(_ principal: String) throws {
    for (condition, severity, reason) in [
      ("", .error, "whoever has an AWS account may assume the role."),
      (#", "Condition": {"StringEquals": {"sts:ExternalId": "x"}}"#, .warning, ""),
    ] as [(String, PolicyFinding.Severity, String)] {
      let policy = SamplePolicy.policy(
        SamplePolicy.statement(),
        #"{"Effect": "Allow", "Principal": \#(principal), "Action": "sts:AssumeRole"\#(condition)}"#)
      let report = try CheckOptions().check(policy).report
      let told = Told(
        "Principal \"*\" with sts:AssumeRole lets in every account of AWS",
        reason.isEmpty
          ? "It is not about builds and their tokens; only its conditions keep anybody out."
          : "It is not about builds and their tokens: \(reason)",
        #"Name the account that is meant, {"AWS": "ACCOUNT_ID"}, or take the statement out. It stays as it stands."#)
      #expect(report.findings.map { Told($0) } == [told])
      #expect(report.findings.map(\.severity) == [severity])
      #expect(report.left == report.errors)
      #expect(try report.corrected == JSONValue(parsing: Array(policy.utf8)))
    }
  }

  // What is known of the build.

  @Test("A build that is known and that the policy names is let in")
  func namedBuild() throws {
    for options in [
      CheckOptions(app: SamplePolicy.app), CheckOptions(workflows: ["deploy"]), CheckOptions(workflows: ["deplo?"]),
      CheckOptions(app: SamplePolicy.app, workflows: ["dep*"]),
    ] {
      #expect(try options.check(SamplePolicy.right).report.findings.isEmpty)
    }
  }

  /// What is known, the builds that are not let in, and the value to compare sub with.
  static let others: [(CheckOptions, String, String)] = [
    (CheckOptions(app: "zzz", workflows: ["other"]), "app:zzz:workflow:other", "app:zzz:workflow:other"),
    (CheckOptions(app: "zzz"), "app:zzz:workflow:*", "app:zzz:workflow:*"),
    (
      CheckOptions(app: SamplePolicy.app, workflows: ["Deploy"]), "app:<app>:workflow:Deploy",
      "app:<app>:workflow:Deploy"
    ),
    (CheckOptions(workflows: ["other"]), "app:*:workflow:other", "app:<app>:workflow:other"),
  ]

  @Test("A build that is known and that the policy does not name gets a statement of its own", arguments: others)
  func otherBuild(_ options: CheckOptions, _ pattern: String, _ added: String) throws {
    let (pattern, added) = (SamplePolicy.expanded(pattern), SamplePolicy.expanded(added))
    let report = try options.check(SamplePolicy.right).report
    let finding = try #require(report.findings.first)
    #expect(report.findings.count == 1)
    #expect(finding.problem == "no statement lets \"\(pattern)\" in")
    #expect(
      finding.reason
        == SamplePolicy.expanded(
          #"sub is compared letter by letter, with its case: the policy lets in "<subject>"."#))
    #expect(finding.fix.hasPrefix("Compare sub with \"\(added)\", or add {\"Effect\": \"Allow\", "))
    let corrected = try #require(report.corrected)
    let condition = corrected["Statement"]?.elements?.last?["Condition"]
    let sub = SamplePolicy.expanded("<sub>")
    #expect(condition?[added.containsUTF8("*") ? "StringLike" : "StringEquals"]?[sub]?.string == added)
    #expect(try options.check(corrected.lines()).report.findings.isEmpty)
  }

  @Test("What is known of the build is put in")
  func filledIn() throws {
    let sub = SamplePolicy.expanded("<sub>")
    func subjects(_ options: CheckOptions) throws -> JSONValue? {
      let corrected = try options.check(SamplePolicy.policy(condition: "{}")).report.corrected
      return corrected?["Statement"]?.elements?.first?["Condition"]?["StringLike"]?[sub]
    }
    #expect(
      try subjects(CheckOptions(app: "a1", workflows: ["rel-*", "deploy"]))
        == .array([.string("app:a1:workflow:rel-*"), .string("app:a1:workflow:deploy")]))
    #expect(try subjects(CheckOptions(app: "a1")) == .string("app:a1:workflow:*"))
    let policy = SamplePolicy.policy(condition: #"{"StringEquals": {<sts>, "<sub>": "app:A1:workflow:deploy"}}"#)
    #expect(
      try CheckOptions(app: "a1").check(policy).report.findings.map(\.problem)
        == [#""app:A1:workflow:deploy" spells the app "A1", but it is "a1""#])
  }

  /// Right policies, of which a check that compares builds one by one could be mistaken.
  static let severalBuilds: [(String, CheckOptions)] = [
    (
      denying(
        #"{"StringLike": {<sts>, "<sub>": "app:<app>:workflow:prod-*"}}"#,
        #"{"StringNotLike": {"<sub>": "app:*:workflow:*-deploy"}}"#), CheckOptions(app: SamplePolicy.app)
    ),
    (
      SamplePolicy.policy(
        condition: #"{"StringLike": {<sts>, "<sub>": "app:<app>:workflow:*-deploy"}, "#
          + #""ForAnyValue:StringLike": {"<sub>": "app:<app>:workflow:prod-*"}}"#),
      CheckOptions(app: SamplePolicy.app)
    ),
    (
      denying(#"{"StringEquals": {<sts>, "<sub>": \#(builds(40))}}"#, #"{"StringEquals": {"<sub>": \#(builds(33))}}"#),
      CheckOptions()
    ),
    (
      SamplePolicy.policy(condition: #"{"StringEquals": {<sts>, "<sub>": \#(builds(40))}}"#),
      CheckOptions(workflows: ["w39*"])
    ),
  ]

  private static func denying(_ allowed: String, _ denied: String) -> String {
    SamplePolicy.policy(SamplePolicy.statement(allowed), SamplePolicy.statement(denied, effect: "Deny"))
  }

  private static func builds(_ count: Int) -> String {
    "[\((0..<count).map { #""app:<app>:workflow:w\#($0)""# }.joined(separator: ", "))]"
  }

  @Test("Builds that others deny in part are let in", arguments: severalBuilds)
  func several(_ policy: String, _ options: CheckOptions) throws {
    #expect(try options.check(policy).report.findings.isEmpty)
  }

  @Test("More values than IAM takes are no reason for a judgement")
  func tooMany() throws {
    let policy = Self.denying(
      #"{"StringLike": {<sts>, "<sub>": \#(Self.builds(300))}}"#, #"{"StringEquals": {"<sub>": \#(Self.builds(299))}}"#)
    #expect(try CheckOptions().check(policy).report.errors == 0)
  }

  // What is known of the role.

  @Test(
    "What is known of account and partition is compared",
    arguments: [
      (CheckOptions(account: "210987654321"), #"account is "210987654321", not "123456789012""#),
      (CheckOptions(partition: "aws-us-gov"), #"partition is "aws-us-gov", not "aws""#),
      (CheckOptions(role: "arn:aws:iam::210987654321:role/x"), #"account is "210987654321", not "123456789012""#),
    ])
  func known(_ options: CheckOptions, _ problem: String) throws {
    let findings = try options.check(SamplePolicy.right).report.findings
    #expect(findings.map(\.problem) == ["the provider's \(problem)"])
    let right = problem.splitScalars(at: "\"")[1]
    #expect(findings.first?.fix.containsUTF8(":\(right):") == true)
  }
}
