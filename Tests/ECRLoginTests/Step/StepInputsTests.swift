import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct StepInputsTests {
  private static let role = ["role_arn": Sample.role]
  private static let keys = ["access_key_id": "AKIAEXAMPLE", "secret_access_key": "hush-key"]

  private static func inputs(_ variables: [String: String]...) throws -> StepInputs {
    try StepInputs(Environment(variables.reduce(into: [:]) { $0.merge($1) { $1 } }))
  }

  @Test(
    "Bitrise's variables tell a step",
    arguments: [
      (["BITRISE_STEP_EXECUTION_ID": "1"], true), (["BITRISE_STEP_SOURCE_DIR": "/s"], true), ([:], false),
      (["BITRISE_STEP_EXECUTION_ID": "", "BITRISE_STEP_SOURCE_DIR": ""], false),
      (["BITRISE_IO": "true", "CI": "true"], false),
    ])
  func isStep(_ variables: [String: String], _ expected: Bool) {
    #expect(StepInputs.isStep(Environment(variables)) == expected)
  }

  @Test("What is not said is the official step's default")
  func defaults() throws {
    let inputs = try Self.inputs(Self.role)
    #expect(inputs.registries == [])
    #expect(!inputs.logsIn)
    #expect(inputs.loginMode == .auths)
    #expect(inputs.exportsCredentials)
    #expect(inputs.environment[.region] == "us-east-1")
    #expect(inputs.environment[.verbose] == nil)
    #expect(inputs.roleSettings == [.roleARN: Sample.role])
  }

  @Test("The role's inputs take the place of the program's variables, also where they are not given")
  func roleInputs() throws {
    let old = [
      "AWS_ROLE_ARN": "old", "ECR_LOGIN_AUDIENCE": "old", "AWS_ROLE_SESSION_NAME": "old",
      "ECR_LOGIN_DURATION_SECONDS": "1",
      "AWS_REGION": "old", "BITRISE_BUILD_URL": "https://old.example", "BITRISE_BUILD_API_TOKEN": "old",
      // Of an earlier step: they must not stand in for a missing token.
      "AWS_ACCESS_KEY_ID": "old", "AWS_SECRET_ACCESS_KEY": "old", "AWS_SESSION_TOKEN": "old",
      "BITRISE_IDENTITY_TOKEN": "kept", "HOME": "/h", "AWS_USE_FIPS_ENDPOINT": "true",
    ]
    let inputs = try Self.inputs(
      old,
      [
        "role_arn": " \(Sample.role)\n", "audience": "a", "session_name": "s", "duration_seconds": "900",
        "region": " eu-west-1 ",
        "build_url": "https://b.example", "build_api_token": "t", "verbose": "true",
      ])
    func value(_ name: String, _ inputs: StepInputs) -> String? {
      Variable(rawValue: name).flatMap { inputs.environment[$0] }
    }
    let expected = [
      "AWS_ROLE_ARN": Sample.role, "ECR_LOGIN_AUDIENCE": "a", "AWS_ROLE_SESSION_NAME": "s",
      "ECR_LOGIN_DURATION_SECONDS": "900",
      "AWS_REGION": "eu-west-1", "BITRISE_BUILD_URL": "https://b.example", "BITRISE_BUILD_API_TOKEN": "t",
      "BITRISE_IDENTITY_TOKEN": "kept", "HOME": "/h", "AWS_USE_FIPS_ENDPOINT": "true", "ECR_LOGIN_VERBOSE": "1",
    ]
    for (name, expected) in expected { #expect(value(name, inputs) == expected, "\(name)") }
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
      #expect(value(name, inputs) == nil)
    }
    #expect(
      inputs.roleSettings == [.roleARN: Sample.role, .audience: "a", .sessionName: "s", .durationSeconds: "900"])

    let bare = try Self.inputs(old, Self.role)
    for name in ["ECR_LOGIN_AUDIENCE", "AWS_ROLE_SESSION_NAME", "ECR_LOGIN_DURATION_SECONDS"] {
      #expect(value(name, bare) == nil)
    }
    #expect(value("BITRISE_BUILD_URL", bare) == "https://old.example")
    #expect(value("BITRISE_BUILD_API_TOKEN", bare) == "old")
  }

  @Test("Keys take the place of whatever an earlier step has left")
  func keyInputs() throws {
    let old = [
      "AWS_ROLE_ARN": "old", "AWS_SESSION_TOKEN": "old", "AWS_ACCESS_KEY_ID": "old", "AWS_SECRET_ACCESS_KEY": "old",
      "session_name": "s", "audience": "a",
    ]
    let inputs = try Self.inputs(old, Self.keys)
    #expect(inputs.environment[.accessKeyID] == "AKIAEXAMPLE")
    #expect(inputs.environment[.secretAccessKey] == "hush-key")
    #expect(inputs.environment[.sessionToken] == nil)
    #expect(inputs.environment[.roleARN] == nil)
    #expect(inputs.roleSettings == [:])
  }

  @Test(
    "Empty inputs are not given",
    arguments: [
      "audience", "session_name", "duration_seconds", "region", "registries", "login_mode", "docker_login",
      "export_credentials", "verbose", "build_url", "build_api_token", "access_key_id", "secret_access_key",
    ])
  func empty(_ name: String) throws {
    let inputs = try Self.inputs(Self.role, [name: ""])
    #expect(inputs.roleSettings == [.roleARN: Sample.role])
    #expect(inputs.environment[.region] == "us-east-1")
    #expect(inputs.registries == [])
    #expect(inputs.loginMode == .auths)
  }

  @Test(
    "Registries stand on lines, or between commas",
    arguments: [
      ("a", ["a"]), ("a,b", ["a", "b"]), ("a\nb\n", ["a", "b"]), (" a , b\r\n\n,c ", ["a", "b", "c"]), ("", []),
      (" \n,", []),
      ("a b\tc", ["a", "b", "c"]),
    ])
  func registries(_ text: String, _ expected: [String]) throws {
    #expect(try Self.inputs(Self.role, ["registries": text]).registries == expected)
  }

  @Test("Yes and no", arguments: [("true", true), ("yes", true), ("false", false), ("no", false)])
  func flags(_ text: String, _ expected: Bool) throws {
    let inputs = try Self.inputs(Self.role, ["docker_login": text, "export_credentials": text, "verbose": text])
    #expect(inputs.logsIn == expected)
    #expect(inputs.exportsCredentials == expected)
    #expect((inputs.environment[.verbose] == "1") == expected)
    #expect(try Self.inputs(Self.role, ["login_mode": "helper", "registries": "a"]).loginMode == .helper)
  }

  @Test(
    "What a setting is from is called by its input",
    arguments: [
      ("a (from AWS_ROLE_ARN)", "a (from the input role_arn)"),
      ("(from ECR_LOGIN_AUDIENCE; x)", "(from the input audience; x)"),
      ("(from AWS_ROLE_SESSION_NAME)", "(from the input session_name)"),
      ("(from AWS_REGION)", "(from the input region)"),
      ("(from ECR_LOGIN_DURATION_SECONDS)", "(from the input duration_seconds)"), ("(from HOME)", "(from HOME)"),
      ("AWS_ROLE_ARN", "AWS_ROLE_ARN"),
    ])
  func names(_ problem: String, _ expected: String) {
    let failure = StepInputs.named(in: Diagnostic(.refused, problem, advice: "b", code: "c"))
    #expect(failure == Diagnostic(.refused, expected, advice: "b", code: "c"))
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let variables: [String: String]
    let text: String

    var testDescription: String { text }

    init(_ variables: [String: String], _ text: String) {
      self.variables = variables
      self.text = text
    }
  }

  private static let neither =
    "the inputs name neither a role (role_arn) nor an access key (access_key_id, secret_access_key). "
    + "Set role_arn to the ARN of the IAM role to assume."
  private static let both =
    "the inputs name both a role (role_arn) and an access key (access_key_id, secret_access_key). "
    + "Give one of them: the role needs no stored key."

  static let refusals: [Refusal] = [
    Refusal([:], neither), Refusal(["role_arn": ""], neither), Refusal(["AWS_ROLE_ARN": Sample.role], neither),
    Refusal(["AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"], neither), Refusal(["role_arn": " \n"], neither),
    Refusal(role.merging(keys) { $1 }, both), Refusal(role.merging(["access_key_id": "a"]) { $1 }, both),
    Refusal(role.merging(["secret_access_key": "hush"]) { $1 }, both),
    Refusal(
      ["access_key_id": "a"],
      "the input access_key_id is set, but secret_access_key is not. Set both, or use role_arn instead."),
    Refusal(
      ["secret_access_key": "hush"],
      "the input secret_access_key is set, but access_key_id is not. Set both, or use role_arn instead."),
    Refusal(
      role.merging(["docker_login": "TRUE!"]) { $1 },
      "the input docker_login is \"TRUE!\". Set it to \"true\" or \"false\"."),
    Refusal(
      role.merging(["export_credentials": "1\u{1B}"]) { $1 },
      "the input export_credentials is \"1\\u{1B}\". Set it to \"true\" or \"false\"."),
    Refusal(role.merging(["verbose": "on"]) { $1 }, "the input verbose is \"on\". Set it to \"true\" or \"false\"."),
    Refusal(
      role.merging(["login_mode": "helper"]) { $1 },
      "the input login_mode is \"helper\", but no registry is named. "
        + "Name them in registries, or set docker_login to \"true\" for the account's own."),
    Refusal(
      keys.merging(["login_mode": "helper", "registries": "a", "export_credentials": "false"]) { $1 },
      "the input login_mode is \"helper\" with an access key, but export_credentials is \"false\". "
        + "Set export_credentials to \"true\": later steps would have no key to ask with."),
    Refusal(
      role.merging(["login_mode": "Helper"]) { $1 },
      "the input login_mode is \"Helper\". Set it to \"auths\" or \"helper\"."),
  ]

  @Test("What is missing or wrong is named by its input", arguments: refusals)
  func refused(_ example: Refusal) throws {
    let failure = try failure { _ = try Self.inputs(example.variables) }
    #expect(failure.kind == .invalidConfiguration)
    #expect(failure.description == example.text)
    #expect(!failure.description.contains("hush"))
  }
}
