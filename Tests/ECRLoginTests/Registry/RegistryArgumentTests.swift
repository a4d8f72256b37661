import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct RegistryArgumentTests {
  private static func argument(_ text: String, region: String? = "eu-central-1") throws -> RegistryArgument {
    try RegistryArgument(text, World([], environment: region.map { ["AWS_REGION": $0] } ?? [:]).settings())
  }

  @Test(
    "A host is known in every spelling that Docker's clients have for it, without a region",
    arguments: ServerURLTests.spellings)
  func host(_ spelling: String) throws {
    let argument = try Self.argument(spelling.replacing("HOST", with: Sample.host.uppercased()), region: nil)
    let registry = try #require(Sample.registry())
    #expect(argument == .registry(registry))
    #expect(argument.api == registry.api)
    #expect(argument.description == Sample.host)
  }

  struct Account: Sendable, CustomTestStringConvertible {
    let account: String
    let region: String
    let host: String

    var testDescription: String { host }

    init(_ account: String, _ region: String, _ host: String) {
      self.account = account
      self.region = region
      self.host = host
    }
  }

  static let accounts: [Account] = [
    Account("123456789012", "eu-central-1", "123456789012.dkr.ecr.eu-central-1.amazonaws.com"),
    // Leading zeros are part of an account.
    Account("000000000001", "us-east-1", "000000000001.dkr.ecr.us-east-1.amazonaws.com"),
    Account("012345678901", "cn-north-1", "012345678901.dkr.ecr.cn-north-1.amazonaws.com.cn"),
    Account("123456789012", "us-gov-west-1", "123456789012.dkr.ecr.us-gov-west-1.amazonaws.com"),
  ]

  @Test("An account is its plain registry in the region that is configured", arguments: accounts)
  func account(_ example: Account) throws {
    let argument = try Self.argument(example.account, region: example.region)
    #expect(argument == .registry(try #require(ECRRegistry(host: example.host))))
    #expect(argument.description == example.host)
    #expect(argument.api.variant == EndpointVariant())
  }

  private static func notARegistry(_ shown: String) -> String {
    "\"\(shown)\" is not a registry of Amazon ECR. "
      + "Give a host of the form 123456789012.dkr.ecr.eu-central-1.amazonaws.com, or an account of twelve digits."
  }

  static let refusals: [(String, String)] =
    ["ghcr.io", "", " ", "a b", "12345678901a", "https://", "１２３４５６７８９０１２", "-123456789012", "123456789012 x"].map {
      ($0, notARegistry($0))
    } + [
      ("x\u{1B}\n", notARegistry("x\\u{1B} ")),
      (String(repeating: "a", count: 201), notARegistry(String(repeating: "a", count: 200) + "…")),
      ("\(Sample.host).evil.example", notARegistry("\(Sample.host).evil.example")),
      (
        "arn:aws:ecr:eu-central-1:123456789012:repository/a",
        notARegistry("arn:aws:ecr:eu-central-1:123456789012:repository/a")
      ),
    ]
    + ["1", "12345678901", "1234567890123", "0"].map {
      ($0, "\"\($0)\" is not an AWS account. An account has twelve digits; leading zeros count.")
    }

  static let mistakes: [(String, String)] = [
    (
      "1234-5678-9012",
      "\"1234-5678-9012\" is an account with hyphens in it. Write it without hyphens: 123456789012."
    ),
    (
      "*.dkr.ecr.eu-central-1.amazonaws.com",
      "\"*.dkr.ecr.eu-central-1.amazonaws.com\" is a pattern, and Docker knows registries by their whole names only. "
        + "Write each registry with its account's twelve digits: 123456789012.dkr.ecr.eu-central-1.amazonaws.com."
    ),
    (
      "*.dkr.ecr.*.amazonaws.com",
      "\"*.dkr.ecr.*.amazonaws.com\" is a pattern, and Docker knows registries by their whole names only. "
        + "Write each registry with its account's twelve digits: 123456789012.dkr.ecr.eu-central-1.amazonaws.com."
    ),
    (
      "vpce-0123-ab.dkr.ecr.us-east-1.vpce.amazonaws.com",
      "\"vpce-0123-ab.dkr.ecr.us-east-1.vpce.amazonaws.com\" is the name of a VPC endpoint, not of a registry. "
        + "Write the registry's own name, 123456789012.dkr.ecr.us-east-1.amazonaws.com: private DNS of the endpoint "
        + "leads there."
    ),
    (
      "https://vpce-0123-ab.api.ecr.cn-north-1.vpce.amazonaws.com.cn/",
      "\"https://vpce-0123-ab.api.ecr.cn-north-1.vpce.amazonaws.com.cn/\" is the name of a VPC endpoint, not of a "
        + "registry. It belongs into AWS_ENDPOINT_URL_ECR, as "
        + "https://vpce-0123-ab.api.ecr.cn-north-1.vpce.amazonaws.com.cn; the registry is "
        + "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn."
    ),
    (
      "123456789012.DKR.ecr.us-west-2.on.aws",
      "\"123456789012.DKR.ecr.us-west-2.on.aws\" is not how a dual-stack registry is written. "
        + "Write it with a hyphen: 123456789012.dkr-ecr.us-west-2.on.aws."
    ),
    (
      "123456789012.dkr.ecr-fips.us-west-2.on.aws",
      "\"123456789012.dkr.ecr-fips.us-west-2.on.aws\" is not how a dual-stack registry is written. "
        + "Write it with a hyphen: 123456789012.dkr-ecr-fips.us-west-2.on.aws."
    ),
    (
      "210987654321.dkr.ecr.cn-north-1.on.amazonwebservices.com.cn",
      "\"210987654321.dkr.ecr.cn-north-1.on.amazonwebservices.com.cn\" is not how a dual-stack registry is written. "
        + "Write it with a hyphen: 210987654321.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn."
    ),
  ]

  @Test("A mistake that is known is refused with what to write, which is right", arguments: mistakes)
  func mistake(_ text: String, _ message: String) throws {
    let failure = try failure { _ = try Self.argument(text) }
    #expect(failure.kind == .invalidConfiguration)
    #expect(failure.description == message)
  }

  @Test(
    "What is no such mistake is not taken for one",
    arguments: [
      "1234-5678-901", "1234-5678-90123", "-1234567890123", "123456789012-", "1234--56789012", "vpce-1",
      "vpce-1.example",
      "x.vpce.amazonaws.com", "123456789012.dkr.ecr.us-east-1.amazonaws.co", "12345678901.dkr.ecr.us-west-2.on.aws",
      "123456789012.dkr.ecr.us-west-2.on.aws.evil.example", "123456789012.dkr.ecrx.us-west-2.on.aws",
    ])
  func noMistake(_ text: String) throws {
    let failure = try failure { _ = try Self.argument(text) }
    #expect(failure.description == Self.notARegistry(text))
  }

  @Test("What is neither is refused, with what it should be", arguments: refusals)
  func refused(_ text: String, _ message: String) throws {
    let failure = try failure { _ = try Self.argument(text) }
    #expect(failure.kind == .invalidConfiguration)
    #expect(failure.description == message)
  }

  @Test("An account and the own registry need a region, which has to be one")
  func region() throws {
    let none = "no region is named. Name it with --region, in AWS_REGION, or as region in the configuration file."
    #expect(try failure { _ = try Self.argument("123456789012", region: nil) }.description == none)
    #expect(try failure { _ = try RegistryArgument(ownBy: World().settings()) }.description == none)
    let wrong = try failure { _ = try Self.argument("123456789012", region: "Mars!") }
    #expect(wrong.kind == .invalidConfiguration)
    #expect(wrong.problem.hasSuffix("(from AWS_REGION)"))
  }

  @Test("Of several, each is kept once, and those that are none are told apart")
  func several() throws {
    let settings = try World([], environment: ["AWS_REGION": "eu-central-1"]).settings()
    let texts = ["123456789012", "x", Sample.host, "public.ecr.aws", "https://\(Sample.host)", "1"]
    let (read, failures) = [RegistryArgument].reading(texts, settings)
    #expect(read.map(\.description) == [Sample.host, "public.ecr.aws"])
    #expect(failures.map(\.problem) == ["\"x\" is not a registry of Amazon ECR", "\"1\" is not an AWS account"])
  }

  @Test("The own registry is that of the region's plain API")
  func own() throws {
    let settings = try World([], environment: ["AWS_REGION": "eu-west-1"]).settings()
    let argument = try RegistryArgument(ownBy: settings)
    #expect(argument.description == "the registry of the role's own account in eu-west-1")
    #expect(argument.api == ECRRegistry(host: "123456789012.dkr.ecr.eu-west-1.amazonaws.com")?.api)
  }
}
