import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct PasswordProviderTests {
  static let role = ["AWS_ROLE_ARN": Sample.role]
  static let build = ["BITRISE_BUILD_URL": "https://app.bitrise.io/build/1", "BITRISE_BUILD_API_TOKEN": "hush-api"]
  static let given = ["BITRISE_IDENTITY_TOKEN": TestToken.jwt()]
  static let keys = ["AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "hush-secret"]

  /// A world with these variables, and a network with these answers.
  static func world(_ variables: [[String: String]], _ answers: [ScriptedTransport.Outcome]) -> World {
    World([], environment: variables.reduce(into: [:]) { $0.merge($1) { $1 } }, answers)
  }

  static func token(_ world: World, for host: String = Sample.host) throws -> AuthorizationToken {
    let registry = try #require(ECRRegistry(host: host))
    return try PasswordProvider(world.command()).token(of: .registry(registry))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let host: String
    let variables: [String: String]
    let audience: String
    let urls: [String]

    var testDescription: String { host + variables.map { " \($0)=\($1)" }.sorted().joined() }

    init(
      _ host: String, _ variables: [String: String] = [:], role: String = Sample.role,
      audience: String = "sts.amazonaws.com", asking urls: String...
    ) {
      self.host = host
      self.variables = variables.merging(["AWS_ROLE_ARN": role]) { $1 }
      self.audience = audience
      self.urls = urls
    }
  }

  static let cases: [Case] = [
    Case(Sample.host, asking: "https://sts.eu-central-1.amazonaws.com/", "https://api.ecr.eu-central-1.amazonaws.com/"),
    // The registry's region counts, whatever else is configured.
    Case(
      Sample.host, ["AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"],
      asking: "https://sts.eu-central-1.amazonaws.com/", "https://api.ecr.eu-central-1.amazonaws.com/"),
    Case(
      "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com", asking: "https://sts-fips.us-east-1.amazonaws.com/",
      "https://ecr-fips.us-east-1.amazonaws.com/"),
    Case(
      "123456789012.dkr-ecr.us-east-1.on.aws", asking: "https://sts.us-east-1.api.aws/",
      "https://ecr.us-east-1.api.aws/"),
    Case(
      "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", role: "arn:aws-cn:iam::123456789012:role/ci",
      audience: "sts.amazonaws.com.cn", asking: "https://sts.cn-north-1.amazonaws.com.cn/",
      "https://api.ecr.cn-north-1.amazonaws.com.cn/"),
    Case(
      "123456789012.dkr.ecr.us-gov-west-1.amazonaws.com", role: "arn:aws-us-gov:iam::123456789012:role/ci",
      asking: "https://sts.us-gov-west-1.amazonaws.com/", "https://api.ecr.us-gov-west-1.amazonaws.com/"),
    Case(
      Sample.host, ["ECR_LOGIN_AUDIENCE": "mine"], audience: "mine", asking: "https://sts.eu-central-1.amazonaws.com/",
      "https://api.ecr.eu-central-1.amazonaws.com/"),
    Case(
      Sample.host, ["AWS_ENDPOINT_URL": "http://127.0.0.1:4566"], asking: "http://127.0.0.1:4566",
      "http://127.0.0.1:4566"),
  ]

  @Test("The build, STS and ECR are asked once each, where the registry is", arguments: cases)
  func requests(_ example: Case) throws {
    let world = Self.world([Self.build, example.variables], [.buildToken(), .credentials(), .authorization])
    #expect(try Self.token(world, for: example.host).password == Secret(ECRAnswer.password))
    let urls = ["https://app.bitrise.io/build/1/id_token.json"] + example.urls
    #expect(world.transport.lines == urls.map { "POST \($0)" })
    let requests = world.transport.requests
    #expect(requests[0].text.contains("\"aud\":\"\(example.audience)\""))
    #expect(requests[0].fields["Authorization"] == "hush-api")
    let role = try #require(example.variables["AWS_ROLE_ARN"]).replacing(":", with: "%3A").replacing("/", with: "%2F")
    #expect(
      requests[1].text == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=\(role)"
        + "&RoleSessionName=docker-credential-bitrise&WebIdentityToken=\(TestToken.jwt())")
    #expect(requests[1].fields["Authorization"] == nil)
    let region = try #require(ECRRegistry(host: example.host)).region
    let authorization = try #require(requests[2].fields["Authorization"])
    #expect(authorization.contains("Credential=ASIAEXAMPLE/20201123/\(region)/ecr/aws4_request"))
    #expect(requests[2].fields["X-Amz-Security-Token"] == STSAnswer.sessionToken)
    #expect(world.networks.all.count == 1)
  }

  @Test(
    "The public registry is asked in us-east-1, in its own words",
    arguments: [
      ("public.ecr.aws", "https://sts.us-east-1.amazonaws.com/", "https://api.ecr-public.us-east-1.amazonaws.com/"),
      ("ecr-public.aws.com", "https://sts.us-east-1.api.aws/", "https://ecr-public.us-east-1.api.aws/"),
    ])
  func publicGallery(_ host: String, _ sts: String, _ ecr: String) throws {
    let world = Self.world([Self.given, Self.role], [.credentials(), .publicAuthorization])
    #expect(try Self.token(world, for: host).password == Secret(ECRAnswer.password))
    #expect(world.transport.lines == ["POST \(sts)", "POST \(ecr)"])
    let authorization = try #require(world.transport.requests[1].fields["Authorization"])
    #expect(authorization.contains("/us-east-1/ecr-public/aws4_request"))
    #expect(
      world.transport.requests[1].fields["X-Amz-Target"] == "SpencerFrontendService.GetAuthorizationToken")
  }

  @Test("Keys alone are used as they are")
  func keysAlone() throws {
    let world = Self.world([Self.keys, ["AWS_SESSION_TOKEN": "hush"]], [.authorization])
    _ = try Self.token(world)
    #expect(world.transport.lines == ["POST https://api.ecr.eu-central-1.amazonaws.com/"])
    #expect(world.transport.requests[0].fields["Authorization"]?.contains("Credential=AKIAEXAMPLE/") == true)
    #expect(world.transport.requests[0].fields["X-Amz-Security-Token"] == "hush")
  }

  @Test("A role is assumed with keys where there is no token; session and duration are those configured")
  func assumedRole() throws {
    let more = ["AWS_ROLE_SESSION_NAME": "me@here", "ECR_LOGIN_DURATION_SECONDS": "900"]
    let world = Self.world([Self.keys, Self.role, more], [.credentials("AssumeRole"), .authorization])
    _ = try Self.token(world)
    let request = world.transport.requests[0]
    #expect(
      request.text == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fci"
        + "&RoleSessionName=me%40here&DurationSeconds=900")
    #expect(
      request.fields["Authorization"]?.contains("Credential=AKIAEXAMPLE/20201123/eu-central-1/sts/aws4_request") == true
    )
    #expect(world.transport.requests[1].fields["Authorization"]?.contains("Credential=ASIAEXAMPLE/") == true)
  }

  @Test("A token that STS finds too old is replaced, once")
  func renewed() throws {
    let expired = ScriptedTransport.Outcome.stsError(400, "ExpiredTokenException", "Token expired")
    let answers = [expired, .buildToken(TestToken.jwt(subject: "new")), .credentials(), .authorization]
    let world = Self.world([Self.given, Self.build, Self.role], answers)
    _ = try Self.token(world)
    #expect(
      world.transport.lines == [
        "POST https://sts.eu-central-1.amazonaws.com/", "POST https://app.bitrise.io/build/1/id_token.json",
        "POST https://sts.eu-central-1.amazonaws.com/", "POST https://api.ecr.eu-central-1.amazonaws.com/",
      ])
    #expect(world.transport.requests[2].text.hasSuffix("WebIdentityToken=\(TestToken.jwt(subject: "new"))"))
  }

  @Test(
    "A role of another partition is refused before anybody is asked",
    arguments: [
      ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", Sample.role, "aws", "aws-cn"),
      (Sample.host, "arn:aws-us-gov:iam::123456789012:role/ci", "aws-us-gov", "aws"),
      ("public.ecr.aws", "arn:aws-cn:iam::123456789012:role/ci", "aws-cn", "aws"),
    ])
  func partition(_ host: String, _ role: String, _ mine: String, _ theirs: String) throws {
    let world = Self.world([Self.given, ["AWS_ROLE_ARN": role]], [])
    let failure = try failure { _ = try Self.token(world, for: host) }
    #expect(failure.kind == .invalidConfiguration)
    #expect(
      failure.description
        == "the role \(role) (from AWS_ROLE_ARN) is in partition \(mine), but the registry is in \(theirs). "
        + "Name a role of the registry's partition: its ARN begins with arn:\(theirs):iam.")
    #expect(world.transport.requests == [])
  }

  struct Failing: Sendable, CustomTestStringConvertible {
    let rule: String
    let variables: [[String: String]]
    let answers: [ScriptedTransport.Outcome]
    let problem: String

    var testDescription: String { rule }

    init(
      _ rule: String, _ variables: [[String: String]], _ answers: ScriptedTransport.Outcome..., saying problem: String
    ) {
      self.rule = rule
      self.variables = variables
      self.answers = answers
      self.problem = problem
    }
  }

  static let failures: [Failing] = [
    Failing(
      "the build API refuses", [build, role], .answer(401, #"{"error_msg":"who are you"}"#),
      saying: "the Bitrise build API at app.bitrise.io gave no identity token: status 401: who are you "
        + "(role \(Sample.role))"),
    Failing(
      "STS refuses", [given, role], .stsError(403, "AccessDenied", "Not authorized"),
      saying: "AWS STS (eu-central-1) refuses role \(Sample.role): AccessDenied: Not authorized (request 1-2-3); "
        + "the token says: iss https://token.builds.bitrise.io, aud sts.amazonaws.com, sub app:a1:workflow:w1, "
        + "expires 2020-11-23T08:10:00Z"),
    Failing(
      "STS talks nonsense", [given, role], .answer(200, "<html/>"),
      saying: "AWS STS (eu-central-1) at sts.eu-central-1.amazonaws.com answered 200 with no complete credentials "
        + "(role \(Sample.role))"),
    Failing(
      "ECR refuses", [given, role], .credentials(), .ecrError(400, "AccessDeniedException", "m"),
      saying: "Amazon ECR (eu-central-1) refuses role \(Sample.role): AccessDeniedException: m"),
    Failing(
      "ECR talks nonsense", [given, role], .credentials(), .answer(200, "nonsense"),
      saying: "Amazon ECR (eu-central-1) at api.ecr.eu-central-1.amazonaws.com answered 200 with something else "
        + "than an authorization token (role \(Sample.role))"),
    Failing(
      "nobody is there", [given, role], .failure(.proxyRefused, "the proxy said 407"),
      saying: "cannot reach AWS STS (eu-central-1) at sts.eu-central-1.amazonaws.com: the proxy said 407 "
        + "(role \(Sample.role))"),
    Failing(
      // STS is asked for the time, not for anything else.
      "the given token has expired", [["BITRISE_IDENTITY_TOKEN": TestToken.jwt(expiresIn: -1)], role],
      .answer(302),
      saying: "the identity token in BITRISE_IDENTITY_TOKEN expired at 2020-11-23T07:59:59Z (role \(Sample.role))"),
    Failing(
      "an endpoint cannot be used", [given, role, ["AWS_ENDPOINT_URL_STS": "sts"]],
      saying: "AWS_ENDPOINT_URL_STS is \"sts\", which is not a URL (role \(Sample.role))"),
    Failing(
      "there is nothing to assume the role with", [role],
      saying: "there is neither an identity token nor a key to assume the role \(Sample.role) with"),
    Failing(
      "keys alone have no role", [keys], .ecrError(400, "UnrecognizedClientException", "m"),
      saying: "Amazon ECR (eu-central-1) refuses access key AKIAEXAMPLE: UnrecognizedClientException: m"),
  ]

  @Test("A failure names the role once, and is never the protocol's sentence", arguments: failures)
  func failing(_ example: Failing) throws {
    let world = Self.world(example.variables, example.answers)
    let failure = try failure { _ = try Self.token(world) }
    #expect(failure.problem == example.problem)
    let text = failure.description
    #expect(text.components(of: Sample.role) == (example.variables.contains(Self.role) ? 1 : 0))
    #expect(!text.contains(HelperProtocol.notFound))
    #expect(!text.contains("hush"))
    #expect(world.transport.requests.count == example.answers.count)
  }
}

extension String {
  /// How often another text is in it.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
