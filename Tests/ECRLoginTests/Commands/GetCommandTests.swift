import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct GetCommandTests {
  static let identity = ["AWS_ROLE_ARN": Sample.role, "BITRISE_IDENTITY_TOKEN": TestToken.jwt()]
  static let answer = """
    {"Secret":"\(ECRAnswer.password)","ServerURL":"\(Sample.host)","Username":"AWS"}

    """

  @Test(
    "A registry's password is the answer, however the client spells the registry; standard error stays silent",
    arguments: ServerURLTests.spellings)
  func success(_ spelling: String) {
    let world = World(
      ["get"], input: spelling.replacing("HOST", with: Sample.host.uppercased()), environment: Self.identity,
      [.credentials(), .authorization])
    #expect(run(world.context) == .success)
    #expect(world.output == Self.answer)
    #expect(world.errors == "")
  }

  @Test(
    "The public registry is answered under the host that was asked for",
    arguments: ["public.ecr.aws", "ecr-public.aws.com"])
  func publicGallery(_ host: String) {
    let world = World(
      ["get"], input: host, environment: Self.identity, [.credentials(), .publicAuthorization])
    #expect(run(world.context) == .success)
    #expect(world.output == "{\"Secret\":\"\(ECRAnswer.password)\",\"ServerURL\":\"\(host)\",\"Username\":\"AWS\"}\n")
    #expect(world.errors == "")
  }

  @Test(
    "Another host is not ours: the protocol's sentence alone, whatever is configured wrongly",
    arguments: [
      "ghcr.io", "https://index.docker.io/v1/", "https://not.a.real.registry/url", "localhost:5000",
      "123456789012.dkr.ecr.eu-central-1.amazonaws.com.evil.example", "\(Sample.host):8443", "bücher.example",
    ])
  func notOurs(_ host: String) {
    let world = World(["get"], input: host, environment: ["ECR_LOGIN_CONFIG": "/missing", "AWS_ROLE_ARN": "nonsense"])
    #expect(run(world.context) == .failure)
    #expect(world.output == "credentials not found in native keychain\n")
    #expect(world.errors == "")
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let input: String
    let output: String
    let errors: String

    var testDescription: String { input.debugDescription }

    init(_ input: String, both line: String) {
      self.input = input
      output = "docker-credential-bitrise: \(line)\n"
      errors = output
    }

    init(_ input: String, output: String, errors: String) {
      self.input = input
      self.output = output + "\n"
      self.errors = "docker-credential-bitrise: \(errors)\n"
    }
  }

  static let refusals: [Refusal] = [
    Refusal(
      "", output: "no credentials server URL", errors: "get was given no registry on standard input"),
    Refusal(
      " \n", output: "no credentials server URL", errors: "get was given no registry on standard input"),
    Refusal("https://", both: "the registry on standard input is not a host name: there is no host in it"),
    Refusal("a b", both: "the registry on standard input is not a host name: it has white space in it"),
    Refusal(
      "a\u{1B}b",
      both: "the registry on standard input is not a host name: it has a control character in it (U+001B)"),
    Refusal(
      String(repeating: "a", count: 5000),
      both: "the registry on standard input is not a host name: it has more than 4096 bytes"),
  ]

  @Test("An input that names no host is refused in the protocol's way", arguments: refusals)
  func refused(_ example: Refusal) {
    let world = World(["get"], input: example.input)
    #expect(run(world.context) == .failure)
    #expect(world.output == example.output)
    #expect(world.errors == example.errors)
  }

  static let misspellings: [(String, String)] = [
    ("123456789012.dkr.ecr.us-west-2.on.aws", "123456789012.dkr-ecr.us-west-2.on.aws"),
    ("123456789012.dkr.ecr-fips.us-gov-west-1.on.aws", "123456789012.dkr-ecr-fips.us-gov-west-1.on.aws"),
    (
      "210987654321.dkr.ecr.cn-north-1.on.amazonwebservices.com.cn",
      "210987654321.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn"
    ),
  ]

  @Test("A dual-stack registry that is written with a dot is told how it is written", arguments: misspellings)
  func misspelled(_ host: String, _ right: String) {
    let world = World(["get"], input: "https://\(host.uppercased())/v2/")
    #expect(run(world.context) == .failure)
    #expect(
      world.errors == "docker-credential-bitrise: \"\(host)\" is not how a dual-stack registry is written. "
        + "Write it with a hyphen: \(right).\n")
    #expect(world.output == world.errors)
  }

  struct Failing: Sendable, CustomTestStringConvertible {
    let environment: [String: String]
    let answers: [ScriptedTransport.Outcome]
    let text: String

    var testDescription: String { text }

    init(_ environment: [String: String], _ answers: ScriptedTransport.Outcome..., saying text: String) {
      self.environment = environment
      self.answers = answers
      self.text = text
    }
  }

  static let failing: [Failing] = [
    Failing(
      [:],
      saying: "no role is named, and there are no AWS keys. "
        + "Name the IAM role to assume in AWS_ROLE_ARN, or as roleArn in the configuration file."),
    Failing(
      ["ECR_LOGIN_CONFIG": "/missing"],
      saying: "the file /missing (from ECR_LOGIN_CONFIG) does not exist. Correct ECR_LOGIN_CONFIG, or the file."),
    Failing(
      identity, .credentials(),
      .ecrError(400, "AccessDeniedException", #"User: x\nis not authorized"#),
      saying:
        "Amazon ECR (eu-central-1) refuses role \(Sample.role): AccessDeniedException: User: x is not authorized. "
        + "Allow ecr:GetAuthorizationToken on resource * in a policy of that identity."),
    Failing(
      identity.merging(["AWS_USE_FIPS_ENDPOINT": "true"]) { $1 }, .failure(.unknownHost, "Could not resolve host: x"),
      .failure(.unknownHost, "Could not resolve host: x"), .failure(.unknownHost, "Could not resolve host: x"),
      saying: "cannot reach AWS STS (eu-central-1) at sts-fips.eu-central-1.amazonaws.com: Could not resolve host: x "
        + "(3 attempts; role \(Sample.role)). AWS_USE_FIPS_ENDPOINT asks for a FIPS endpoint, which AWS has in few "
        + "regions: where there is none, unset it. Check the region's spelling, the machine's DNS, and HTTPS_PROXY if "
        + "it needs a proxy."),
    Failing(
      identity.merging(["AWS_USE_FIPS_ENDPOINT": "true", "AWS_ENDPOINT_URL": "https://e.example"]) { $1 },
      saying: "AWS_USE_FIPS_ENDPOINT is true, but AWS_ENDPOINT_URL names an endpoint, which has no FIPS form "
        + "(role \(Sample.role)). Unset one of them: the SDKs of AWS refuse both together, too."),
    Failing(
      identity.merging(["ECR_LOGIN_TIMEOUT": "soon"]) { $1 },
      saying: "ECR_LOGIN_TIMEOUT is \"soon\". Give a whole number of seconds from 1 to 3600."),
    Failing(
      identity.merging(["AWS_CA_BUNDLE": "/missing"]) { $1 },
      saying: "AWS_CA_BUNDLE is \"/missing\", which does not exist or cannot be read. "
        + "Correct it, or unset it to use the system's certificates."),
  ]

  @Test("A failure is one line on both streams, with the registry, the cause and what to do", arguments: failing)
  func failure(_ example: Failing) {
    let world = World(["get"], input: Sample.host, environment: example.environment, example.answers)
    #expect(run(world.context) == .failure)
    #expect(world.output == "docker-credential-bitrise: \(Sample.host): \(example.text)\n")
    #expect(world.errors == world.output)
    #expect(!world.output.contains(HelperProtocol.notFound))
    #expect(!world.output.contains("hush"))
  }

  @Test("Flags count")
  func flags() {
    let world = World(
      ["--role-arn", Sample.role, "get", "--audience=sts.amazonaws.com"], input: Sample.host,
      environment: ["BITRISE_IDENTITY_TOKEN": TestToken.jwt(), "AWS_ROLE_ARN": "nonsense"],
      [.credentials(), .authorization])
    #expect(run(world.context) == .success)
    #expect(world.output == Self.answer)
  }

  @Test("--verbose says what is done, without a secret; the answer stays alone")
  func verbose() {
    let world = World(
      ["get", "--verbose"], input: Sample.host, environment: Self.identity, [.credentials(), .authorization])
    #expect(run(world.context) == .success)
    #expect(world.output == Self.answer)
    #expect(
      world.errors == """
        docker-credential-bitrise: AWS STS (eu-central-1) answered 200 (attempt 1)
        docker-credential-bitrise: Amazon ECR (eu-central-1) answered 200 (attempt 1)

        """)
  }

  @Test("A password that nobody takes is a failure")
  func brokenOutput() {
    var world = World(["get"], input: Sample.host, environment: Self.identity, [.credentials(), .authorization])
    world.outputFails = true
    #expect(run(world.context) == .failure)
    #expect(world.errors == "docker-credential-bitrise: cannot write to standard output: Broken pipe\n")
  }
}
