import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct EndpointSettingsTests {
  static func settings(_ variables: [String: String] = [:]) -> Settings {
    Settings(flags: [:], environment: Environment(variables), file: .none)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let host: String
    let variables: [String: String]
    let ecr: String
    let sts: String

    var testDescription: String {
      ([host] + variables.map { "\($0)=\($1)" }.sorted()).joined(separator: " ")
    }

    init(_ host: String, _ variables: [String: String] = [:], ecr: String, sts: String) {
      self.host = host
      self.variables = variables
      self.ecr = ecr
      self.sts = sts
    }
  }

  private static let plainHost = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
  private static let fipsHost = "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com"
  private static let dualStackHost = "123456789012.dkr-ecr.us-east-1.on.aws"
  private static let bothHost = "123456789012.dkr-ecr-fips.us-east-1.on.aws"
  private static let plain = ("https://api.ecr.us-east-1.amazonaws.com/", "https://sts.us-east-1.amazonaws.com/")
  private static let fips = ("https://ecr-fips.us-east-1.amazonaws.com/", "https://sts-fips.us-east-1.amazonaws.com/")
  private static let dualStack = ("https://ecr.us-east-1.api.aws/", "https://sts.us-east-1.api.aws/")
  private static let both = ("https://ecr-fips.us-east-1.api.aws/", "https://sts-fips.us-east-1.api.aws/")
  private static let wantsFIPS = ["AWS_USE_FIPS_ENDPOINT": "true"]
  private static let noFIPS = ["AWS_USE_FIPS_ENDPOINT": "false"]
  private static let wantsDualStack = ["AWS_USE_DUALSTACK_ENDPOINT": "true"]
  private static let noDualStack = ["AWS_USE_DUALSTACK_ENDPOINT": "false"]

  static let cases: [Case] = [
    // The host says which kind of endpoint is meant.
    Case(plainHost, ecr: plain.0, sts: plain.1), Case(fipsHost, ecr: fips.0, sts: fips.1),
    Case(dualStackHost, ecr: dualStack.0, sts: dualStack.1), Case(bothHost, ecr: both.0, sts: both.1),
    // The variables win over it, both ways, each for itself.
    Case(plainHost, wantsFIPS, ecr: fips.0, sts: fips.1), Case(fipsHost, noFIPS, ecr: plain.0, sts: plain.1),
    Case(plainHost, wantsDualStack, ecr: dualStack.0, sts: dualStack.1),
    Case(dualStackHost, noDualStack, ecr: plain.0, sts: plain.1),
    Case(dualStackHost, wantsFIPS, ecr: both.0, sts: both.1), Case(fipsHost, wantsDualStack, ecr: both.0, sts: both.1),
    Case(bothHost, noFIPS, ecr: dualStack.0, sts: dualStack.1), Case(bothHost, noDualStack, ecr: fips.0, sts: fips.1),
    // Other partitions have names of their own.
    Case(
      "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", ecr: "https://api.ecr.cn-north-1.amazonaws.com.cn/",
      sts: "https://sts.cn-north-1.amazonaws.com.cn/"),
    Case(
      "123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn",
      ecr: "https://ecr.cn-north-1.api.amazonwebservices.com.cn/",
      sts: "https://sts.cn-north-1.api.amazonwebservices.com.cn/"),
    Case(
      "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", ecr: "https://ecr-fips.us-gov-west-1.amazonaws.com/",
      sts: "https://sts.us-gov-west-1.amazonaws.com/"),
    Case(
      "123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov", ecr: "https://api.ecr.us-iso-east-1.c2s.ic.gov/",
      sts: "https://sts.us-iso-east-1.c2s.ic.gov/"),
    Case(
      "123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", ecr: "https://api.ecr.eusc-de-east-1.amazonaws.eu/",
      sts: "https://sts.eusc-de-east-1.amazonaws.eu/"),
    // The public registry's authorization is in one region.
    Case(
      "public.ecr.aws", ecr: "https://api.ecr-public.us-east-1.amazonaws.com/",
      sts: "https://sts.us-east-1.amazonaws.com/"),
    Case("ecr-public.aws.com", ecr: "https://ecr-public.us-east-1.api.aws/", sts: "https://sts.us-east-1.api.aws/"),
    Case("public.ecr.aws", wantsDualStack, ecr: "https://ecr-public.us-east-1.api.aws/", sts: dualStack.1),
    Case("public.ecr.aws", noFIPS, ecr: "https://api.ecr-public.us-east-1.amazonaws.com/", sts: plain.1),
    // The region that is configured elsewhere does not matter.
    Case(plainHost, ["AWS_REGION": "eu-west-1"], ecr: plain.0, sts: plain.1),
    // Endpoints that the user names: each service's own first.
    Case(
      plainHost, ["AWS_ENDPOINT_URL_ECR": "https://e.example", "AWS_ENDPOINT_URL_STS": "https://s.example/path"],
      ecr: "https://e.example", sts: "https://s.example/path"),
    Case(
      plainHost, ["AWS_ENDPOINT_URL_ECR": "https://e.example", "AWS_ENDPOINT_URL": "https://all.example"],
      ecr: "https://e.example", sts: "https://all.example"),
    Case(
      plainHost, ["AWS_ENDPOINT_URL_STS": "https://s.example", "AWS_ENDPOINT_URL": "https://all.example"],
      ecr: "https://all.example", sts: "https://s.example"),
    Case(
      plainHost, ["AWS_ENDPOINT_URL_ECR": "", "AWS_ENDPOINT_URL": "http://127.0.0.1:4566"],
      ecr: "http://127.0.0.1:4566", sts: "http://127.0.0.1:4566"),
    Case(plainHost, ["AWS_ENDPOINT_URL_ECR_PUBLIC": "https://p.example"], ecr: plain.0, sts: plain.1),
    Case(
      "public.ecr.aws",
      ["AWS_ENDPOINT_URL_ECR_PUBLIC": "https://p.example", "AWS_ENDPOINT_URL_ECR": "https://e.example"],
      ecr: "https://p.example", sts: plain.1),
    Case(
      "public.ecr.aws", ["AWS_ENDPOINT_URL": "https://all.example"], ecr: "https://all.example",
      sts: "https://all.example"),
    // Where they are to be ignored, all of them are.
    Case(
      plainHost,
      [
        "AWS_ENDPOINT_URL_ECR": "https://e.example", "AWS_ENDPOINT_URL_STS": "https://s.example",
        "AWS_ENDPOINT_URL": "https://all.example", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
      ], ecr: plain.0, sts: plain.1),
    Case(
      plainHost,
      [
        "AWS_ENDPOINT_URL": "not a URL", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE", "AWS_USE_FIPS_ENDPOINT": "true",
      ], ecr: fips.0, sts: fips.1),
    Case(
      "public.ecr.aws",
      ["AWS_ENDPOINT_URL_ECR_PUBLIC": "https://p.example", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"],
      ecr: "https://api.ecr-public.us-east-1.amazonaws.com/", sts: plain.1),
    Case(
      plainHost, ["AWS_ENDPOINT_URL": "https://all.example", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"],
      ecr: "https://all.example", sts: "https://all.example"),
    Case(plainHost, ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "maybe"], ecr: plain.0, sts: plain.1),
    // What a registry's host asks for is no wish for a form of an endpoint that is named.
    Case(
      plainHost, ["AWS_ENDPOINT_URL": "https://all.example"].merging(noFIPS) { $1 }.merging(noDualStack) { $1 },
      ecr: "https://all.example", sts: "https://all.example"),
    Case(fipsHost, ["AWS_ENDPOINT_URL_ECR": "https://e.example"], ecr: "https://e.example", sts: fips.1),
  ]

  @Test("A registry's services are where host and variables say", arguments: cases)
  func endpoints(_ example: Case) throws {
    let registry = try #require(ECRRegistry(host: example.host))
    let settings = Self.settings(example.variables)
    #expect(try settings.ecrEndpoint(for: registry.api).description == example.ecr)
    #expect(try settings.stsEndpoint(in: registry.region, registry.variant).description == example.sts)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let host: String
    let variables: [String: String]
    let text: String

    var testDescription: String { text }

    init(_ host: String, _ variables: [String: String], saying text: String) {
      self.host = host
      self.variables = variables
      self.text = text
    }
  }

  private static let form = "Give it as https://HOST or https://HOST:PORT/PATH."

  private static let unsetOne = "Unset one of them: the SDKs of AWS refuse both together, too."

  static let refusals: [Refusal] = [
    Refusal(
      "public.ecr.aws", wantsFIPS,
      saying: "AWS_USE_FIPS_ENDPOINT is true, but Amazon ECR Public has no FIPS endpoint. "
        + "Use a private registry, or switch AWS_USE_FIPS_ENDPOINT off for this one."),
    // Both together is what AWS's SDKs refuse.
    Refusal(
      plainHost, ["AWS_ENDPOINT_URL_ECR": "https://e.example", "AWS_USE_FIPS_ENDPOINT": "true"],
      saying: "AWS_USE_FIPS_ENDPOINT is true, but AWS_ENDPOINT_URL_ECR names an endpoint, which has no FIPS form. "
        + unsetOne),
    Refusal(
      plainHost, ["AWS_ENDPOINT_URL": "https://e.example", "AWS_USE_DUALSTACK_ENDPOINT": "1"],
      saying: "AWS_USE_DUALSTACK_ENDPOINT is true, but AWS_ENDPOINT_URL names an endpoint, which has no dual-stack "
        + "form. \(unsetOne)"),
    Refusal(
      "public.ecr.aws", ["AWS_ENDPOINT_URL_ECR_PUBLIC": "https://p.example", "AWS_USE_FIPS_ENDPOINT": "true"],
      saying: "AWS_USE_FIPS_ENDPOINT is true, but AWS_ENDPOINT_URL_ECR_PUBLIC names an endpoint, which has no FIPS "
        + "form. \(unsetOne)"),
    Refusal(
      plainHost, ["AWS_ENDPOINT_URL_ECR": "https://e.example", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "maybe"],
      saying: "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is \"maybe\", which is neither true nor false. "
        + "Set it to true or false."),
    Refusal(
      plainHost, ["AWS_USE_FIPS_ENDPOINT": "maybe"],
      saying: "AWS_USE_FIPS_ENDPOINT is \"maybe\", which is neither true nor false. Set it to true or false."),
    Refusal(
      "public.ecr.aws", ["AWS_USE_DUALSTACK_ENDPOINT": "maybe"],
      saying: "AWS_USE_DUALSTACK_ENDPOINT is \"maybe\", which is neither true nor false. Set it to true or false."),
    Refusal(
      plainHost, ["AWS_ENDPOINT_URL_ECR": "ecr.example"],
      saying: "AWS_ENDPOINT_URL_ECR is \"ecr.example\", which is not a URL. \(form)"),
    Refusal(
      plainHost, ["AWS_ENDPOINT_URL": "http://ecr.example"],
      saying:
        "AWS_ENDPOINT_URL is \"http://ecr.example\": plain http would send credentials readable over the network. "
        + "Use https; http is accepted for loopback addresses only (localhost, 127.0.0.0/8, ::1)."),
    Refusal(
      "public.ecr.aws", ["AWS_ENDPOINT_URL_ECR_PUBLIC": "https://user:hush@p.example"],
      saying: "AWS_ENDPOINT_URL_ECR_PUBLIC is a URL with a user name or password in it. \(form)"),
  ]

  @Test("An endpoint that cannot be used is named by its variable", arguments: refusals)
  func refused(_ example: Refusal) throws {
    let registry = try #require(ECRRegistry(host: example.host))
    let failure = try failure { _ = try Self.settings(example.variables).ecrEndpoint(for: registry.api) }
    #expect(failure.kind == .invalidConfiguration)
    #expect(failure.description == example.text)
  }

  @Test("STS's endpoint is refused with a form that is asked for, as ECR's is")
  func refusedForm() throws {
    let registry = try #require(Sample.registry())
    let failure = try failure {
      _ = try Self.settings(["AWS_ENDPOINT_URL_STS": "https://s.example", "AWS_USE_FIPS_ENDPOINT": "true"]).stsEndpoint(
        in: registry.region, registry.variant)
    }
    #expect(
      failure.description
        == "AWS_USE_FIPS_ENDPOINT is true, but AWS_ENDPOINT_URL_STS names an endpoint, which has no FIPS form. "
        + Self.unsetOne)
  }

  static let hints: [(String, [String: String], String?)] = [
    (
      "ecr-fips.eu-central-1.amazonaws.com", wantsFIPS,
      "AWS_USE_FIPS_ENDPOINT asks for a FIPS endpoint, which AWS has in few regions: where there is none, unset it."
    ),
    (
      "sts-fips.eu-central-1.amazonaws.com", wantsFIPS,
      "AWS_USE_FIPS_ENDPOINT asks for a FIPS endpoint, which AWS has in few regions: where there is none, unset it."
    ),
    (
      "ecr-fips.eu-central-1.amazonaws.com", [:],
      "The registry's host asks for a FIPS endpoint, which AWS has in few regions: where there is none, use the "
        + "registry's host without -fips."
    ),
    ("api.ecr.eu-central-1.amazonaws.com", wantsFIPS, nil), ("sts.eu-central-1.amazonaws.com", [:], nil),
    ("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com", wantsFIPS, nil),
  ]

  @Test("Who asked for an endpoint that does not exist is said", arguments: hints)
  func hint(_ host: String, _ variables: [String: String], _ hint: String?) {
    #expect(Self.settings(variables).hint(about: host) == hint)
  }

  @Test("STS's endpoint that cannot be used is named by its variable")
  func refusedSTS() throws {
    let registry = try #require(Sample.registry())
    let failure = try failure {
      _ = try Self.settings(["AWS_ENDPOINT_URL_STS": "ftp://s.example"]).stsEndpoint(
        in: registry.region, registry.variant)
    }
    #expect(
      failure.description
        == "AWS_ENDPOINT_URL_STS is \"ftp://s.example\", which is neither https nor http. \(Self.form)")
  }

  @Test("The build's token service needs both of its variables")
  func buildEndpoint() throws {
    let url = "https://app.bitrise.io/build/1"
    let both = ["BITRISE_BUILD_URL": url, "BITRISE_BUILD_API_TOKEN": "t"]
    let (endpoint, token) = try #require(try Self.settings(both).buildEndpoint())
    #expect(endpoint.description == url)
    #expect(token == Secret("t"))
    for variables in [
      ["BITRISE_BUILD_URL": url], ["BITRISE_BUILD_API_TOKEN": "t"], [:], both.merging(["BITRISE_BUILD_URL": ""]) { $1 },
    ] {
      #expect(try Self.settings(variables).buildEndpoint() == nil)
    }
    let failure = try failure {
      _ = try Self.settings(["BITRISE_BUILD_URL": "build/1", "BITRISE_BUILD_API_TOKEN": "t"]).buildEndpoint()
    }
    #expect(failure.description == "BITRISE_BUILD_URL is \"build/1\", which is not a URL. \(Self.form)")
  }
}
