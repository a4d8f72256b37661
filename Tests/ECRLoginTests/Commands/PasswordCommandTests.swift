import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct PasswordCommandTests {
  private static let answers: [ScriptedTransport.Outcome] = [.credentials(), .authorization]

  @Test(
    "The bare password is on standard output, and nothing on standard error",
    arguments: [[Sample.host], ["123456789012"], []])
  func success(_ operands: [String]) throws {
    let world = try LoginWorld(["password"] + operands, Self.answers)
    #expect(world.run() == .success)
    #expect(world.world.output == ECRAnswer.password + "\n")
    #expect(world.world.errors == "")
    #expect(world.config == nil)
  }

  @Test("A failure is named with what was asked for, on standard error alone")
  func failures() throws {
    let refused = ScriptedTransport.Outcome.stsError(403, "AccessDenied", "no")
    for (operands, name) in [
      ([Sample.host.uppercased()], Sample.host), ([], "the registry of the role's own account in eu-central-1"),
    ] {
      let world = try LoginWorld(["password"] + operands, [refused])
      #expect(world.run() == .failure)
      #expect(world.world.output == "")
      #expect(world.lines.count == 1)
      #expect(world.lines[0].hasPrefix("\(name): AWS STS (eu-central-1) refuses role \(Sample.role): AccessDenied: no"))
    }
    let bad = try LoginWorld(["password", "gh\u{1B}cr"])
    #expect(bad.run() == .failure)
    #expect(bad.lines[0].hasPrefix("gh\\u{1B}cr: \"gh\\u{1B}cr\" is not a registry of Amazon ECR."))
    let region = try LoginWorld(["password"], environment: ["AWS_REGION": ""])
    #expect(region.run() == .failure)
    #expect(region.lines[0].hasPrefix("no region is named."))
  }

  @Test("A password that nobody takes is a failure")
  func brokenOutput() throws {
    var world = try LoginWorld(["password", Sample.host], Self.answers)
    world.world.outputFails = true
    #expect(world.run() == .failure)
    #expect(world.lines == ["cannot write to standard output: Broken pipe"])
  }
}
