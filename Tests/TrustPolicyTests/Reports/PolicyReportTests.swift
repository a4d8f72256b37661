import Basics
import Testing

@testable import TrustPolicy

/// Policies as people have them, and texts that are none.
@Suite struct PolicyReportTests {
  @Test(
    "Every form of a policy is read",
    arguments: [
      { PercentEncoding.encode($0) }, { "\(PercentEncoding.encode($0))\n" },
      { #"{"Role": {"AssumeRolePolicyDocument": \#($0)}}"# },
      { #"{"Role": {"AssumeRolePolicyDocument": "\#(PercentEncoding.encode($0))"}}"# },
      { #"{"AssumeRolePolicyDocument": \#(inString($0))}"# }, { inString($0) }, { "\u{FEFF}\($0)" },
    ] as [@Sendable (String) -> String])
  func forms(_ wrap: @Sendable (String) -> String) throws {
    #expect(try CheckOptions().check(wrap(SamplePolicy.right)).report.findings.isEmpty)
    let found = try CheckOptions().check(wrap(SamplePolicy.policy(condition: "{}"))).report.findings
    #expect(
      found.filter { $0.severity == .error }.map(\.problem) == ["there is no condition on token.builds.bitrise.io:sub"])
  }

  private static func inString(_ text: String) -> String {
    String(decoding: JSONText.string(text), as: UTF8.self)
  }

  @Test("Places in an encoded policy are those of the decoded one")
  func places() throws {
    let policy = SamplePolicy.policy(condition: "{}").replacingEach(#""Condition""#, with: "\n  \"Condition\"")
    let lines = try CheckOptions().check(PercentEncoding.encode(policy)).lines.splitScalars(at: "\n")
    #expect(lines[0] == "Lines and columns are those of the decoded policy.")
    #expect(lines[1].hasPrefix("standard input:2:16: error: "), "\(lines[1])")
  }

  @Test("The role that the file names says the account")
  func role() throws {
    let role = #"{"Role": {"Arn": "arn:aws:iam::210987654321:role/x", "AssumeRolePolicyDocument": <policy>}}"#
    let findings = try CheckOptions().check(role.replacingEach("<policy>", with: SamplePolicy.right)).report.findings
    #expect(findings.map(\.problem) == [#"the provider's account is "210987654321", not "123456789012""#])
  }

  @Test(
    "What is no policy is said to be none, with the place",
    arguments: [
      ("", "1:1: error: there is no policy: the text is empty"),
      ("\u{FEFF}", "1:2: error: there is no policy: the text is empty"),
      ("[]", "1:1: error: the policy is not a JSON object"),
      (String(repeating: #"{"a":"#, count: 100_000), "1:321: error: values are nested deeper than 64 levels"),
    ])
  func unreadable(_ text: String, _ line: String) throws {
    let lines = try CheckOptions().check(text).lines
    #expect(lines.containsUTF8("standard input:\(line)\n"))
    #expect(lines.containsUTF8("1 error, 0 warnings"))
    #expect(!lines.containsUTF8("The corrected policy"))
  }

  @Test("Of an empty text it is said where it may have come from")
  func empty() throws {
    let lines = try CheckOptions().check("").lines.splitScalars(at: "\n")
    #expect(
      lines[1...2] == [
        "  why: There is nothing to check.",
        "  fix: Give the role's trust policy; if a pipe was to bring it, see what the command before it says.",
      ])
  }

  @Test("A comma too many is taken out", arguments: [#"{,"Version": "2012-10-17""#, #"{"Version": "2012-10-17","#])
  func comma(_ text: String) throws {
    let policy = SamplePolicy.right.replacingEach(#"{"Version": "2012-10-17""#, with: text)
    let report = try CheckOptions().check(policy).report
    let told = Told(
      "a comma too many", "IAM refuses a policy that is not JSON, as MalformedPolicyDocument.",
      "Take the comma out: nothing is before it.")
    #expect(report.findings.map { Told($0) } == [told])
    #expect(try report.corrected == JSONValue(parsing: Array(SamplePolicy.right.utf8)))
  }
}
