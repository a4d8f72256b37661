import AWSAuth
import Basics
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct ExportedCredentialsTests {
  static let full = Credentials(
    accessKeyID: "ASIAEXAMPLE", secretAccessKey: Secret("hush/key+="), sessionToken: Secret("hush'session"),
    expiration: FakeClock.start)

  private static func exported(_ credentials: Credentials = full) throws -> ExportedCredentials {
    ExportedCredentials(credentials: credentials, region: try Region("eu-central-1"))
  }

  @Test("The variables are AWS's, and say which of them are secrets")
  func variables() throws {
    let variables = try Self.exported().variables
    #expect(
      variables.map(\.name) == [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION",
        "AWS_DEFAULT_REGION", "AWS_CREDENTIAL_EXPIRATION",
      ])
    #expect(
      variables.map(\.value) == [
        "ASIAEXAMPLE", "hush/key+=", "hush'session", "eu-central-1", "eu-central-1", "2020-11-23T08:00:00Z",
      ])
    #expect(variables.map(\.isSecret) == [true, true, true, false, false, false])
    #expect(
      try Self.exported(Sample.keys).variables.map(\.name) == [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION",
      ])
  }

  @Test("Later steps are told what keys do not have, so that nothing of an earlier step goes with them")
  func laterSteps() throws {
    let full = try Self.exported()
    #expect(full.variablesForLaterSteps.map(\.name) == full.variables.map(\.name))
    let added = try Self.exported(Sample.keys).variablesForLaterSteps.dropFirst(4)
    #expect(added.map(\.name) == ["AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION"])
    #expect(added.allSatisfy { $0.value.isEmpty && !$0.isSecret })
  }

  @Test("A shell gets a line for each")
  func shellText() throws {
    #expect(
      try Self.exported().shellText == """
        export AWS_ACCESS_KEY_ID='ASIAEXAMPLE'
        export AWS_SECRET_ACCESS_KEY='hush/key+='
        export AWS_SESSION_TOKEN='hush'\\''session'
        export AWS_REGION='eu-central-1'
        export AWS_DEFAULT_REGION='eu-central-1'
        export AWS_CREDENTIAL_EXPIRATION='2020-11-23T08:00:00Z'
        """)
  }

  static let awkward = [
    "", "a", "a b", "'", "''", "a'b'c", "\"", "\\", "\\'", "$HOME", "${x}", "$(id)", "`id`", "!", "!!", "#a", "a;b",
    "a&b",
    "a|b", "<>", "*", "?", "[a]", "{a,b}", "~", "~root", "a\nb", "\n", "\t", "\r", "=", "-n", "--", "%s", "^", "é😀",
    "\u{7F}",
    // To Swift another character than a quote, to a shell its end.
    "'\u{301}; echo oops; '\u{301}", "\u{301}'\u{200D}",
    String(repeating: "'", count: 100),
  ]

  @Test("A quoted text is one word, and means itself, to every shell that is there", arguments: awkward)
  func quoted(_ text: String) throws {
    let word = text.shellQuoted
    for shell in ["sh", "bash", "dash", "zsh", "ksh", "busybox"] {
      let arguments = (shell == "busybox" ? ["sh"] : []) + ["-c", "set -- \(word); printf '%s' \"$#\" \"$1\""]
      guard
        let result = try ProgramRunner.system([:]).run(
          shell, arguments, [], Deadline(after: .seconds(60), by: .system))
      else { continue }
      #expect(String(decoding: result.output, as: UTF8.self) == "1\(text)", "\(shell)")
    }
  }

  @Test("Quotes end before a quote, and begin after it")
  func quotes() {
    #expect("".shellQuoted == "''")
    #expect("a'b".shellQuoted == #"'a'\''b'"#)
    #expect("'".shellQuoted == #"''\'''"#)
    #expect("'\u{301}".shellQuoted.utf8Equals("''\\''\u{301}'"))
  }

  @Test("JSON has the protocol's names; the region only where the protocol is not spoken")
  func json() throws {
    #expect(
      try Self.exported().json(version: 1) == #"{"AccessKeyId":"ASIAEXAMPLE","Expiration":"2020-11-23T08:00:00Z","#
        + #""SecretAccessKey":"hush/key+=","SessionToken":"hush'session","Version":1}"#)
    #expect(
      try Self.exported().json(version: nil) == #"{"AccessKeyId":"ASIAEXAMPLE","Expiration":"2020-11-23T08:00:00Z","#
        + #""Region":"eu-central-1","SecretAccessKey":"hush/key+=","SessionToken":"hush'session"}"#)
    #expect(
      try Self.exported(Sample.keys).json(version: 1)
        == #"{"AccessKeyId":"AKIAEXAMPLE","SecretAccessKey":"hush-the-key","Version":1}"#)
  }
}
