import AWSAuth
import Testing

@Suite struct EndpointsOfSTSTests {
  /// The API hosts of a region: plain, FIPS, dual-stack, and both.
  struct Hosts: Sendable, CustomTestStringConvertible {
    let region: String
    let sts: [String]

    var testDescription: String { region }
  }

  private static let variants = [
    EndpointVariant(), EndpointVariant(fips: true), EndpointVariant(dualStack: true),
    EndpointVariant(fips: true, dualStack: true),
  ]

  /// The hosts by the rule of every partition but GovCloud.
  private static func usual(_ region: String, _ suffix: String, _ dualStackSuffix: String) -> Hosts {
    Hosts(
      region: region,
      sts: [
        "sts.\(region).\(suffix)", "sts-fips.\(region).\(suffix)", "sts.\(region).\(dualStackSuffix)",
        "sts-fips.\(region).\(dualStackSuffix)",
      ])
  }

  static let hosts: [Hosts] = [
    // One written out, so that the rule above is not all there is to compare with.
    Hosts(
      region: "eu-central-1",
      sts: [
        "sts.eu-central-1.amazonaws.com", "sts-fips.eu-central-1.amazonaws.com", "sts.eu-central-1.api.aws",
        "sts-fips.eu-central-1.api.aws",
      ]),
    usual("us-east-1", "amazonaws.com", "api.aws"),
    usual("cn-north-1", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    usual("us-iso-east-1", "c2s.ic.gov", "api.aws.ic.gov"),
    usual("us-isob-east-1", "sc2s.sgov.gov", "api.aws.scloud"),
    usual("eu-isoe-west-1", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
    usual("us-isof-south-1", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
    usual("eusc-de-east-1", "amazonaws.eu", "api.amazonwebservices.eu"),
    // GovCloud's plain STS host is its FIPS host.
    Hosts(
      region: "us-gov-west-1",
      sts: [
        "sts.us-gov-west-1.amazonaws.com", "sts.us-gov-west-1.amazonaws.com", "sts.us-gov-west-1.api.aws",
        "sts-fips.us-gov-west-1.api.aws",
      ]),
  ]

  @Test("AWS's own hosts follow from region and variant", arguments: hosts)
  func awsHosts(_ test: Hosts) throws {
    let region = try Region(test.region)
    #expect(Self.variants.map { Endpoint.sts(in: region, $0).description } == test.sts.map { "https://\($0)/" })
    #expect(Endpoint.sts(in: region).authority == test.sts.first)
  }
}
