import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct CredentialsCommandTests {
  private static let keys = [
    "AWS_ROLE_ARN": "", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "hush'key",
  ]

  private static func world(
    _ arguments: [String], environment: [String: String] = [:], programs: World.Programs = World.Programs(),
    _ answers: [ScriptedTransport.Outcome] = [.credentials()]
  ) throws -> LoginWorld {
    try LoginWorld(["credentials"] + arguments, environment: environment, programs: programs, answers)
  }

  @Test("A shell's lines, unless another form is asked for", arguments: [[], ["--format", "env"]])
  func env(_ arguments: [String]) throws {
    let world = try Self.world(arguments)
    #expect(world.run() == .success)
    #expect(
      world.world.output == """
        export AWS_ACCESS_KEY_ID='ASIAEXAMPLE'
        export AWS_SECRET_ACCESS_KEY='\(STSAnswer.secretAccessKey)'
        export AWS_SESSION_TOKEN='\(STSAnswer.sessionToken)'
        export AWS_REGION='eu-central-1'
        export AWS_DEFAULT_REGION='eu-central-1'
        export AWS_CREDENTIAL_EXPIRATION='2020-11-23T09:00:00Z'

        """)
    #expect(world.world.errors == "")
    #expect(world.world.transport.lines == ["POST https://sts.eu-central-1.amazonaws.com/"])
  }

  @Test("JSON, with and without the protocol's version")
  func json() throws {
    let members = #""AccessKeyId":"ASIAEXAMPLE","Expiration":"2020-11-23T09:00:00Z""#
    let secrets = #""SecretAccessKey":"\#(STSAnswer.secretAccessKey)","SessionToken":"\#(STSAnswer.sessionToken)""#
    let process = try Self.world(["--format=process"])
    #expect(process.run() == .success)
    #expect(process.world.output == "{\(members),\(secrets),\"Version\":1}\n")
    let json = try Self.world(["--format", "json", "--region", "eu-west-1"])
    #expect(json.run() == .success)
    #expect(json.world.output == "{\(members),\"Region\":\"eu-west-1\",\(secrets)}\n")
    #expect(json.world.transport.lines == ["POST https://sts.eu-west-1.amazonaws.com/"])
  }

  @Test("Keys that are there are handed on as they are")
  func keysAlone() throws {
    let world = try Self.world([], environment: Self.keys, [])
    #expect(world.run() == .success)
    #expect(
      world.world.output == """
        export AWS_ACCESS_KEY_ID='AKIAEXAMPLE'
        export AWS_SECRET_ACCESS_KEY='hush'\\''key'
        export AWS_REGION='eu-central-1'
        export AWS_DEFAULT_REGION='eu-central-1'

        """)
  }

  @Test("envman gets the values, and nothing is printed")
  func envman() throws {
    let programs = World.Programs(["envman": LoginWorld.good])
    let world = try Self.world(["--format", "envman"], programs: programs)
    #expect(world.run() == .success)
    #expect(world.world.output == "")
    #expect(world.world.errors == "")
    #expect(programs.runs.map(\.input).contains(STSAnswer.sessionToken))
    #expect(programs.runs.count == 6)
    let missing = try Self.world(["--format", "envman"])
    #expect(missing.run() == .failure)
    #expect(missing.world.output == "")
    #expect(
      missing.lines == [
        "there is no envman on the PATH, so this does not run in a Bitrise build. "
          + "Use 'credentials --format env' in a shell instead."
      ])
  }

  @Test("A form that is none is a wrong call")
  func badFormat() throws {
    let world = try Self.world(["--format", "xml"], [])
    #expect(world.run() == .usage)
    #expect(world.lines == ["--format is one of env, json, process, envman; \(HelpText.usage(of: .credentials))"])
  }

  @Test("A failure names the role, once, on standard error alone")
  func failures() throws {
    let refused = try Self.world([], [.answer(200, "<html/>")])
    #expect(refused.run() == .failure)
    #expect(refused.world.output == "")
    #expect(
      refused.lines[0].hasPrefix(
        "AWS STS (eu-central-1) at sts.eu-central-1.amazonaws.com answered 200 with no complete credentials (role \(Sample.role))"
      ))
    let region = try Self.world([], environment: ["AWS_REGION": ""], [])
    #expect(region.run() == .failure)
    #expect(region.lines[0].hasPrefix("no region is named."))
    let partition = try Self.world(["--region", "cn-north-1"], [])
    #expect(partition.run() == .failure)
    #expect(partition.lines[0].hasPrefix("the role \(Sample.role) (from AWS_ROLE_ARN) is in partition aws, but"))
  }
}
