import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct EnvmanTests {
  private static let deadline = Deadline(after: .seconds(20), by: FakeClock().source)

  private static func programs(_ status: Int32) -> World.Programs {
    World.Programs(["envman": ProgramRunner.Result(status: status, output: Array("hush".utf8))])
  }

  @Test("Each value goes through a pipe, and is not expanded; secrets are marked")
  func add() throws {
    let programs = Self.programs(0)
    let region = try Region("eu-central-1")
    try Envman(runner: programs.runner, deadline: Self.deadline).add(
      ExportedCredentials(credentials: ExportedCredentialsTests.full, region: region).variables)
    func run(_ key: String, _ value: String, isSecret: Bool) -> World.Programs.Run {
      World.Programs.Run(
        program: "envman", arguments: ["add", "--key", key] + (isSecret ? ["--sensitive"] : []) + ["--no-expand"],
        input: value)
    }
    #expect(
      programs.runs == [
        run("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE", isSecret: true),
        run("AWS_SECRET_ACCESS_KEY", "hush/key+=", isSecret: true),
        run("AWS_SESSION_TOKEN", "hush'session", isSecret: true), run("AWS_REGION", "eu-central-1", isSecret: false),
        run("AWS_DEFAULT_REGION", "eu-central-1", isSecret: false),
        run("AWS_CREDENTIAL_EXPIRATION", "2020-11-23T08:00:00Z", isSecret: false),
      ])
    #expect(!programs.runs.contains { $0.arguments.joined().contains("hush") })
  }

  @Test("Without envman that is said, with another way")
  func missing() throws {
    let envman = Envman(runner: World.Programs().runner, deadline: Self.deadline)
    let failure = try failure { try envman.add("A", "hush", isSecret: true) }
    #expect(failure.kind == .notConfigured)
    #expect(
      failure.description == "there is no envman on the PATH, so this does not run in a Bitrise build. "
        + "Use 'credentials --format env' in a shell instead.")
  }

  @Test("An envman that fails ends it, at the first variable")
  func failing() throws {
    let programs = Self.programs(3)
    let variables = ExportedCredentials(credentials: Sample.keys, region: try Region("us-east-1")).variables
    let failure = try failure { try Envman(runner: programs.runner, deadline: Self.deadline).add(variables) }
    #expect(failure.kind == .refused)
    #expect(
      failure.description == "envman failed to add AWS_ACCESS_KEY_ID: exit code 3. "
        + "Check that ENVMAN_ENVSTORE_PATH names a file that can be written.")
    #expect(programs.runs.count == 1)
  }

  @Test("An envman that cannot be started is an error with the system's reason")
  func unstartable() throws {
    let envman = Envman(runner: ProgramRunner { _, _, _, _ in throw SystemError(code: 13) }, deadline: Self.deadline)
    let failure = try failure { try envman.add("A", "b", isSecret: false) }
    #expect(failure.description == "envman cannot be started: Permission denied")
  }

  @Test("An envman that does not answer is an error that names the variable, the time, and what to do")
  func overdue() throws {
    let envman = Envman(runner: ProgramRunner { _, _, _, _ in throw ProgramRunner.Overdue() }, deadline: Self.deadline)
    let failure = try failure { try envman.add("A", "hush", isSecret: true) }
    #expect(failure.kind == .timedOut)
    #expect(
      failure.description == "envman did not add A within the 20 s for everything, and was ended. "
        + "Start the build again, or allow more time with --timeout or ECR_LOGIN_TIMEOUT.")
  }
}
