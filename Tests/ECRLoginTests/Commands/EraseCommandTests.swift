import TestSupport
import Testing

@testable import ECRLogin

@Suite struct EraseCommandTests {
  static let identity = ["AWS_ROLE_ARN": Sample.role, "BITRISE_IDENTITY_TOKEN": TestToken.jwt()]

  @Test(
    "Erasing is fine for every host, whatever is configured wrongly",
    arguments: [
      Sample.host, "https://\(Sample.host)/v2/", "public.ecr.aws", "ghcr.io", "https://index.docker.io/v1/",
      "\(Sample.host).evil.example",
    ], [[:], ["ECR_LOGIN_CONFIG": "/missing"], ["AWS_ROLE_ARN": "nonsense"], ["ECR_LOGIN_CACHE": "maybe"], identity])
  func everyHost(_ host: String, _ environment: [String: String]) {
    let world = World(["erase"], input: host, environment: environment)
    #expect(run(world.context) == .success)
    #expect(world.output == "")
    #expect(world.errors == "")
    #expect(world.transport.requests == [])
  }

  @Test("The cached password is forgotten, without asking anybody")
  func forgets() throws {
    let temporary = try TemporaryDirectory()
    let environment = Self.identity.merging(["ECR_LOGIN_CACHE": "on", "ECR_LOGIN_CACHE_DIR": temporary("cache")]) { $1 }
    func call(_ verb: String, _ answers: [ScriptedTransport.Outcome] = []) -> Int {
      let world = World([verb], input: Sample.host, environment: environment, answers)
      #expect(run(world.context) == .success)
      return world.transport.requests.count
    }
    #expect(call("get", [.credentials(), .authorization]) == 2)
    #expect(call("get") == 0)
    #expect(call("erase") == 0)
    #expect(call("get", [.credentials(), .authorization]) == 2)
  }

  @Test("Why nothing could be forgotten is only said with --verbose")
  func verbose() {
    let world = World(["erase", "--verbose"], input: Sample.host, environment: ["ECR_LOGIN_CONFIG": "/missing"])
    #expect(run(world.context) == .success)
    #expect(world.output == "")
    #expect(
      world.errors == "docker-credential-bitrise: erase: the file /missing (from ECR_LOGIN_CONFIG) does not exist. "
        + "Correct ECR_LOGIN_CONFIG, or the file.\n")
  }

  @Test("No host is the protocol's error")
  func empty() {
    let world = World(["erase"], input: "\n")
    #expect(run(world.context) == .failure)
    #expect(world.output == "no credentials server URL\n")
    #expect(world.errors == "docker-credential-bitrise: erase was given no registry on standard input\n")
  }
}
