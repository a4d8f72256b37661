import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct ConfigurationFileTests {
  static let path = "/etc/config.json"

  @Test("Every key of the table is read, in its type")
  func everyKey() throws {
    let file = try ConfigurationFile(
      [UInt8](
        """
        {"roleArn": "r", "audience": "a", "sessionName": "s", "durationSeconds": 3600,
         "region": "eu-central-1", "webIdentityTokenFile": "/run/token \\u00e9"}
        """.utf8), path: Self.path)
    #expect(file.path == Self.path)
    #expect(file.value("roleArn", for: nil)?.text == "r")
    #expect(file.value("audience", for: nil)?.text == "a")
    #expect(file.value("sessionName", for: nil)?.text == "s")
    #expect(file.value("durationSeconds", for: nil)?.text == "3600")
    #expect(file.value("region", for: nil)?.text == "eu-central-1")
    #expect(file.value("webIdentityTokenFile", for: nil)?.text == "/run/token é")
    #expect(file.value("timeout", for: nil)?.text == nil)
  }

  @Test("An empty object is a file without settings", arguments: ["{}", " { }\n", "\u{FEFF}{}"])
  func empty(_ text: String) throws {
    let file = try ConfigurationFile([UInt8](text.utf8), path: Self.path)
    for key in SettingDefinition.all.compactMap(\.fileKey) { #expect(file.value(key, for: nil) == nil) }
    #expect(ConfigurationFile.none.path == nil)
    #expect(ConfigurationFile.none.value("roleArn", for: nil) == nil)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let text: String
    let problem: String
    let advice: String

    var testDescription: String { text.debugDescription }

    init(_ text: String, _ problem: String, _ advice: String) {
      self.text = text
      self.problem = problem
      self.advice = advice
    }
  }

  private static let keys =
    "The keys are roleArn, audience, sessionName, durationSeconds, region, webIdentityTokenFile, registries."
  private static let form = #"Write it as {"HOST": {"roleArn": "ARN"}}."#
  private static let notJSON = "Correct it, or name another with --config or ECR_LOGIN_CONFIG."

  static let refusals: [Refusal] = [
    // A key that nobody knows is a misspelt one.
    Refusal(#"{"roleARN":"a"}"#, #"has a key that is not known: "roleARN""#, "Did you mean roleArn? \(keys)"),
    Refusal(
      #"{"duration_seconds":900}"#, #"has a key that is not known: "duration_seconds""#,
      "Did you mean durationSeconds? \(keys)"),
    Refusal(#"{"password":"a"}"#, #"has a key that is not known: "password""#, keys),
    Refusal(#"{"region":"r","":1}"#, #"has a key that is not known: """#, keys),
    Refusal(#"{"timeout":1}"#, #"has a key that is not known: "timeout""#, keys),
    Refusal(#"{"a\nb":1}"#, #"has a key that is not known: "a b""#, keys),
    // Of several the first in the alphabet, so that the message does not change from run to run.
    Refusal(#"{"zz":1,"aaaaaaa":1,"mm":1}"#, #"has a key that is not known: "aaaaaaa""#, keys),
    // Values of the wrong type.
    Refusal(#"{"roleArn":1}"#, "has a value for roleArn that is not a string", "Write roleArn as a string."),
    Refusal(#"{"region":null}"#, "has a value for region that is not a string", "Write region as a string."),
    Refusal(#"{"audience":["a"]}"#, "has a value for audience that is not a string", "Write audience as a string."),
    Refusal(
      #"{"sessionName":{}}"#, "has a value for sessionName that is not a string", "Write sessionName as a string."),
    Refusal(
      #"{"durationSeconds":"900"}"#, "has a value for durationSeconds that is not a whole number",
      "Write durationSeconds as a whole number."),
    Refusal(
      #"{"durationSeconds":900.5}"#, "has a value for durationSeconds that is not a whole number",
      "Write durationSeconds as a whole number."),
    Refusal(
      #"{"durationSeconds":true}"#, "has a value for durationSeconds that is not a whole number",
      "Write durationSeconds as a whole number."),
    Refusal(
      #"{"durationSeconds":1e99}"#, "has a value for durationSeconds that is not a whole number",
      "Write durationSeconds as a whole number."),
    // Settings of single registries.
    Refusal(#"{"registries":[]}"#, "has a value for registries that is not an object", form),
    Refusal(
      #"{"registries":{"ghcr.io":{}}}"#, #"has a registry that is none of Amazon ECR: "ghcr.io""#, form),
    Refusal(
      #"{"registries":{"1234-5678-9012":{}}}"#, #"has a registry that is none of Amazon ECR: "1234-5678-9012""#,
      "Write it without hyphens: 123456789012."),
    Refusal(
      #"{"registries":{"*.dkr.ecr.us-east-1.amazonaws.com":{}}}"#,
      #"has a registry that is none of Amazon ECR: "*.dkr.ecr.us-east-1.amazonaws.com""#,
      "Write each registry with its account's twelve digits: 123456789012.dkr.ecr.us-east-1.amazonaws.com."),
    Refusal(
      #"{"registries":{"123456789012.dkr.ecr.us-east-1.on.aws":{}}}"#,
      #"has a registry that is none of Amazon ECR: "123456789012.dkr.ecr.us-east-1.on.aws""#,
      "Write it with a hyphen: 123456789012.dkr-ecr.us-east-1.on.aws."),
    Refusal(
      #"{"registries":{"public.ecr.aws":"r"}}"#, "has settings of public.ecr.aws that are not an object", form),
    Refusal(
      #"{"registries":{"public.ecr.aws":{"rolearn":"r"}}}"#,
      #"has a key of public.ecr.aws that is not known: "rolearn""#,
      "Did you mean roleArn? The keys are roleArn, audience, sessionName, durationSeconds."),
    Refusal(
      #"{"registries":{"public.ecr.aws":{"region":"r"}}}"#,
      #"has a key of public.ecr.aws that is not known: "region""#,
      "The keys are roleArn, audience, sessionName, durationSeconds."),
    Refusal(
      #"{"registries":{"public.ecr.aws":{"roleArn":1}}}"#,
      "has a value for roleArn of public.ecr.aws that is not a string", "Write roleArn as a string."),
    // No object, or no JSON at all.
    Refusal("", "is not a JSON object", notJSON), Refusal("[]", "is not a JSON object", notJSON),
    Refusal(#""text""#, "is not a JSON object", notJSON), Refusal("null", "is not a JSON object", notJSON),
    Refusal("{", "is not a JSON object", notJSON), Refusal("{}{}", "is not a JSON object", notJSON),
    Refusal("{region: 'r'}", "is not a JSON object", notJSON),
    Refusal("region: r", "is not a JSON object", notJSON), Refusal("# comment\n{}", "is not a JSON object", notJSON),
  ]

  @Test("A file that cannot be used is named, and what is wrong with it", arguments: refusals)
  func refused(_ example: Refusal) throws {
    let failure = try failure { _ = try ConfigurationFile([UInt8](example.text.utf8), path: Self.path) }
    #expect(failure.kind == .invalidConfiguration)
    #expect(failure.problem == "the configuration file /etc/config.json \(example.problem)")
    #expect(failure.advice == example.advice)
  }

  @Test("A registry's own settings count in place of those of all registries, whatever its case")
  func registries() throws {
    let text =
      #"{"roleArn":"a","audience":"b","region":"r","registries":{"PUBLIC.ecr.aws":{"roleArn":"c","durationSeconds":900}}}"#
    let file = try ConfigurationFile([UInt8](text.utf8), path: Self.path)
    let own = "public.ecr.aws"
    #expect(file.hasSettings(for: own) && !file.hasSettings(for: Sample.host))
    #expect(file.value("roleArn", for: own)?.text == "c")
    #expect(file.value("roleArn", for: own)?.place == "roleArn of public.ecr.aws")
    #expect(file.value("durationSeconds", for: own)?.text == "900")
    // The audience belongs to the other role.
    #expect(file.value("audience", for: own) == nil)
    #expect(file.value("region", for: own)?.text == "r")
    #expect(file.value("roleArn", for: Sample.host)?.text == "a")
    #expect(file.value("roleArn", for: Sample.host)?.place == "roleArn")
  }

  @Test("Of a key that is there twice, the first counts")
  func duplicate() throws {
    let text = #"{"region":"eu-west-1","region":"us-east-1"}"#
    #expect(try ConfigurationFile([UInt8](text.utf8), path: Self.path).value("region", for: nil)?.text == "eu-west-1")
  }

  @Test("Bytes that are not UTF-8 are no JSON")
  func notUTF8() throws {
    let failure = try failure { _ = try ConfigurationFile([0x7B, 0xFF, 0x7D], path: "/a\u{1B}b") }
    #expect(failure.problem == "the configuration file /a\\u{1B}b is not a JSON object")
  }
}
