import AWSAuth
import TestSupport
import Testing

@Suite struct WebIdentityCredentialsOneTokenTests {
  private static let role = "arn:aws:iam::123456789012:role/deploy"

  private func provider(
    _ network: FakeNetwork, _ source: any IdentityTokenSource, region: String = "eu-central-1",
    sessionName: String = "AWSAuth", durationSeconds: Int? = nil, timeout: Duration = .seconds(45)
  ) throws -> WebIdentityCredentials {
    try WebIdentityCredentials(
      role: Self.role, source: source, region: region, sessionName: sessionName, durationSeconds: durationSeconds,
      timeout: timeout, transport: network.transport, time: network.clock.source)
  }

  private func given(_ token: String = TestToken.jwt()) -> StaticIdentityToken {
    StaticIdentityToken(Secret(token), name: "the parameter token")
  }

  /// The body of a call with a token.
  private func body(_ token: String, sessionName: String = "AWSAuth", _ rest: String = "") -> String {
    "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
      + "&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdeploy&RoleSessionName=\(sessionName)"
      + "&WebIdentityToken=\(token)\(rest)"
  }

  @Test("The region's STS is shown the token, and nothing is sent before it is asked for")
  func exchanges() throws {
    let network = FakeNetwork([.credentials()])
    let provider = try provider(network, given())
    #expect(network.requests.isEmpty)
    let credentials = try provider.credentials()
    #expect(credentials.secretAccessKey == Secret(STSAnswer.secretAccessKey))
    #expect(credentials.sessionToken == Secret(STSAnswer.sessionToken))
    #expect(network.requests.map(\.address) == ["https://sts.eu-central-1.amazonaws.com/"])
    #expect(network.bodies == [body(TestToken.jwt())])
  }

  @Test("Session name and duration are sent as they were given")
  func parameters() throws {
    let network = FakeNetwork([.credentials()])
    _ = try provider(network, given(), sessionName: "nightly", durationSeconds: 900).credentials()
    #expect(network.bodies == [body(TestToken.jwt(), sessionName: "nightly", "&DurationSeconds=900")])
  }

  @Test("Each call reads the token anew, and has all of the time")
  func eachCallBeginsAnew() throws {
    let network = FakeNetwork([.credentials(), .credentials()])
    let source = ScriptedTokenSource(
      "FILE", .success(TestToken.jwt()), .success(TestToken.jwt(expiresIn: 7200, id: "second")))
    let provider = try provider(network, source, timeout: .seconds(7))
    _ = try provider.credentials()
    network.clock.advance(by: .seconds(3600))
    _ = try provider.credentials()
    #expect(network.bodies == [body(TestToken.jwt()), body(TestToken.jwt(expiresIn: 7200, id: "second"))])
    #expect(network.transport.timeouts == [.seconds(7), .seconds(7)])
  }

  @Test("The audience is the one that the region's partition expects")
  func audience() throws {
    let network = FakeNetwork([.credentials()])
    let source = ScriptedTokenSource("FILE", .success(TestToken.jwt()))
    _ = try provider(network, source, region: "cn-north-1").credentials()
    #expect(source.askedFor == ["sts.amazonaws.com.cn"])
    #expect(network.requests.map(\.address) == ["https://sts.cn-north-1.amazonaws.com.cn/"])
  }

  @Test("A token that has expired is an error that says when")
  func expired() throws {
    let network = FakeNetwork([.failure(.noConnection)])
    let provider = try provider(network, given(TestToken.jwt(expiresIn: -60)))
    let failure = try AWSAuthError.thrown { _ = try provider.credentials() }
    #expect(failure.description == "the identity token in the parameter token expired at 2020-11-23T07:59:00Z")
  }

  @Test("A source that issues tokens is asked for a new one where STS finds the first too old")
  func renews() throws {
    let network = FakeNetwork([.stsError(400, "ExpiredTokenException", "Token expired"), .credentials()])
    let source = ScriptedTokenSource(
      "API", canRenew: true, .success(TestToken.jwt()), .success(TestToken.jwt(id: "new")))
    _ = try provider(network, source).credentials()
    #expect(network.bodies == [body(TestToken.jwt()), body(TestToken.jwt(id: "new"))])
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var role = WebIdentityCredentialsOneTokenTests.role
    var region = "eu-central-1"
    var sessionName = "AWSAuth"
    var durationSeconds: Int?
    let problem: String
    var testDescription: String { problem }
  }

  @Test(
    "What STS would not take is refused at once, by both ways in",
    arguments: [
      Mistake(role: "deploy", problem: "the role ARN \"deploy\" is not the ARN of an IAM role"),
      Mistake(region: "Frankfurt", problem: "\"Frankfurt\" is not the name of an AWS region"),
      Mistake(sessionName: "a b", problem: "the session name \"a b\" is not one that STS takes"),
      Mistake(durationSeconds: 899, problem: "the session duration \"899\" is not one that STS takes"),
    ])
  func mistakes(_ mistake: Mistake) throws {
    let fromText = try AWSAuthError.thrown {
      _ = try WebIdentityCredentials(
        role: mistake.role, token: Secret(TestToken.jwt()), region: mistake.region, sessionName: mistake.sessionName,
        durationSeconds: mistake.durationSeconds)
    }
    let fromFile = try AWSAuthError.thrown {
      _ = try WebIdentityCredentials(
        role: mistake.role, tokenFile: "/run/token", region: mistake.region, sessionName: mistake.sessionName,
        durationSeconds: mistake.durationSeconds)
    }
    #expect(fromText == fromFile)
    #expect(fromText.description == mistake.problem)
    #expect(fromText.kind == .invalidConfiguration)
  }

  @Test("What is no token is refused under the parameter's name, before anything is sent")
  func noToken() throws {
    let text = try WebIdentityCredentials(role: Self.role, token: Secret("hush"), region: "eu-central-1")
    let ofText = try AWSAuthError.thrown { _ = try text.credentials() }
    #expect(ofText.description == "the parameter token is not an identity token: it has 1 part, not three")
    let directory = try TemporaryDirectory()
    let path = directory("token")
    let file = try WebIdentityCredentials(role: Self.role, tokenFile: path, region: "eu-central-1")
    let missing = try AWSAuthError.thrown { _ = try file.credentials() }
    #expect(missing.description == "the file \(path) (from the parameter tokenFile) does not exist")
    try TemporaryDirectory.write("hush", to: path)
    let ofFile = try AWSAuthError.thrown { _ = try file.credentials() }
    #expect(
      ofFile.description == "the parameter tokenFile (\(path)) is not an identity token: it has 1 part, not three")
  }
}
