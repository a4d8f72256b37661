import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct StepCommandTests {
  private static let role = ["role_arn": Sample.role, "region": "eu-central-1"]
  private static let keys = ["access_key_id": "AKIAEXAMPLE", "secret_access_key": "hush-key", "region": "eu-central-1"]
  private static let exported = [
    "AWS_ACCESS_KEY_ID=ASIAEXAMPLE (secret)", "AWS_SECRET_ACCESS_KEY=\(STSAnswer.secretAccessKey) (secret)",
    "AWS_SESSION_TOKEN=\(STSAnswer.sessionToken) (secret)", "AWS_REGION=eu-central-1",
    "AWS_DEFAULT_REGION=eu-central-1",
    "AWS_CREDENTIAL_EXPIRATION=2020-11-23T09:00:00Z",
  ]
  private static let exportLine =
    "role \(Sample.role): AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, AWS_DEFAULT_REGION, "
    + "AWS_CREDENTIAL_EXPIRATION are set for the later steps"
  private static let loggedIn = "\(Sample.host): logged in until 2020-11-23T20:00:00Z (FILE)"

  private static func merged(_ inputs: [String: String]...) -> [String: String] {
    inputs.reduce(into: [:]) { $0.merge($1) { $1 } }
  }

  @Test("The credentials are handed to later steps, each through a pipe")
  func credentials() throws {
    let step = try StepWorld(Self.role, [.credentials()])
    #expect(step.run() == .success)
    #expect(step.exports == Self.exported)
    #expect(step.runs.allSatisfy { $0.arguments.contains("--no-expand") && !$0.arguments.joined().contains("hush") })
    #expect(step.log == [Self.exportLine])
    #expect(step.login.world.errors == "")
    #expect(step.login.config == nil)
    #expect(
      step.text("summary.md") == """
        ## Amazon ECR log-in

        | | |
        |---|---|
        | identity | role \(Sample.role) |
        | region | eu-central-1 |
        | AWS credentials | good until 2020-11-23T09:00:00Z |
        | AWS credentials handed to later steps | yes |

        """)
  }

  @Test("docker_login logs in to the own account's registry, and registries to those that are named")
  func auths() throws {
    let inputs = Self.merged(Self.role, ["docker_login": "true", "registries": "999999999999\n\(Sample.host)"])
    let step = try StepWorld(inputs, config: "{\"x\":1}", [.credentials(), .authorization])
    #expect(step.run() == .success)
    let other = "999999999999.dkr.ecr.eu-central-1.amazonaws.com"
    #expect(step.login.config == "{\"x\":1,\"auths\":{\(LoginWorld.entry(other)),\(LoginWorld.entry())}}")
    #expect(step.exports == Self.exported)
    #expect(step.log.first == Self.exportLine)
    #expect(step.log[1] == "\(other): logged in until 2020-11-23T20:00:00Z (FILE)")
    #expect(step.log[2] == Self.loggedIn)
    let summary = try #require(step.text("summary.md")).replacing(step.login.configPath, with: "FILE")
    #expect(summary.contains("\n\n| registry | |\n|---|---|\n| \(other) | logged in until"))
    for text in [summary, step.login.world.output, step.login.world.errors] { #expect(!text.contains("hush")) }
  }

  @Test("Without exporting, nothing but Docker is touched, and no envman is needed")
  func loginOnly() throws {
    let inputs = Self.merged(Self.role, ["docker_login": "true", "export_credentials": "false"])
    let step = try StepWorld(inputs, config: "{\"x\":1}", hasEnvman: false, [.credentials(), .authorization])
    #expect(step.run() == .success)
    #expect(step.login.config == "{\"x\":1,\"auths\":{\(LoginWorld.entry())}}")
    #expect(step.log == [Self.loggedIn])
    let summary = try #require(step.text("summary.md"))
    #expect(summary.contains("| AWS credentials handed to later steps | no |"))
    #expect(!summary.contains("| AWS credentials |"))
  }

  @Test("Keys work, too, and have no end")
  func keyInputs() throws {
    let step = try StepWorld(Self.merged(Self.keys, ["docker_login": "true"]), config: "{\"x\":1}", [.authorization])
    #expect(step.run() == .success)
    #expect(
      step.exports == [
        "AWS_ACCESS_KEY_ID=AKIAEXAMPLE (secret)", "AWS_SECRET_ACCESS_KEY=hush-key (secret)", "AWS_REGION=eu-central-1",
        "AWS_DEFAULT_REGION=eu-central-1", "AWS_SESSION_TOKEN=", "AWS_CREDENTIAL_EXPIRATION=",
      ])
    #expect(step.login.config == "{\"x\":1,\"auths\":{\(LoginWorld.entry())}}")
    #expect(step.text("summary.md")?.contains("| identity | access key AKIAEXAMPLE |") == true)
    #expect(step.log.first?.hasPrefix("access key AKIAEXAMPLE: AWS_ACCESS_KEY_ID, ") == true)
  }

  @Test(
    "Without envman it says so before anybody is asked, and how to do it by hand",
    arguments: [[:], ["login_mode": "helper", "export_credentials": "false", "docker_login": "true"]])
  func noEnvman(_ inputs: [String: String]) throws {
    let step = try StepWorld(Self.merged(Self.role, inputs), hasEnvman: false)
    #expect(step.run() == .failure)
    #expect(
      step.log == [
        "there is no envman on the PATH, so nothing can be handed to later steps: this is not a Bitrise build. "
          + "By hand: eval \"$(docker-credential-bitrise credentials --format env)\" and docker-credential-bitrise login REGISTRY, "
          + "with AWS_ROLE_ARN set."
      ])
    #expect(step.login.world.transport.requests == [])
    #expect(step.text("summary.md") == nil)
  }

  @Test("One registry that fails fails the step; the others are logged in")
  func oneFails() throws {
    let china = "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn"
    let inputs = Self.merged(Self.role, ["registries": "\(china),\(Sample.host)", "export_credentials": "no"])
    let step = try StepWorld(inputs, config: "{\"x\":1}", [.credentials(), .authorization])
    #expect(step.run() == .failure)
    #expect(step.login.config == "{\"x\":1,\"auths\":{\(LoginWorld.entry())}}")
    #expect(step.log.count == 2)
    #expect(
      step.log[0].hasPrefix(
        "\(china): failed: the role \(Sample.role) (from the input role_arn) is in partition aws, but"))
    #expect(step.log[1] == Self.loggedIn)
    #expect(step.text("summary.md")?.contains("| \(china) | failed: the role") == true)
  }

  @Test("A failure is in the step's log, and ends it")
  func failures() throws {
    let refused = try StepWorld(Self.role, [.stsError(403, "AccessDenied", "no")])
    #expect(refused.run() == .failure)
    #expect(refused.log.count == 1)
    #expect(refused.log[0].hasPrefix("AWS STS (eu-central-1) refuses role \(Sample.role): AccessDenied: no"))
    #expect(refused.exports == [])
    let input = try StepWorld(["region": "eu-central-1"])
    #expect(input.run() == .failure)
    #expect(input.log[0].hasPrefix("the inputs name neither a role (role_arn) nor an access key"))
    let duration = try StepWorld(Self.merged(Self.role, ["duration_seconds": "abc"]))
    #expect(duration.run() == .failure)
    #expect(
      duration.log[0].hasPrefix(
        "the session duration \"abc\" is not one that STS takes (from the input duration_seconds"))
  }

  @Test("What was done is green, and why the step fails is red")
  func colors() throws {
    let good = try StepWorld(Self.role, [.credentials()])
    #expect(good.run() == .success)
    #expect(good.coloredLog.map(\.color) == [.green])
    let bad = try StepWorld(["region": "eu-central-1"])
    #expect(bad.run() == .failure)
    #expect(bad.coloredLog.map(\.color) == [.red])
    #expect(bad.login.world.output.hasSuffix("\u{1B}[0m\n"))
  }

  @Test("The inputs are listed first, secrets as stars")
  func inputs() throws {
    let step = try StepWorld(Self.merged(Self.keys, ["registries": " a\n b\u{1B}[31m "]))
    _ = step.run()
    let lines = step.login.world.output.split(separator: "\n").map(String.init)
    #expect(lines[0] == "Inputs:")
    #expect(lines.contains("- registries: a  b\\u{1B}[31m"))
    #expect(lines.contains("- access_key_id: *****") && lines.contains("- secret_access_key: *****"))
    #expect(lines.contains("- role_arn: <unset>") && lines.contains("- build_api_token: <unset>"))
    #expect(!step.login.world.output.contains("hush"))
  }

  @Test("A summary that cannot be written is a warning")
  func noSummary() throws {
    var step = try StepWorld(Self.role, [.credentials()])
    step.login.world.environment["BITRISE_STEP_FORMATTED_OUTPUT_FILE_PATH"] = "/proc/none/x"
    #expect(step.run() == .success)
    #expect(
      step.log.last
        == "warning: the summary /proc/none/x: cannot make the directory /proc/none: No such file or directory")
    #expect(step.coloredLog.last?.color == .yellow)
    step.login.world.environment["BITRISE_STEP_FORMATTED_OUTPUT_FILE_PATH"] = nil
    step.login.world.transport = ScriptedTransport([.credentials()])
    #expect(step.run() == .success)
  }

  @Test("With arguments, it is the program that they say, also inside a step")
  func arguments() throws {
    var step = try StepWorld(Self.role)
    step.login.world.arguments = ["version"]
    #expect(step.run() == .success)
    #expect(step.login.world.output == CommandTests.version)
  }

  @Test("A summary's cell cannot end its table")
  func summary() throws {
    var summary = StepSummary(identity: "a|b\nc", region: try Region("eu-central-1"), exportsCredentials: true)
    summary.registries = [("h|\u{301}", "x\u{1B}")]
    #expect(summary.text.contains("| identity | a\\|b c |\n"))
    #expect(summary.text.hasSuffix("\n\n| registry | |\n|---|---|\n| h\\|\u{301} | x\\u{1B} |\n"))
  }
}
