import AWSAuth
import Basics
import TestSupport
import Testing

@testable import ECRLogin

/// `get` for ECR Public, where there is no password to be had.
@Suite struct AnonymousPullsTests {
  private static let identity = GetCommandTests.identity
  private static let keys = ["AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "hush"]
  private static let cost = "Docker pulls without a password then: 1 pull a second instead of 10."
  private static let allow =
    "Allow ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken on resource * in a policy of that identity."

  /// The text is what is said under --verbose, or, of a failure, on both streams.
  typealias Case = GetCommandTests.Failing

  static let anonymous: [Case] = [
    Case(
      [:],
      saying: "no role is named, and there are no AWS keys. Name the IAM role to assume in AWS_ROLE_ARN, or as roleArn "
        + "in the configuration file."),
    // What every build on Bitrise has, with no role for it.
    Case(
      ["BITRISE_IDENTITY_TOKEN": TestToken.jwt(), "BITRISE_BUILD_SLUG": "b"],
      saying: "no role is named, and there are no AWS keys. Name the IAM role to assume in AWS_ROLE_ARN, or as roleArn "
        + "in the configuration file."),
    Case(
      identity, .credentials(),
      .ecrError(400, "AccessDeniedException", "not authorized to perform: ecr-public:GetAuthorizationToken"),
      saying: "Amazon ECR Public (us-east-1) refuses role \(Sample.role): AccessDeniedException: not authorized to "
        + "perform: ecr-public:GetAuthorizationToken. \(allow)"),
    Case(
      keys, .ecrError(400, "AccessDeniedException", "not authorized to perform: sts:GetServiceBearerToken"),
      saying: "Amazon ECR Public (us-east-1) refuses access key AKIAEXAMPLE: AccessDeniedException: not authorized to "
        + "perform: sts:GetServiceBearerToken. \(allow)"),
    Case(
      keys, .ecrError(403, "AccessDenied", "no"),
      saying: "Amazon ECR Public (us-east-1) refuses access key AKIAEXAMPLE: AccessDenied: no. \(allow)"),
  ]

  @Test(
    "Where nothing is configured, or the identity may not ask, Docker is sent on without a password",
    arguments: anonymous, ["public.ecr.aws", "ecr-public.aws.com"])
  func goesOn(_ example: Case, _ host: String) {
    let world = World(["get"], input: host, environment: example.environment, example.answers)
    #expect(run(world.context) == .failure)
    #expect(world.output == "credentials not found in native keychain\n")
    #expect(world.errors == "")
  }

  @Test("Under --verbose, why and what it costs is said", arguments: anonymous)
  func verbose(_ example: Case) {
    let world = World(["get", "--verbose"], input: "public.ecr.aws", environment: example.environment, example.answers)
    #expect(run(world.context) == .failure)
    #expect(world.output == "credentials not found in native keychain\n")
    let line = "docker-credential-bitrise: public.ecr.aws: \(example.text) \(Self.cost)\n"
    #expect(world.errors.hasSuffix(line), "\(world.errors)")
  }

  static let failing: [Case] = [
    // Something is configured, and does not work.
    Case(
      ["AWS_ROLE_ARN": Sample.role],
      saying: "there is neither an identity token nor a key to assume the role \(Sample.role) with. Set one of "
        + "BITRISE_IDENTITY_TOKEN, BITRISE_BUILD_URL with BITRISE_BUILD_API_TOKEN, AWS_WEB_IDENTITY_TOKEN_FILE, or "
        + "AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY."),
    Case(
      ["ECR_LOGIN_CONFIG": "/missing"],
      saying: "the file /missing (from ECR_LOGIN_CONFIG) does not exist. Correct ECR_LOGIN_CONFIG, or the file."),
    Case(
      identity.merging(["AWS_USE_FIPS_ENDPOINT": "true"]) { $1 },
      saying: "AWS_USE_FIPS_ENDPOINT is true, but Amazon ECR Public has no FIPS endpoint (role \(Sample.role)). Use a "
        + "private registry, or switch AWS_USE_FIPS_ENDPOINT off for this one."),
    Case(
      keys, .ecrError(400, "ExpiredTokenException", "no"),
      saying: "Amazon ECR Public (us-east-1) refuses access key AKIAEXAMPLE: ExpiredTokenException: no. The keys in "
        + "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN have expired: get new ones."),
    Case(
      keys, .ecrError(400, "UnrecognizedClientException", "no"),
      saying: "Amazon ECR Public (us-east-1) refuses access key AKIAEXAMPLE: UnrecognizedClientException: no. AWS does "
        + "not know these keys here: the access key does not exist or is switched off, its session token is missing, "
        + "or it is of another partition than region us-east-1."),
  ]

  @Test("Any other failure stays one", arguments: failing)
  func stays(_ example: Case) {
    let world = World(["get"], input: "public.ecr.aws", environment: example.environment, example.answers)
    #expect(run(world.context) == .failure)
    #expect(world.output == "docker-credential-bitrise: public.ecr.aws: \(example.text)\n")
    #expect(world.errors == world.output)
  }

  @Test("A role that may not be assumed is a failure, whatever its name is")
  func assumption() {
    let world = World(
      ["get"], input: "public.ecr.aws", environment: Self.identity,
      [.stsError(403, "AccessDenied", "not authorized to perform: sts:GetServiceBearerToken")])
    #expect(run(world.context) == .failure)
    #expect(world.output.hasPrefix("docker-credential-bitrise: public.ecr.aws: AWS STS (us-east-1) refuses role"))
    #expect(world.errors == world.output)
  }

  @Test("A private registry has no anonymous pulls", arguments: anonymous)
  func privateRegistry(_ example: Case) {
    let world = World(["get"], input: Sample.host, environment: example.environment, example.answers)
    #expect(run(world.context) == .failure)
    #expect(world.output.hasPrefix("docker-credential-bitrise: \(Sample.host): "))
    #expect(world.errors == world.output)
  }

  @Test("Who waited for another process that was refused is sent on, too")
  func waited() throws {
    let registry = try #require(ECRRegistry(host: "public.ecr.aws"))
    var failure = Diagnostic(.refused, "no", code: "AccessDeniedException")
    let settings = try World([], environment: Self.identity).settings()
    #expect(!AnonymousPulls.areMeant(of: registry, after: failure, settings))
    failure.service = "ecr"
    #expect(!AnonymousPulls.areMeant(of: registry, after: failure, settings))
    failure.service = "ecr-public"
    #expect(AnonymousPulls.areMeant(of: registry, after: failure, settings))
    let temporary = try TemporaryDirectory()
    let directory = try CacheDirectory(path: temporary("cache"))
    try SingleFlightLock("k.lock", in: directory, timeout: .seconds(1)).record(failure)
    let content = try FileReader.system.content(temporary("cache/k.lock"), 1 << 20)
    #expect(try JSONValue(parsing: content)["service"]?.string == "ecr-public")
  }
}
