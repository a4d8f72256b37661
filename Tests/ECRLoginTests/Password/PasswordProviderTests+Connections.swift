import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

/// Which connections are opened before there is a request for them, and when.
@Suite struct OpenedConnectionsTests {
  typealias Preparation = ScriptedTransport.Preparation
  typealias Tests = PasswordProviderTests

  static let sts = "https://sts.eu-central-1.amazonaws.com/"
  static let ecr = "https://api.ecr.eu-central-1.amazonaws.com/"

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let variables: [[String: String]]
    let answers: [ScriptedTransport.Outcome]
    let opened: [String]
  }

  static let cases: [Case] = [
    Case(
      testDescription: "the build's token is asked for", variables: [Tests.role, Tests.build],
      answers: [.buildToken(), .credentials(), .authorization], opened: [sts, ecr]),
    Case(
      testDescription: "a token is there", variables: [Tests.role, Tests.given],
      answers: [.credentials(), .authorization], opened: [ecr]),
    Case(
      testDescription: "a role is assumed with keys", variables: [Tests.role, Tests.keys],
      answers: [.credentials("AssumeRole"), .authorization], opened: [ecr]),
    Case(testDescription: "keys alone", variables: [Tests.keys], answers: [.authorization], opened: []),
  ]

  @Test("What follows on an answer is opened before it; what is asked at once opens its own", arguments: cases)
  func opened(_ example: Case) throws {
    let world = Tests.world(example.variables, example.answers)
    _ = try Tests.token(world)
    #expect(world.transport.preparations == example.opened.map { Preparation(endpoint: $0, requests: 0) })
  }

  @Test("Nothing is opened for a token that is in the cache")
  func cached() throws {
    let temporary = try TemporaryDirectory()
    let cache = ["ECR_LOGIN_CACHE": "on", "ECR_LOGIN_CACHE_DIR": temporary("cache"), "BITRISE_BUILD_SLUG": "b"]
    let world = Tests.world([Tests.role, Tests.build, cache], [.buildToken(), .credentials(), .authorization])
    for _ in 0..<3 { _ = try Tests.token(world) }
    #expect(world.transport.preparations.count == 2)
  }

  @Test("Nothing is opened where a setting is wrong")
  func invalid() throws {
    let world = Tests.world([Tests.role, Tests.build, ["AWS_ROLE_SESSION_NAME": "not a name"]], [])
    #expect(throws: Diagnostic.self) { try Tests.token(world) }
    #expect(world.transport.preparations == [])
  }

  @Test("Several regions: each of their services once, though the identity token is waited for by all of them")
  func several() throws {
    let regions = ["eu-central-1", "us-east-1", "eu-west-1"]
    let arrivals = Arrivals()
    var world = Tests.world([Tests.role, Tests.build], [])
    let transport = ScriptedTransport(answering: { request in
      if request.address.contains("id_token") { return .buildToken() }
      guard request.address.contains("sts") else { return .authorization }
      arrivals.arriveAndWait(for: regions.count)
      return .credentials()
    })
    world.transport = transport
    let requests = try regions.map {
      TokenRequest(api: try ECRRegistry(account: "123456789012", region: try Region($0)).api)
    }
    _ = try PasswordProvider(world.command()).tokens(of: requests)
    let opened = transport.preparations.map(\.endpoint)
    // A region whose thread began late may have found the identity token there already: STS was then asked at once.
    let expected = Set(
      regions.flatMap { ["https://sts.\($0).amazonaws.com/", "https://api.ecr.\($0).amazonaws.com/"] })
    #expect(Set(opened).isSubset(of: expected) && Set(opened).count == opened.count)
    #expect(opened.count { $0.contains("ecr") } == 3)
  }

  @Test("What follows on credentials that are known is asked at once, and opens its own connection")
  func known() throws {
    let endpoints = ["AWS_ENDPOINT_URL": "http://127.0.0.1:4566"]
    let world = Tests.world(
      [Tests.role, Tests.build, endpoints], [.buildToken(), .credentials(), .authorization, .authorization])
    let session = try AWSSession(world.command(), partition: .aws)
    for region in ["eu-central-1", "us-east-1"] {
      let api = try ECRRegistry(account: "123456789012", region: try Region(region)).api
      _ = try session.authorizationToken(of: api, at: session.settings.ecrEndpoint(for: api))
    }
    // The second one has credentials already, so that ECR is asked at once.
    #expect(world.transport.preparations.map(\.requests) == [0, 0])
  }

  @Test("Credentials alone need no connection to ECR")
  func credentials() throws {
    let world = Tests.world([Tests.role, Tests.build], [.buildToken(), .credentials()])
    let session = try AWSSession(world.command(), partition: .aws)
    _ = try session.credentials(in: Region("eu-central-1"))
    _ = try session.credentials(in: Region("eu-central-1"))
    #expect(world.transport.preparations == [Preparation(endpoint: Self.sts, requests: 0)])
  }
}
