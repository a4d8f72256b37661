import AWSAuth
import TestSupport
import Testing

@Suite struct CredentialsProviderTests {
  private static let expired = ScriptedTransport.Outcome.stsError(400, "ExpiredTokenException", "Token expired")
  private static let success = ScriptedTransport.Outcome.credentials()

  private func webIdentity(
    over network: FakeNetwork, _ sources: [any IdentityTokenSource], duration: SessionDuration? = nil
  ) throws -> WebIdentityCredentials {
    let tokens = IdentityTokenProvider(
      sources: sources, audience: "sts.amazonaws.com", audienceIsExplicit: false, now: network.clock.source.now)
    return WebIdentityCredentials(
      role: try RoleARN("arn:aws:iam::123456789012:role/deploy"), tokens: try #require(tokens),
      sessionName: try RoleSessionName("bitrise-1"), duration: duration,
      sts: STSClient(region: try Region("eu-central-1"), sender: network.sender))
  }

  /// The body of a call with a token.
  private func body(_ token: String, _ rest: String = "") -> String {
    "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
      + "&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdeploy&RoleSessionName=bitrise-1"
      + "&WebIdentityToken=\(token)\(rest)"
  }

  @Test("Keys that are there are handed out as they are")
  func staticCredentials() {
    let keys = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("not-a-key"))
    #expect(StaticCredentials(keys).credentials() == keys)
  }

  @Test("A role is assumed with the build's token")
  func assumesWithToken() throws {
    let network = FakeNetwork([Self.success])
    let given = ScriptedTokenSource("GIVEN", .success(TestToken.jwt()))
    let provider = try webIdentity(over: network, [given], duration: try SessionDuration("3600"))
    let credentials = try provider.credentials()
    #expect(credentials.accessKeyID == STSAnswer.accessKeyID)
    #expect(credentials.assumedRoleARN == STSAnswer.assumedRole)
    #expect(network.bodies == [body(TestToken.jwt(), "&DurationSeconds=3600")])
  }

  @Test("Without a token nothing is asked")
  func noToken() throws {
    let failure = AWSAuthError.saying(.unavailable, "the API is away")
    let network = FakeNetwork()
    let provider = try webIdentity(over: network, [ScriptedTokenSource("API", canRenew: true, .failure(failure))])
    #expect(throws: failure) { try provider.credentials() }
    #expect(network.requests.isEmpty)
  }

  @Test("A given token that has expired by the clock here is used where STS's clock says otherwise")
  func clockIsAhead() throws {
    let token = TestToken.jwt(expiresIn: -60)
    let tenMinutesAgo = HTTPField("Date", "Mon, 23 Nov 2020 07:50:00 GMT")
    let network = FakeNetwork([.answer(302, fields: [tenMinutesAgo]), Self.success])
    let tokens = IdentityTokenProvider(
      sources: [ScriptedTokenSource("GIVEN", .success(token))], audience: "sts.amazonaws.com",
      audienceIsExplicit: false, now: network.sender.now)
    let provider = WebIdentityCredentials(
      role: try RoleARN("arn:aws:iam::123456789012:role/deploy"), tokens: try #require(tokens),
      sessionName: try RoleSessionName("bitrise-1"),
      sts: STSClient(region: try Region("eu-central-1"), sender: network.sender))
    #expect(try provider.credentials().accessKeyID == STSAnswer.accessKeyID)
    #expect(network.requests.first?.method == "GET")
    #expect(network.requests.first?.fields == [])
    #expect(network.bodies == ["", body(token)])
  }

  @Test("A given token that has expired is not shown to STS", arguments: [true, false])
  func reallyExpired(_ saysTime: Bool) throws {
    let token = TestToken.jwt(expiresIn: -60)
    let network = FakeNetwork([
      saysTime ? .answer(302, fields: [HTTPField("Date", "Mon, 23 Nov 2020 08:00:00 GMT")]) : .failure(.noConnection)
    ])
    let provider = try webIdentity(over: network, [ScriptedTokenSource("GIVEN", .success(token))])
    let failure = try #require(#expect(throws: AWSAuthError.self) { try provider.credentials() })
    #expect(failure.description == "the identity token in GIVEN expired at 2020-11-23T07:59:00Z")
    #expect(network.bodies == [""])
  }

  @Test("A token that STS finds too old is renewed")
  func renews() throws {
    let network = FakeNetwork([Self.expired, Self.success])
    let api = ScriptedTokenSource("API", canRenew: true, .success(TestToken.jwt(id: "new")))
    let provider = try webIdentity(over: network, [ScriptedTokenSource("GIVEN", .success(TestToken.jwt())), api])
    #expect(try provider.credentials().accessKeyID == STSAnswer.accessKeyID)
    #expect(network.bodies == [body(TestToken.jwt()), body(TestToken.jwt(id: "new"))])
  }

  @Test("It is renewed once, not twice")
  func renewsOnce() throws {
    let network = FakeNetwork([Self.expired, Self.expired])
    let api = ScriptedTokenSource(
      "API", canRenew: true, .success(TestToken.jwt()), .success(TestToken.jwt(id: "new")))
    let provider = try webIdentity(over: network, [api])
    let failure = try #require(#expect(throws: AWSAuthError.self) { try provider.credentials() })
    #expect(failure.code == "ExpiredTokenException")
    #expect(
      failure.description.contains(" refuses role arn:aws:iam::123456789012:role/deploy: ExpiredTokenException: "))
    #expect((failure.cause as? STSRefusal)?.isOfNewToken == true)
    #expect(api.askedFor.count == 2)
    #expect(network.transport.isExhausted)
  }

  @Test("Where nobody can renew it, STS's refusal stands")
  func cannotRenew() throws {
    let network = FakeNetwork([Self.expired])
    let provider = try webIdentity(over: network, [ScriptedTokenSource("GIVEN", .success(TestToken.jwt()))])
    let failure = try #require(#expect(throws: AWSAuthError.self) { try provider.credentials() })
    #expect(failure.code == "ExpiredTokenException")
    #expect(failure.kind == .refused)
    #expect((failure.cause as? STSRefusal)?.isOfNewToken == false)
  }

  @Test("Where renewing fails, that is the error")
  func renewalFails() throws {
    let failure = AWSAuthError.saying(.unavailable, "the API is away")
    let network = FakeNetwork([Self.expired])
    let api = ScriptedTokenSource("API", canRenew: true, .success(TestToken.jwt()), .failure(failure))
    let provider = try webIdentity(over: network, [api])
    #expect(throws: failure) { try provider.credentials() }
  }

  @Test(
    "Another refusal renews nothing",
    arguments: ["AccessDenied", "InvalidIdentityToken", "IDPRejectedClaim", "ExpiredToken", "ValidationError"])
  func otherRefusal(_ code: String) throws {
    let network = FakeNetwork([.stsError(403, code, "No.")])
    let api = ScriptedTokenSource("API", canRenew: true, .success(TestToken.jwt()))
    let provider = try webIdentity(over: network, [api])
    let failure = try #require(#expect(throws: AWSAuthError.self) { try provider.credentials() })
    #expect(failure.code == code)
    #expect(api.askedFor.count == 1)
  }

  @Test("A role is assumed with other keys, by a signed request")
  func assumesWithKeys() throws {
    let network = FakeNetwork([.credentials("AssumeRole")])
    let provider = AssumedRoleCredentials(
      role: try RoleARN("arn:aws:iam::123456789012:role/deploy"),
      source: Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("not-a-key")),
      sessionName: try RoleSessionName("bitrise-1"), duration: try SessionDuration("900"),
      sts: STSClient(region: try Region("eu-central-1"), sender: network.sender))
    #expect(try provider.credentials().sessionToken == Secret(STSAnswer.sessionToken))
    #expect(
      network.bodies == [
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdeploy"
          + "&RoleSessionName=bitrise-1&DurationSeconds=900"
      ])
    #expect(
      network.requests.first?.fields["Authorization"]?.contains(
        "Credential=AKIDEXAMPLE/20201123/eu-central-1/sts/aws4_request") == true)
  }

  @Test("A signed refusal is the error")
  func signedRefusal() throws {
    let network = FakeNetwork([.stsError(403, "ExpiredToken", "Expired.")])
    let provider = AssumedRoleCredentials(
      role: try RoleARN("arn:aws:iam::123456789012:role/deploy"),
      source: Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("not-a-key")),
      sessionName: try RoleSessionName("bitrise-1"),
      sts: STSClient(region: try Region("eu-central-1"), sender: network.sender))
    let failure = try #require(#expect(throws: AWSAuthError.self) { try provider.credentials() })
    #expect(failure.code == "ExpiredToken")
  }
}
