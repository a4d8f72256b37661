import Basics
import Testing

@testable import TrustPolicy

/// What people write, and what is said of it.
@Suite struct TrustPolicyCheckerTests {
  /// A condition, or a whole statement's change, with the problem that it is.
  struct Mistake: Sendable, CustomTestStringConvertible {
    let policy: String
    let problem: String

    var testDescription: String { problem }

    init(_ condition: String, _ problem: String) {
      policy = TrustPolicyCheckerTests.policy(condition: condition)
      self.problem = problem
    }

    init(statement: String, _ problem: String) {
      policy = #"{"Version":"2012-10-17","Statement":[\#(statement)]}"#
      self.problem = problem
    }

    init(whole policy: String, _ problem: String) {
      self.policy = policy
      self.problem = problem
    }
  }

  static let issuer = ExpectedBuild.bitrise
  static let sub = "\(issuer):sub"
  static let provider = "arn:aws:iam::123456789012:oidc-provider/\(issuer)"
  static let principal = #""Principal":{"Federated":"\#(provider)"}"#
  static let action = #""Action":"sts:AssumeRoleWithWebIdentity""#
  static let audience = #""\#(issuer):aud":"sts.amazonaws.com""#
  static let right = #"{"StringEquals":{\#(audience),"\#(sub)":"app:a1:workflow:w1"}}"#

  static func policy(condition: String = right) -> String {
    #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",\#(principal),\#(action),"Condition":\#(condition)}]}"#
  }

  /// Beside the audience another operator with a key and its value.
  private static func beside(_ name: String, _ value: String, key: String = sub) -> String {
    #"{"StringEquals":{\#(audience)},"\#(name)":{"\#(key)":\#(value)}}"#
  }

