import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct CommandContextTests {
  @Test("The deadline is the same moment, however often it is asked for, also for one registry")
  func deadline() throws {
    let world = World([], environment: ["ECR_LOGIN_TIMEOUT": "30"])
    let command = try world.command()
    world.clock.advance(by: .seconds(10))
    let ofOneRegistry = command.resolved(for: Sample.host)
    world.clock.advance(by: .seconds(5))
    #expect(try command.deadline().remaining == .seconds(15))
    #expect(try ofOneRegistry.deadline().remaining == .seconds(15))
    #expect(try command.sender().deadline.remaining == .seconds(15))
    #expect(try command.deadline().allowance == .seconds(30))
  }

  @Test("A time limit that cannot be used fails when the deadline is asked for, and not before")
  func wrongTimeout() throws {
    let command = try World([], environment: ["ECR_LOGIN_TIMEOUT": "soon"]).command()
    #expect(try failure { _ = try command.deadline() }.problem == "ECR_LOGIN_TIMEOUT is \"soon\"")
  }

  @Test(
    "What is done is logged only where that was asked for, and what was done is left out with --quiet",
    arguments: [
      ([:], "docker-credential-bitrise: done\n"), ([.quiet: ""], ""),
      ([.verbose: ""], "docker-credential-bitrise: doing\ndocker-credential-bitrise: done\n"),
    ] as [(ParsedArguments, String)])
  func lines(_ flags: ParsedArguments, _ expected: String) throws {
    let world = World()
    let command = try world.command(flags)
    command.log("doing")
    command.report("done")
    #expect(world.errors == expected)
  }
}
