import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

/// The tokens of several APIs at once.
@Suite struct SeveralTokensTests {
  private static func requests(_ regions: String...) throws -> [TokenRequest] {
    try regions.map { TokenRequest(api: try ECRRegistry(account: "123456789012", region: try Region($0)).api) }
  }

  private static func world(_ variables: [String: String] = [:], _ transport: ScriptedTransport) -> World {
    var world = PasswordProviderTests.world(
      [PasswordProviderTests.role, PasswordProviderTests.given, variables], [])
    world.transport = transport
    return world
  }

  @Test("Each has its outcome, and one that fails is no other's failure")
  func outcomes() throws {
    let requests = try Self.requests("eu-central-1", "us-east-1", "cn-north-1")
    let world = Self.world(
      [:],
      ScriptedTransport(answering: { request in
        if request.address.contains("us-east-1") { return .stsError(403, "AccessDenied", "no") }
        return request.address.contains("sts") ? .credentials() : .authorization
      }))
    let outcomes = try PasswordProvider(world.command()).tokens(of: requests)
    #expect(outcomes.count == 3)
    #expect(try outcomes[requests[0]]?.get().password == Secret(ECRAnswer.password))
    #expect(throws: Diagnostic.self) { try outcomes[requests[1]]?.get() }
    let partition = try failure { _ = try outcomes[requests[2]]?.get() }
    #expect(partition.problem.contains("is in partition aws, but the registry is in aws-cn"))
    #expect(world.transport.requests.count == 3)
    #expect(try PasswordProvider(world.command()).tokens(of: []) == [:])
  }

  @Test("An old identity token is replaced once, for all of them")
  func renewedOnce() throws {
    let requests = try Self.requests("eu-central-1", "us-east-1", "eu-west-1", "eu-west-2")
    let arrivals = Arrivals()
    let new = TestToken.jwt(subject: "new")
    let world = Self.world(
      PasswordProviderTests.build,
      ScriptedTransport(answering: { request in
        if request.address.contains("id_token") { return .buildToken(new) }
        guard request.address.contains("sts") else { return .authorization }
        if request.text.contains(new) { return .credentials() }
        // All of them are told that the token is too old, at the same time.
        arrivals.arriveAndWait(for: 4)
        return .stsError(400, "ExpiredTokenException", "Token expired")
      }))
    let outcomes = try PasswordProvider(world.command()).tokens(of: requests)
    for request in requests { #expect(try outcomes[request]?.get().password == Secret(ECRAnswer.password)) }
    #expect(world.transport.lines.count { $0.contains("id_token.json") } == 1)
    #expect(world.transport.requests.count == 13)
  }

  @Test("What is cached is not asked for")
  func cached() throws {
    let temporary = try TemporaryDirectory()
    let cache = ["ECR_LOGIN_CACHE": "on", "ECR_LOGIN_CACHE_DIR": temporary("cache"), "BITRISE_BUILD_SLUG": "b"]
    let answer = ScriptedTransport(answering: { $0.address.contains("sts") ? .credentials() : .authorization })
    let world = Self.world(cache, answer)
    let provider = PasswordProvider(try world.command())
    _ = try provider.tokens(of: Self.requests("eu-central-1", "us-east-1"))
    #expect(answer.requests.count == 4)
    _ = try provider.tokens(of: Self.requests("us-east-1", "eu-west-1", "eu-central-1"))
    #expect(answer.requests.count == 6)
    try provider.forgetAll()
    #expect(try TemporaryDirectory.names(in: temporary("cache")).filter { $0.hasSuffix(".json") } == [])
    _ = try provider.tokens(of: Self.requests("us-east-1"))
    #expect(answer.requests.count == 8)
  }

  @Test("A registry with a role of its own in the configuration file is asked for with that role")
  func ownRole() throws {
    let other = "999999999999.dkr.ecr.eu-central-1.amazonaws.com"
    var world = PasswordProviderTests.world([PasswordProviderTests.given], [])
    let transport = ScriptedTransport(answering: { $0.address.contains("sts") ? .credentials() : .authorization })
    world.transport = transport
    world.environment["ECR_LOGIN_CONFIG"] = "/config.json"
    world.files["/config.json"] = .text(
      #"{"roleArn":"\#(Sample.role)","registries":{"\#(other)":{"roleArn":"\#(Sample.role)-other"}}}"#)
    let settings = try world.settings()
    let arguments = try [Sample.host, other].map { try RegistryArgument($0, settings) }
    let requests = arguments.map { TokenRequest($0, settings) }
    #expect(requests.map(\.host) == [nil, other])
    let outcomes = try PasswordProvider(world.command()).tokens(of: requests)
    for request in requests { #expect(try outcomes[request]?.get() != nil) }
    let roles = transport.requests.map(\.text).filter { $0.contains("RoleArn=") }
    #expect(roles.count == 2)
    #expect(roles.count { $0.contains("-other") } == 1)
    _ = try PasswordProvider(world.command()).token(of: arguments[1])
    #expect(transport.requests.dropLast().last?.text.contains("-other") == true)
  }
}
