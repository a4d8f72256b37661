import AWSAuth
import Testing

@testable import ECRLogin

@Suite struct ECRRegistryTests {
  /// A server as a client names it, and the registry that it is.
  struct Accepted: Sendable, CustomTestStringConvertible {
    let server: String
    let account: String
    let region: String
    let variant: EndpointVariant

    var testDescription: String { server }

    init(_ server: String, _ region: String, account: String = "123456789012", _ variant: EndpointVariant = plain) {
      self.server = server
      self.account = account
      self.region = region
      self.variant = variant
    }
  }

  struct Refused: Sendable, CustomTestStringConvertible, ExpressibleByStringLiteral {
    let server: String

    var testDescription: String { server.debugDescription }

    init(stringLiteral server: String) { self.server = server }
  }

  static let plain = EndpointVariant()
  static let fips = EndpointVariant(fips: true)
  static let dualStack = EndpointVariant(dualStack: true)
  static let both = EndpointVariant(fips: true, dualStack: true)

  static func registry(_ server: String) throws -> ECRRegistry? {
    ECRRegistry(host: try ServerURL([UInt8](server.utf8)).host)
  }

  // amazon-ecr-credential-helper, ecr-login/api/client_test.go, TestExtractRegistry.
  static let acceptedByCredentialHelper: [Accepted] = [
    Accepted("https://123456789012.dkr.ecr.us-east-1.amazonaws.com/v2/blah/blah", "us-east-1"),
    Accepted("123456789012.dkr.ecr.us-west-2.amazonaws.com", "us-west-2"),
    Accepted("123456789012.dkr-ecr.us-west-2.on.aws", "us-west-2", dualStack),
    Accepted("123456789012.dkr-ecr-fips.us-west-2.on.aws", "us-west-2", both),
    Accepted("210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn/foo", "cn-north-1", account: "210987654321"),
    Accepted("210987654321.dkr.ecr.us-iso-east-1.c2s.ic.gov", "us-iso-east-1", account: "210987654321"),
    Accepted("123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
    Accepted("123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1"),
    Accepted("123456789012.dkr.ecr.us-isof-east-1.csp.hci.ic.gov", "us-isof-east-1"),
    Accepted("123456789012.dkr-ecr.us-gov-east-1.on.aws", "us-gov-east-1", dualStack),
    Accepted("123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", fips),
    Accepted("123456789012.dkr-ecr-fips.us-gov-east-1.on.aws", "us-gov-east-1", both),
    Accepted("123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
  ]

  // cloud-provider-aws, cmd/ecr-credential-provider/main_test.go: TestRegistryPatternMatch,
  // Test_parseRegionFromECRPrivateHost, parseHostFromImageReference.
  static let acceptedByCredentialProvider: [Accepted] = [
    Accepted("123456789012.dkr.ecr.lala-land-1.amazonaws.com", "lala-land-1"),
    Accepted("123456789012.dkr.ecr-fips.lala-land-1.amazonaws.com", "lala-land-1", fips),
    Accepted("123456789012.dkr.ecr-fips.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1", fips),
    Accepted("123456789012.dkr-ecr.lala-land-1.on.aws", "lala-land-1", dualStack),
    Accepted("123456789012.dkr-ecr-fips.lala-land-1.on.aws", "lala-land-1", both),
    Accepted("123456789123.dkr.ecr.us-gov-east-1.amazonaws.com", "us-gov-east-1", account: "123456789123"),
    Accepted(
      "123456789123.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn", "cn-north-1", account: "123456789123", dualStack),
    Accepted("123456789123.dkr.ecr.us-west-2.amazonaws.com/foo/bar:1.0", "us-west-2", account: "123456789123"),
    // The host of another account's image with a misleading path is still that host.
    Accepted("123456789012.dkr.ecr.us-west-2.amazonaws.com/public.ecr.aws/foo:latest", "us-west-2"),
  ]

  // What is beyond the peers' tables: regions that nobody knows yet, digits of every kind of account.
  static let acceptedBesides: [Accepted] = [
    Accepted("000000000000.dkr.ecr.ap-southeast-7.amazonaws.com", "ap-southeast-7", account: "000000000000"),
    Accepted("123456789012.dkr.ecr.mx-central-1.amazonaws.com", "mx-central-1"),
    Accepted("123456789012.dkr.ecr.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
    // AWS's own rule: a region of no known kind is one of the commercial partition.
    Accepted("123456789012.dkr.ecr.moon-north-12.amazonaws.com", "moon-north-12"),
    Accepted("123456789012.dkr.ecr.us-new-east-1.amazonaws.com", "us-new-east-1"),
    Accepted("123456789012.dkr.ecr-fips.cn-north-1.amazonaws.com.cn", "cn-north-1", fips),
    Accepted("123456789012.DKR.ECR.US-EAST-1.AMAZONAWS.COM", "us-east-1"),
  ]

  // The domain says the partition, the region only has to look like one, as the peers have it.
  static let acceptedByDomain: [Accepted] = [
    Accepted("123456789012.dkr.ecr.lala-land-1.amazonaws.com.cn", "lala-land-1"),
    Accepted("123456789012.dkr.ecr-fips.lala-land-1.amazonaws.com.cn", "lala-land-1", fips),
    Accepted("123456789012.dkr-ecr.lala-land-1.on.amazonwebservices.com.cn", "lala-land-1", dualStack),
    Accepted("123456789012.dkr.ecr.eusc-fr-west-1.amazonaws.eu", "eusc-fr-west-1"),
    Accepted("123456789012.dkr.ecr.eu-central-1.amazonaws.eu", "eu-central-1"),
    Accepted("123456789012.dkr.ecr.us-isoz-east-1.c2s.ic.gov", "us-isoz-east-1"),
    Accepted("123456789012.dkr.ecr.us-isob-east-1.c2s.ic.gov", "us-isob-east-1"),
    Accepted("123456789012.dkr.ecr.us-iso-east-1.sc2s.sgov.gov", "us-iso-east-1"),
    Accepted("123456789012.dkr.ecr.eu-new-west-1.cloud.adc-e.uk", "eu-new-west-1"),
    Accepted("123456789012.dkr.ecr.us-new-south-1.csp.hci.ic.gov", "us-new-south-1"),
    Accepted("123456789012.dkr.ecr.us-east-1.amazonaws.com.cn", "us-east-1"),
    Accepted("123456789012.dkr.ecr.cn-north-1.amazonaws.com", "cn-north-1"),
    Accepted("123456789012.dkr.ecr.us-iso-east-1.amazonaws.com", "us-iso-east-1"),
    Accepted("123456789012.dkr.ecr.eusc-de-east-1.amazonaws.com", "eusc-de-east-1"),
    Accepted("123456789012.dkr-ecr.cn-north-1.on.aws", "cn-north-1", dualStack),
    Accepted("123456789012.dkr-ecr.eusc-de-east-1.on.aws", "eusc-de-east-1", dualStack),
  ]

  /// What the domain of such a host says.
  static let partitionsByDomain: [(String, String)] = [
    ("lala-land-1.amazonaws.com", "aws"), ("cn-north-1.amazonaws.com", "aws"),
    ("us-gov-new-1.amazonaws.com", "aws-us-gov"),
    ("lala-land-1.amazonaws.com.cn", "aws-cn"), ("us-east-1.amazonaws.com.cn", "aws-cn"),
    ("eusc-fr-west-1.amazonaws.eu", "aws-eusc"), ("us-isoz-east-1.c2s.ic.gov", "aws-iso"),
    ("us-iso-east-1.sc2s.sgov.gov", "aws-iso-b"), ("eu-new-west-1.cloud.adc-e.uk", "aws-iso-e"),
    ("us-new-south-1.csp.hci.ic.gov", "aws-iso-f"),
  ]

  @Test("The domain says the partition, whatever the region is called", arguments: partitionsByDomain)
  func partitionByDomain(_ end: String, _ id: String) throws {
    let registry = try #require(ECRRegistry(host: "123456789012.dkr.ecr.\(end)"))
    #expect(registry.region.partition.id == id)
    #expect(
      Endpoint.ecr(in: registry.region).description
        == "https://api.ecr.\(registry.region).\(registry.region.partition.dnsSuffix)/")
  }

  @Test(
    "An account's registry is known by its host",
    arguments: acceptedByCredentialHelper + acceptedByCredentialProvider + acceptedBesides + acceptedByDomain)
  func accepted(_ example: Accepted) throws {
    let registry = try #require(try Self.registry(example.server))
    #expect(registry.kind == .account(example.account))
    #expect(registry.region.name == example.region)
    #expect(registry.variant == example.variant)
    let host = example.server.split(separator: "/").first { $0 != "https:" }
    #expect(registry.host == host?.lowercased())
  }

  struct Public: Sendable, CustomTestStringConvertible {
    let server: String
    let host: String
    let variant: EndpointVariant

    var testDescription: String { server }
  }

  static let publicCases: [Public] = ["", "/", "/amazonlinux", ":443", "/v2/"].flatMap { end in
    ["https://", "http://", ""].flatMap { start in
      [
        Public(server: "\(start)public.ecr.aws\(end)", host: "public.ecr.aws", variant: plain),
        Public(server: "\(start)ecr-public.aws.com\(end)", host: "ecr-public.aws.com", variant: dualStack),
        Public(server: "\(start)PUBLIC.ECR.AWS\(end)", host: "public.ecr.aws", variant: plain),
      ]
    }
  }

  @Test("The public registry has two hosts, and one region for both", arguments: publicCases)
  func publicGallery(_ example: Public) throws {
    let registry = try #require(try Self.registry(example.server))
    #expect(registry.kind == .publicGallery)
    #expect(registry.host == example.host)
    #expect(registry.region.name == "us-east-1")
    #expect(registry.variant == example.variant)
  }

  // What the peers' tables refuse.
  static let refusedByPeers: [Refused] = [
    ".dkr.ecr.not-real.amazonaws.com",
    "not.ecr.io",
    "https://123456789012.dkr.ecr.us-west-2.amazonaws.com.fake.example.com/image:latest",
    "123456789012.dkr.ecr.us-west-2.amazonaws.com.fake.example.com",
    "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com.fake.example.com",
    "210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn.fake.example.com.cn",
    "210987654321.dkr.ecr.cn-north-1.on.aws.com.cn",
    "https://public.ecr.aws.fake.example.com",
    "public.ecr.aws.fake.example.com",
    "1234567890123.dkr.ecr.lala-land-1.amazonaws.com",
    "12345678901.dkr.ecr.lala-land-1.amazonaws.com",
    "12345678901A.dkr.ecr.lala-land-1.amazonaws.com",
    "123456789012.dkr.ecr.lala-land-1!.amazonaws.com",
    "123456789012.dkr.ecr.#lala-land-1.amazonaws.com",
    "123456789012.dkr.ecr.lala-land-1.amazonaws.hacker.com",
    "123456789012.dkr.ecr.lala-land-1.hacker.com",
    "123456789012.dkr.ecr.lala-land-1.amazonaws.lol",
    "123456789012.dog.ecr.lala-land-1.amazonaws.com",
    "123456789012.dkr.cat.lala-land-1.amazonaws.com",
    "123456789012.dkr.cat.lala-land-1.awsamazon.com",
    "123456789012.lala-land-1.amazonaws.com",
    "123456789012.dkr.ecr.us-iso-east-1.amazonaws.gov",
    "http://foobar", "foobar", "invalid.ecr.us-west-2.amazonaws.com", "registry.k8s.io/foo:latest",
    "https://example.com/path", "example.com", "https://example-hyphen.com/path", "not-ecr-server-url",
    "https://not.a.real.registry/url",
  ]

  // What our rule refuses although a peer accepts it: AWS has no such host.
  static let refusedByUsAlone: [Refused] = [
    // The dotted label before a dual-stack domain, and the hyphenated label before an IPv4 one.
    "210987654321.dkr.ecr.cn-north-1.on.amazonwebservices.com.cn",
    "123456789012.dkr.ecr.us-west-2.on.aws",
    "123456789012.dkr.ecr-fips.us-west-2.on.aws",
    "123456789012.dkr-ecr.us-west-2.amazonaws.com",
    "123456789012.dkr-ecr-fips.us-west-2.amazonaws.com",
    "123456789012.dkr-ecr.cn-north-1.amazonaws.com.cn",
    "123456789012.dkr-ecr.eusc-de-east-1.amazonaws.eu",
    // No dual-stack host is known in these partitions.
    "123456789012.dkr-ecr.us-iso-east-1.c2s.ic.gov",
    "123456789012.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu",
    // A region that has not the form of one.
    "123456789012.dkr.ecr.us-west.amazonaws.com",
    "123456789012.dkr.ecr.useast1.amazonaws.com",
    "123456789012.dkr.ecr.us_east_1.amazonaws.com",
    "123456789012.dkr.ecr.us-east-1a.amazonaws.com",
    "123456789012.dkr.ecr.us-east2-1.amazonaws.com",
    "123456789012.dkr.ecr.us--east-1.amazonaws.com",
    "123456789012.dkr.ecr.us-east-.amazonaws.com",
    "123456789012.dkr.ecr.-us-east-1.amazonaws.com",
    "123456789012.dkr.ecr.1.amazonaws.com",
    "123456789012.dkr.ecr.a-region-of-more-than-forty-characters-is-1.amazonaws.com",
  ]

  @Test("What is not a registry of AWS's is refused", arguments: refusedByPeers + refusedByUsAlone)
  func refused(_ example: Refused) throws {
    #expect(try Self.registry(example.server) == nil)
  }

  @Test("Every partition has its registries", arguments: Partition.all.map(\.id))
  func partitions(_ id: String) throws {
    let hosts: [String: [String]] = [
      "aws": [
        "dkr.ecr.us-east-1.amazonaws.com", "dkr.ecr-fips.us-east-1.amazonaws.com",
        "dkr-ecr.us-east-1.on.aws", "dkr-ecr-fips.us-east-1.on.aws",
      ],
      "aws-us-gov": [
        "dkr.ecr.us-gov-west-1.amazonaws.com", "dkr.ecr-fips.us-gov-west-1.amazonaws.com",
        "dkr-ecr.us-gov-west-1.on.aws", "dkr-ecr-fips.us-gov-west-1.on.aws",
      ],
      "aws-cn": ["dkr.ecr.cn-north-1.amazonaws.com.cn", "dkr-ecr.cn-north-1.on.amazonwebservices.com.cn"],
      "aws-iso": ["dkr.ecr.us-iso-west-1.c2s.ic.gov"],
      "aws-iso-b": ["dkr.ecr.us-isob-east-1.sc2s.sgov.gov"],
      "aws-iso-e": ["dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk"],
      "aws-iso-f": ["dkr.ecr.us-isof-south-1.csp.hci.ic.gov"],
      "aws-eusc": ["dkr.ecr.eusc-de-east-1.amazonaws.eu"],
    ]
    for host in try #require(hosts[id]) {
      let registry = try #require(ECRRegistry(host: "123456789012.\(host)"), "\(host)")
      #expect(registry.region.partition.id == id, "\(host)")
    }
  }
}
