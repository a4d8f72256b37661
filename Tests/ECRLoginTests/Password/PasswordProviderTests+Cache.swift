import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

/// What is asked for once, and what is not.
@Suite struct CachedAuthenticationTests {
  let temporary: TemporaryDirectory
  let base: [String: String]

  init() throws {
    temporary = try TemporaryDirectory()
    base = [
      "ECR_LOGIN_CACHE": "on", "ECR_LOGIN_CACHE_DIR": temporary("cache"), "AWS_ROLE_ARN": Sample.role,
      "BITRISE_IDENTITY_TOKEN": TestToken.jwt(), "BITRISE_BUILD_SLUG": "build-1",
    ]
  }

  /// How many requests a process makes.
  private func requests(_ changes: [String: String] = [:], for host: String = Sample.host) throws -> Int {
    let answers: [ScriptedTransport.Outcome] = [
      .credentials(), host.contains("public") ? .publicAuthorization : .authorization,
    ]
    let world = PasswordProviderTests.world([base, changes], answers)
    _ = try PasswordProviderTests.token(world, for: host)
    return world.transport.requests.count
  }

  @Test("One token serves every account of a region")
  func accounts() throws {
    #expect(try requests() == 2)
    #expect(try requests() == 0)
    #expect(try requests(for: "999999999999.dkr.ecr.eu-central-1.amazonaws.com") == 0)
  }

  struct Change: Sendable, CustomTestStringConvertible {
    let what: String
    let variables: [String: String]
    let host: String

    var testDescription: String { what }

    init(_ what: String, _ variables: [String: String] = [:], host: String = Sample.host) {
      self.what = what
      self.variables = variables
      self.host = host
    }
  }

  static let changes: [Change] = [
    Change("region", host: "123456789012.dkr.ecr.eu-west-1.amazonaws.com"),
    Change("FIPS", host: "123456789012.dkr.ecr-fips.eu-central-1.amazonaws.com"),
    Change("the public registry", host: "public.ecr.aws"),
    Change("endpoint", ["AWS_ENDPOINT_URL_ECR": "https://e.example"]),
    Change("role", ["AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/other"]),
    Change(
      "audience",
      ["ECR_LOGIN_AUDIENCE": "mine", "BITRISE_IDENTITY_TOKEN": TestToken.jwt(audience: "mine")]),
    Change("build", ["BITRISE_BUILD_SLUG": "build-2"]),
    Change("build by its URL", ["BITRISE_BUILD_SLUG": "", "BITRISE_BUILD_URL": "https://app.bitrise.io/build/2"]),
    Change("build by its token", ["BITRISE_BUILD_SLUG": ""]),
    Change(
      "keys",
      ["BITRISE_IDENTITY_TOKEN": "", "AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s"]),
  ]

  @Test("Whatever a token depends on has a token of its own", arguments: changes)
  func change(_ example: Change) throws {
    #expect(try requests() == 2)
    let world = PasswordProviderTests.world(
      [base, example.variables],
      [
        .credentials(example.what == "keys" ? "AssumeRole" : "AssumeRoleWithWebIdentity"),
        example.host == Sample.host || !example.host.contains("public") ? .authorization : .publicAuthorization,
      ])
    _ = try PasswordProviderTests.token(world, for: example.host)
    #expect(world.transport.requests.count == 2)
    #expect(try requests() == 0)
  }

  @Test("Outside of Bitrise, issuer and subject of the token tell builds apart")
  func subjects() throws {
    func changes(_ subject: String, issuer: String = "https://i.example") -> [String: String] {
      ["BITRISE_BUILD_SLUG": "", "BITRISE_IDENTITY_TOKEN": TestToken.jwt(issuer: issuer, subject: subject)]
    }
    #expect(try requests(changes("a")) == 2)
    #expect(try requests(changes("b")) == 2)
    #expect(try requests(changes("a", issuer: "https://j.example")) == 2)
    #expect(try requests(changes("a")) == 0)
  }

  @Test("A cached token needs nobody: not even the build's token service")
  func offline() throws {
    let api = [
      "BITRISE_IDENTITY_TOKEN": "", "BITRISE_BUILD_URL": "https://app.bitrise.io/build/1",
      "BITRISE_BUILD_API_TOKEN": "t",
    ]
    let first = PasswordProviderTests.world([base, api], [.buildToken(), .credentials(), .authorization])
    _ = try PasswordProviderTests.token(first)
    #expect(first.transport.requests.count == 3)
    #expect(try requests(api) == 0)
  }

  @Test("Without a cache nothing is kept", arguments: ["off", "false"])
  func off(_ value: String) throws {
    #expect(try requests(["ECR_LOGIN_CACHE": value]) == 2)
    #expect(!TemporaryDirectory.exists(temporary("cache")))
  }

  @Test("What cannot be a cache is none, which --verbose says")
  func unusable() throws {
    try TemporaryDirectory.makeDirectory(temporary("cache"), mode: 0o755)
    let world = PasswordProviderTests.world([base, ["ECR_LOGIN_VERBOSE": "1"]], [.credentials(), .authorization])
    _ = try PasswordProviderTests.token(world)
    #expect(
      world.errors == """
        docker-credential-bitrise: cache: none: \(temporary("cache")) belongs to somebody else or is open to others
        docker-credential-bitrise: AWS STS (eu-central-1) answered 200 (attempt 1)
        docker-credential-bitrise: Amazon ECR (eu-central-1) answered 200 (attempt 1)

        """)
    #expect(world.output == "")
  }

  @Test("Where there is no place for a cache there is none")
  func nowhere() throws {
    let world = PasswordProviderTests.world(
      [base, ["ECR_LOGIN_VERBOSE": "1", "ECR_LOGIN_CACHE_DIR": ""]], [.credentials(), .authorization])
    _ = try PasswordProviderTests.token(world)
    #expect(world.errors.hasPrefix("docker-credential-bitrise: cache: there is no place for one\n"))
  }

  @Test("A switch of the cache that says neither stops everything before it begins")
  func badSwitch() throws {
    let world = PasswordProviderTests.world([base, ["ECR_LOGIN_CACHE": "maybe"]], [])
    let failure = try failure { _ = try PasswordProviderTests.token(world) }
    #expect(failure.problem == "ECR_LOGIN_CACHE is \"maybe\", which is neither on nor off")
  }

  @Test("Nothing that --verbose says is a secret")
  func verbose() throws {
    let world = PasswordProviderTests.world([base, ["ECR_LOGIN_VERBOSE": "1"]], [.credentials(), .authorization])
    for _ in 0..<2 { _ = try PasswordProviderTests.token(world) }
    #expect(world.errors.contains("cache: found a token, good until 2020-11-23T20:00:00Z"))
    #expect(!world.errors.contains("hush"))
    #expect(!world.errors.contains(TestToken.jwt()))
    #expect(!world.errors.contains(ECRAnswer.authorizationToken))
  }

  @Test("Forgetting a registry forgets its region's token, and no other")
  func forget() throws {
    let elsewhere = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
    #expect(try requests() == 2)
    #expect(try requests(for: elsewhere) == 2)
    let world = PasswordProviderTests.world([base], [])
    try PasswordProvider(world.command()).forget(try #require(Sample.registry()))
    #expect(try requests(for: elsewhere) == 0)
    #expect(try requests() == 2)
    // Without a cache there is nothing to forget.
    let off = PasswordProviderTests.world([base, ["ECR_LOGIN_CACHE": "off"]], [])
    try PasswordProvider(off.command()).forget(try #require(Sample.registry()))
    #expect(try requests() == 0)
  }
}