  static let conditions: [Mistake] = [
    Mistake("{}", "there is no condition on \(sub)"), Mistake("[]", "Condition is not an object"),
    Mistake(beside("Null", #""false""#), "there is no condition on \(sub)"),
    Mistake(beside("StringLike", #""app:*""#), #""app:*" is too wide"#),
    Mistake(beside("StringLike", #""app:a1*""#), #""app:a1*" is too wide"#),
    Mistake(beside("StringLike", "\"app:*\u{301}\""), "\"app:*\u{301}\" is too wide"),
    Mistake(
      #"{"StringEquals":{\#(audience),"\#(sub)":"app:a1:workflow:*\#u{301}"}}"#,
      "\"app:a1:workflow:*\u{301}\" has a * in it, which \"StringEquals\" takes for a letter"),
    // To Unicode a Kelvin sign is a K.
    Mistake(
      #"{"StringEquals":{\#(audience),"to\#u{212A}en.builds.bitrise.io:sub":"app:a1:workflow:w1"}}"#,
      "the key \"to\u{212A}en.builds.bitrise.io:sub\" names another host than the issuer's"),
    Mistake(
      beside("StringEquals\u{20}", #""app:a1:workflow:w1""#), "IAM has no operator \"StringEquals \""),
    Mistake(
      #"{"StringEquals":{\#(audience),"\#(sub)":"app:a1:workflow:*"}}"#,
      #""app:a1:workflow:*" has a * in it, which "StringEquals" takes for a letter"#),
    Mistake(
      #"{"StringEquals":{\#(audience),"\#(sub)":"App:a1:Workflow:w1"}}"#,
      #""App:a1:Workflow:w1" is not spelled as Bitrise spells sub"#),
    Mistake(#"{"StringEquals":{\#(audience),"\#(sub)":"a1"}}"#, #""a1" is not of the form of sub"#),
    Mistake(
      #"{"StringEquals":{\#(audience),"https://\#(sub)":"app:a1:workflow:w1"}}"#,
      "the key \"https://\(sub)\" has more than the issuer's host in it"),
    Mistake(
      #"{"StringEquals":{\#(audience),"sub":"app:a1:workflow:w1"}}"#, "the key \"sub\" lacks the issuer's host"),
    Mistake(
      #"{"StringEquals":{\#(audience),"token.build.bitrise.io:sub":"app:a1:workflow:w1"}}"#,
      "the key \"token.build.bitrise.io:sub\" names another host than the issuer's"),
    Mistake(
      #"{"StringEquals":{\#(audience),"\#(issuer):subject":"app:a1:workflow:w1"}}"#,
      "the key \"\(issuer):subject\" is spelled wrongly"),
    Mistake(
      #"{"StringEquals":{\#(audience),"\#(sub)":"app:a1:workflow:w1","\#(issuer):branch":"main"}}"#,
      "AWS does not evaluate \"\(issuer):branch\""),
    Mistake(
      beside("StringEqualsIfExists", #""app:a1:workflow:w1""#),
      #""StringEqualsIfExists" on sub also holds where the key is absent"#),
    Mistake(
      beside("ForAllValues:StringLike", #""app:a1:*""#),
      #""ForAllValues:StringLike" on sub also holds where the key is absent"#),
    Mistake(
      beside("StringNotEquals", #""app:x:workflow:y""#), #""StringNotEquals" on sub lets in everyone but these"#),
    Mistake(
      beside("StringEqualsIgnoreCase", #""app:a1:workflow:w?""#),
      #""app:a1:workflow:w?" has a ? in it, which "StringEqualsIgnoreCase" takes for a letter"#),
    Mistake(beside("StringLike", #""${\#(sub)}""#), "\"${\(sub)}\" has a variable in it"),
    Mistake(
      #"{"StringEquals":{\#(audience),"\#(sub)":"app:a1:workflow:w1"},"StringLike":{"\#(sub)":"app:b1:*"}}"#,
      "no sub fits all conditions on it"),
    Mistake(
      #"{"StringEquals":{\#(audience),"\#(issuer):app_slug":"*"}}"#, "AWS does not evaluate \"\(issuer):app_slug\""),
    Mistake(beside("ArnLike", #""app:a1:workflow:w1""#), #""ArnLike" does not compare strings"#),
    Mistake(
      beside("ForAllValues:\u{301}StringLike", #""app:a1:*""#), "IAM has no operator \"ForAllValues:\u{301}StringLike\""
    ),
    Mistake(beside("stringlike", #""app:a1:*""#), #"IAM has no operator "stringlike""#),
    Mistake(
      #"{"StringEquals":{\#(audience),"\#(sub)":"app:a1:workflow:w1"},"StringLike":"x"}"#,
      #"the value of "StringLike" is not an object"#),
    Mistake(
      #"{"StringEquals":{\#(audience),"\#(sub)":"app:a1:workflow:w1"},"StringLike":{"aws:x":{}}}"#,
      #"the value of "aws:x" is neither a string nor a list of strings"#),
    Mistake(
      #"{"StringEquals":{"\#(issuer):aud":"STS.amazonaws.com","\#(sub)":"app:a1:workflow:w1"}}"#,
      #"the token's aud is "sts.amazonaws.com", not "STS.amazonaws.com""#),
  ]

  static let statements: [Mistake] = [
    Mistake(statement: #"{"Effect":"Allow",\#(action),"Condition":\#(right)}"#, "the statement has no Principal"),
    Mistake(
      statement: #"{"Effect":"Allow","Principal":"*",\#(action),"Condition":\#(right)}"#,
      "Principal does not name the IAM OIDC provider"),
    Mistake(
      statement: #"{"Effect":"Allow","NotPrincipal":{"AWS":"x"},\#(action),"Condition":\#(right)}"#,
      "NotPrincipal lets in everyone but those that it names"),
    Mistake(
      statement: #"{"Effect":"Allow","Principal":{"Federated":"\#(issuer)"},\#(action),"Condition":\#(right)}"#,
      "\"\(issuer)\" is not the ARN of an IAM OIDC provider"),
    Mistake(statement: #"{"Effect":"Allow",\#(principal),"Condition":\#(right)}"#, "the statement has no Action"),
    Mistake(
      statement: #"{"Effect":"Allow",\#(principal),"Action":"sts:AssumeRole","Condition":\#(right)}"#,
      #""sts:AssumeRole" is not the call that takes a token"#),
    Mistake(
      statement: #"{"Effect":"Allow",\#(principal),"NotAction":"s3:*","Condition":\#(right)}"#,
      "NotAction allows everything but what it names"),
    Mistake(
      statement: #"{"Effect":"allow",\#(principal),\#(action),"Condition":\#(right)}"#,
      "Effect is neither \"Allow\" nor \"Deny\""),
    Mistake(statement: #"{\#(principal),\#(action),"Condition":\#(right)}"#, "the statement has no Effect"),
    Mistake(
      statement: #"{"Effect":"Allow",\#(principal),\#(action),"Condition":\#(right),"Resource":"*"}"#,
      "a trust policy has no Resource"),
    Mistake(
      statement: #"{"Effect":"Allow",\#(principal),\#(action),"Conditions":\#(right)}"#,
      #"a statement has no element "Conditions""#),
    Mistake(
      statement: #"{"Effect":"Allow",\#(principal),\#(action),"Condition":\#(right),"Comment":"x"}"#,
      #"a statement has no element "Comment""#),
    Mistake(statement: "3", "a statement is not an object"),
    Mistake(
      statement: #"{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}"#,
      "no statement lets builds of Bitrise in"),
    Mistake(
      statement: #"{"Effect":"Allow",\#(principal),"Action":["sts:AssumeRoleWithWebIdentity","s3:x"]}"#,
      #"a trust policy has no action "s3:x""#),
    Mistake(
      statement: #"{"Sid":"a b","Effect":"Allow",\#(principal),\#(action),"Condition":\#(right)}"#,
      #"the Sid "a b" has other characters than letters and digits"#),
    Mistake(
      statement: #"{"Sid":"-","Effect":"Allow",\#(principal),\#(action),"Condition":\#(right)}"#,
      #"the Sid "-" has other characters than letters and digits"#),
    Mistake(
      statement: #"{"Sid":1,"Effect":"Allow",\#(principal),\#(action),"Condition":\#(right)}"#, "Sid is not a string"),
    Mistake(whole: "[]", "the policy is not a JSON object"),
    Mistake(
      whole: policy().replacing("2012-10-17", with: "2026-11-23"), "Version is not the date of a policy language"),
    Mistake(whole: policy().replacing("Statement", with: "statements"), #"a policy has no element "statements""#),
    Mistake(whole: policy().replacing("]}", with: "],}"), "a comma before \"}\""),
  ]

  @Test("A mistake is named, and corrected", arguments: conditions + statements)
  func mistake(_ mistake: Mistake) throws {
    let (report, isRight) = try CheckOptions().report(mistake.policy)
    let problems = report["findings"]?.elements?.compactMap { $0["problem"]?.string } ?? []
    #expect(problems.contains(mistake.problem))
    #expect(!isRight)
    guard let corrected = report["corrected"] else { return }
    let again = try CheckOptions().report(String(decoding: corrected.text, as: UTF8.self)).report
    #expect(again["errors"]?.int == 0, "\(again)")
  }

  @Test("A literal wildcard that would keep out all that is to get in is taken out", arguments: ["", "ForAllValues:"])
  func contradiction(_ quantifier: String) throws {
    let condition =
      #"{"\#(quantifier)StringNotEquals":{"\#(Self.sub)":["app:*","app:a1:workflow:x?"]},"#
      + #""StringEquals":{\#(Self.audience),"\#(Self.sub)":"app:a1:workflow:w1"}}"#
    let report = try CheckOptions().report(Self.policy(condition: condition)).report
    let kept = report["corrected"]?["Statement"]?.elements?.first?["Condition"]
    #expect(kept?["\(quantifier)StringNotLike"]?[Self.sub]?.string == "app:a1:workflow:x?")
    #expect(kept?["StringEquals"]?[Self.sub]?.string == "app:a1:workflow:w1")
    #expect(report["left"]?.int == 0)
  }

  @Test("People read where it is, why it matters, and what to write")
  func text() throws {
    let lines = try CheckOptions(app: "a1", workflows: ["w1"]).check(Self.policy(condition: "{}")).lines
    #expect(lines.hasPrefix("standard input:1:"))
    for line in [
      "  why: All customers of Bitrise share one issuer", "  fix: Add ", "1 error, ", "The corrected policy:",
    ] {
      #expect(lines.contains(line))
    }
  }

  @Test(
    "What is right is left alone",
    arguments: [
      policy(), policy(condition: beside("StringLike", #""app:a1:*""#)),
      policy(condition: beside("StringEqualsIgnoreCase", #""app:a1:workflow:w1""#)),
      #"{"Role":{"AssumeRolePolicyDocument":\#(policy())}}"#, PercentEncoding.encode(policy()),
    ])
  func right(_ policy: String) throws {
    #expect(try CheckOptions().check(policy).lines == "standard input: nothing is wrong")
  }

  @Test("A statement that denies stays as it stands; a policy is not left without one that allows")
  func denial() throws {
    let never = #"{"Ef":"Deny","Principal":"*","Action":"*","Condition":{"ArnLike":{"d":"arn:aws:*:*:*:*"}}}"#
    let report = try CheckOptions().report(#"{"Version":"2012-10-17","Statement":[\#(never)]}"#).report
    let statements = try #require(report["corrected"]?["Statement"]?.elements)
    #expect(statements.map { $0["Effect"]?.string } == ["Deny", "Allow"])
    #expect(report["left"]?.int == 1)
  }

  /// A statement that denies, and the problems that are told; none of them is put right.
  static let denials: [(String, [String])] = [
    ("{}", ["the statement denies every build that the policy lets in"]),
    (#"{"StringLike":{"\#(sub)":"app:a1:*"}}"#, ["the statement denies every build that the policy lets in"]),
    (#"{"StringEquals":{"\#(issuer):branch":"x"}}"#, ["AWS does not evaluate \"\(issuer):branch\""]),
    (#"{"ArnLike":{"\#(sub)":"x"}}"#, [#""ArnLike" does not compare strings"#]),
    (#"{"Null":{"\#(sub)":"true"}}"#, [#"Null "true" on sub"#]),
    (#"{"StringEquals":{"\#(sub)":"a*"}}"#, [#""a*" has a * in it, which "StringEquals" takes for a letter"#]),
    (#"{"StringEquals":{"\#(sub)":"app:a :workflow:x"}}"#, [#""app:a :workflow:x" has a blank at the end of a part"#]),
    (#"{"StringEqual":{"\#(sub)":"x"}}"#, [#"IAM has no operator "StringEqual""#]),
    (#"{"StringEquals":{"sub":"x"}}"#, [#"the key "sub" lacks the issuer's host"#]),
    (#"{"StringEquals":1}"#, [#"the value of "StringEquals" is not an object"#]),
    (#"{"StringEquals":{"\#(sub)":{}}}"#, ["the value of \"\(sub)\" is neither a string nor a list of strings"]),
    ("[]", ["Condition is not an object"]), (#"{"StringLike":{"\#(sub)":"app:*:workflow:pr-*"}}"#, []),
    (#"{"StringNotLike":{"\#(sub)":"app:a?:*"},"StringEquals":{"aws:x":"y"}}"#, []),
  ]

  @Test("A statement that denies is reported, and not corrected", arguments: denials)
  func denied(_ condition: String, _ problems: [String]) throws {
    let denial = #"{"Effect":"Deny","Principal":"*",\#(Self.action),"Condition":\#(condition)}"#
    let policy = Self.policy().replacing("\"Statement\":[", with: "\"Statement\":[\(denial),")
    let report = try CheckOptions().report(policy).report
    #expect(report["findings"]?.elements?.compactMap { $0["problem"]?.string } == problems)
    #expect(report["left"]?.int == problems.count)
    let kept = try #require(report["corrected"]?["Statement"]?.elements?.first)
    #expect(try kept == JSONValue(parsing: Array(denial.utf8)))
  }

  @Test(
    "A build that is known has to get in",
    arguments: [
      (CheckOptions(app: "a1", workflows: ["w1"]), nil), (CheckOptions(app: "a1"), nil),
      (CheckOptions(workflows: ["w?"]), nil),
      (CheckOptions(app: "a2"), "no statement lets \"app:a2:workflow:*\" in"),
      (CheckOptions(workflows: ["x"]), "no statement lets \"app:*:workflow:x\" in"),
    ] as [(CheckOptions, String?)])
  func knownBuild(_ options: CheckOptions, _ problem: String?) throws {
    let report = try options.report(Self.policy()).report
    #expect(report["findings"]?.elements?.first?["problem"]?.string == problem)
    let corrected = try #require(report["corrected"])
    let again = try options.report(String(decoding: corrected.text, as: UTF8.self)).report
    #expect(again["findings"]?.elements?.isEmpty == true)
  }

  @Test("What is known of account and partition is compared")
  func known() throws {
    for (options, problem) in [
      (CheckOptions(account: "210987654321"), "the provider's account is \"210987654321\", not \"123456789012\""),
      (CheckOptions(partition: "aws-us-gov"), "the provider's partition is \"aws-us-gov\", not \"aws\""),
    ] {
      let report = try options.report(Self.policy()).report
      #expect(report["findings"]?.elements?.first?["problem"]?.string == problem)
    }
  }

  @Test("A file that is no policy is said to be none", arguments: ["", "{", "\u{FEFF}"])
  func unreadable(_ text: String) throws {
    let lines = try CheckOptions().check(text).lines
    #expect(lines.contains("1 error, 0 warnings"))
    #expect(!lines.contains("The corrected policy"))
  }
}
