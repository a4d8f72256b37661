import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

/// The step that makes this program Docker's helper for the later steps.
@Suite struct HelperStepTests {
  private static let inputs = [
    "role_arn": Sample.role, "region": "eu-central-1", "login_mode": "helper", "docker_login": "true",
    "export_credentials": "false",
  ]
  private static let configured = "{\"auths\":{\"a\":{}},\"credHelpers\":{\"\(Sample.host)\":\"bitrise\"}}"
  private static let settingsPath = "home/.config/docker-credential-bitrise/config.json"
  private static let programPath = "home/.local/bin/docker-credential-bitrise"

  private static func step(
    _ inputs: [String: String] = [:], config: String = #"{"auths":{"a":{}}}"#, paths: Set<String> = [],
    answers: [ScriptedTransport.Outcome]? = nil
  ) throws -> StepWorld {
    var step = try StepWorld(Self.inputs.merging(inputs) { $1 }, config: config, paths: paths, answers ?? [])
    if answers == nil {
      step.login.world.transport = ScriptedTransport(answering: {
        $0.address.contains("sts") ? .credentials() : .authorization
      })
    }
    return step
  }

  @Test("Program, settings and helper are where later steps find them, and a password was fetched")
  func helper() throws {
    let step = try Self.step(["audience": "sts.amazonaws.com", "session_name": "me", "duration_seconds": "900"])
    #expect(step.run() == .success)
    #expect(step.login.world.transport.requests.count == 2)
    #expect(step.login.config == Self.configured)
    #expect(
      step.text(Self.settingsPath)
        == "{\n\t\"roleArn\": \"\(Sample.role)\",\n\t\"audience\": \"sts.amazonaws.com\",\n\t\"sessionName\": \"me\",\n"
        + "\t\"durationSeconds\": 900\n}")
    #expect(step.text(Self.programPath) == "the program")
    #expect(try TemporaryDirectory.mode(of: step.login.temporary(Self.programPath)) == 0o755)
    let directory = step.login.temporary("home/.local/bin")
    #expect(
      step.runs == [
        .init(program: "envman", arguments: ["add", "--key", "PATH", "--no-expand"], input: "\(directory):/usr/bin")
      ])
    #expect(
      step.log == [
        "DIR/\(Self.settingsPath): the role is set for the later steps",
        "DIR/\(Self.programPath): installed for the later steps",
        // What was just put on the later steps' path is not missing.
        "\(Sample.host): Docker asks this program from now on (credHelpers in FILE)",
      ])
    #expect(step.coloredLog.allSatisfy { $0.color == .green })
    #expect(step.text("summary.md")?.hasSuffix("| \(Sample.host) | Docker asks this program |\n") == true)
  }

  @Test("A program that is on the path already stays where it is")
  func installed() throws {
    let step = try Self.step(paths: ["/usr/bin/docker-credential-bitrise"])
    #expect(step.run() == .success)
    #expect(step.runs == [])
    #expect(step.text(Self.programPath) == nil)
    #expect(step.login.config == Self.configured)
  }

  @Test("Registries that are named need no account of the role's")
  func registries() throws {
    let step = try Self.step(["docker_login": "false", "registries": "000000000001, public.ecr.aws"])
    #expect(step.run() == .success)
    #expect(
      step.login.config
        == "{\"auths\":{\"a\":{}},\"credHelpers\":{\"000000000001.dkr.ecr.eu-central-1.amazonaws.com\":\"bitrise\","
        + "\"public.ecr.aws\":\"bitrise\"}}")
  }

  @Test("A registry that is none fails the step; the others have their helper, once")
  func oneFails() throws {
    let step = try Self.step(["registries": "ghcr.io \(Sample.host) 123456789012"])
    #expect(step.run() == .failure)
    #expect(step.login.config == Self.configured)
    #expect(step.log[0].hasPrefix("\"ghcr.io\" is not a registry of Amazon ECR."))
  }

  @Test("Keys say no account, and are not written down")
  func keys() throws {
    let keys = ["role_arn": "", "access_key_id": "AKIA", "secret_access_key": "hush", "export_credentials": "true"]
    let own = try Self.step(keys)
    #expect(own.run() == .failure)
    #expect(
      own.log.last
        == "an access key does not say whose account it belongs to. Name the registry in the input registries.")
    let named = try Self.step(keys.merging(["docker_login": "no", "registries": Sample.host]) { $1 })
    #expect(named.run() == .success)
    #expect(named.text(Self.settingsPath) == nil)
    #expect(named.login.config == Self.configured)
  }

  @Test("The role of an earlier step is not assumed with this step's keys")
  func earlierRole() throws {
    let keys = [
      "role_arn": "", "access_key_id": "AKIA", "secret_access_key": "hush", "export_credentials": "true",
      "docker_login": "false", "login_mode": "auths",
    ]
    var step = try Self.step(keys)
    step.login.world.files[step.login.temporary(Self.settingsPath)] = .text(#"{"roleArn":"\#(Sample.role)"}"#)
    #expect(step.run() == .success)
    #expect(step.login.world.transport.requests == [])
    #expect(step.log.first?.hasPrefix("access key AKIA: ") == true)
  }

  @Test(
    "A setting that cannot be used is refused before it is written down",
    arguments: [
      ["duration_seconds": "abc"], ["duration_seconds": "1,\"x\":2"], ["session_name": "a b"], ["role_arn": "role"],
    ])
  func badSetting(_ inputs: [String: String]) throws {
    let step = try Self.step(inputs)
    #expect(step.run() == .failure)
    #expect(step.text(Self.settingsPath) == nil)
    #expect(step.login.config == #"{"auths":{"a":{}}}"#)
    #expect(step.log.count == 1)
  }

  @Test("Settings that are there already stay, and a file that cannot be read is left alone")
  func settings() throws {
    let step = try Self.step()
    let directory = step.login.temporary("home/.config/docker-credential-bitrise")
    let editor = ConfigurationFileEditor(path: "\(directory)/config.json")
    try editor.setRole([.webIdentityTokenFile: "/t"], of: [])
    #expect(step.run() == .success)
    #expect(
      step.text(Self.settingsPath) == "{\n\t\"webIdentityTokenFile\": \"/t\",\n\t\"roleArn\": \"\(Sample.role)\"\n}")
    try TemporaryDirectory.write("{", to: "\(directory)/config.json")
    #expect(step.run() == .failure)
    #expect(step.text(Self.settingsPath) == "{")
  }

  @Test("A program that cannot be copied is an error that says why")
  func installation() throws {
    var world = World()
    world.environment["HOME"] = "/proc/none"
    world.executablePath = "/x"
    world.files["/x"] = .text("program")
    #expect(
      try failure { _ = try world.context.installProgram() }.description
        == "the program /proc/none/.local/bin/docker-credential-bitrise: cannot make the directory /proc/none: "
        + "No such file or directory. Check the directory's permissions.")
    world.files = [:]
    #expect(
      try failure { _ = try world.context.installProgram() }.problem == "the file /x (from this program) does not exist"
    )
    world.environment["HOME"] = nil
    let none =
      "there is no home directory to put docker-credential-bitrise into. "
      + "Set HOME, or put the program on the PATH before this step."
    #expect(try failure { _ = try world.context.installProgram() }.description == none)
    world.executablePath = nil
    let unknown =
      "the file of this program is not known, so that it cannot be installed for later steps. "
      + "Put docker-credential-bitrise on the PATH before this step."
    #expect(try failure { _ = try world.context.installProgram() }.description == unknown)
  }

  @Test("Best is the directory of envman, where the Bitrise CLI finds it, too")
  func nextToEnvman() throws {
    let temporary = try TemporaryDirectory()
    var world = World()
    world.programs = World.Programs(paths: ["\(temporary.path)/envman"])
    world.environment = ["PATH": "/usr/bin:\(temporary.path)", "HOME": "/proc/none"]
    world.executablePath = "/x"
    world.files["/x"] = .text("program")
    world.directories = [temporary.path]
    let installation = try world.context.installProgram()
    #expect(installation.path == temporary("docker-credential-bitrise"))
    #expect(installation.missingOnPath == nil)
    #expect(try TemporaryDirectory.mode(of: installation.path) == 0o755)
  }

  @Test("A role that is refused fails the step, and nothing is configured")
  func refused() throws {
    let step = try Self.step(answers: [.stsError(403, "AccessDenied", "no")])
    #expect(step.run() == .failure)
    #expect(step.log.count == 1)
    #expect(
      step.log[0].hasPrefix("\(Sample.host): failed: AWS STS (eu-central-1) refuses role \(Sample.role): AccessDenied"))
    #expect(step.login.config == #"{"auths":{"a":{}}}"#)
    #expect(step.text(Self.settingsPath) == nil && step.text(Self.programPath) == nil)
    #expect(step.text("summary.md")?.contains("| \(Sample.host) | failed: AWS STS") == true)
  }

  @Test("An older copy is replaced")
  func replaced() throws {
    let temporary = try TemporaryDirectory()
    var world = World()
    world.homeByUserDatabase = temporary.path
    world.executablePath = "/x"
    world.files["/x"] = .text("program")
    #expect(try world.context.installProgram().missingOnPath == temporary(".local/bin"))
    let path = temporary(".local/bin/docker-credential-bitrise")
    // Also one that cannot be run.
    for (content, isExecutable) in [("old", true), ("old", false), ("program", false)] {
      try TemporaryDirectory.write(content, to: path, mode: isExecutable ? 0o755 : 0o644)
      #expect(try world.context.installProgram().missingOnPath == temporary(".local/bin"))
      #expect(try TemporaryDirectory.mode(of: path) == 0o755)
      #expect(try FileReader.system.content(path, 100) == Array("program".utf8))
    }
  }
}
