import AWSAuth
import TestSupport
import Testing

@Suite struct PartitionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let id: String
    let dnsSuffix: String
    let dualStackSuffix: String
    var audience = "sts.amazonaws.com"

    var testDescription: String { id }
  }

  static let cases: [Case] = [
    Case(id: "aws", dnsSuffix: "amazonaws.com", dualStackSuffix: "api.aws"),
    Case(
      id: "aws-cn", dnsSuffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn",
      audience: "sts.amazonaws.com.cn"),
    Case(id: "aws-us-gov", dnsSuffix: "amazonaws.com", dualStackSuffix: "api.aws"),
    Case(id: "aws-iso", dnsSuffix: "c2s.ic.gov", dualStackSuffix: "api.aws.ic.gov"),
    Case(id: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", dualStackSuffix: "api.aws.scloud"),
    Case(id: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk", dualStackSuffix: "api.cloud-aws.adc-e.uk"),
    Case(id: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov", dualStackSuffix: "api.aws.hci.ic.gov"),
    Case(id: "aws-eusc", dnsSuffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu"),
  ]

  @Test("A partition has the names that AWS's table gives it", arguments: cases)
  func names(_ test: Case) throws {
    let partition = try #require(Partition(id: test.id))
    #expect(partition.id == test.id)
    #expect(partition.dnsSuffix == test.dnsSuffix)
    #expect(partition.dualStackSuffix == test.dualStackSuffix)
    #expect(partition.defaultAudience == test.audience)
  }

  @Test("There are eight of them, and the commercial one is where unknown regions are")
  func all() {
    #expect(Partition.all.map(\.id) == Self.cases.map(\.id))
    #expect(Partition.aws.id == "aws")
  }

  @Test("Other identifiers name none", arguments: ["", "AWS", "aws-", "amazon", "aws-global", "aws-us-gov-global"])
  func unknown(_ id: String) {
    #expect(Partition(id: id) == nil)
  }
}

@Suite struct RegionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let partition: String
    let regions: [String]

    var testDescription: String { partition }

    init(_ partition: String, _ regions: String...) {
      self.partition = partition
      self.regions = regions
    }
  }

  static let cases: [Case] = [
    // Every region of botocore's partitions.json.
    Case(
      "aws", "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
      "ap-south-1", "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4",
      "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1",
      "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3",
      "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1", "us-east-1", "us-east-2",
      "us-west-1", "us-west-2"),
    Case("aws-cn", "cn-north-1", "cn-northwest-1"),
    Case("aws-us-gov", "us-gov-east-1", "us-gov-west-1"),
    Case("aws-iso", "us-iso-east-1", "us-iso-west-1"),
    Case("aws-iso-b", "us-isob-east-1", "us-isob-west-1"),
    Case("aws-iso-e", "eu-isoe-west-1"),
    Case("aws-iso-f", "us-isof-east-1", "us-isof-south-1"),
    Case("aws-eusc", "eusc-de-east-1"),
    // Regions that do not exist yet, by the form of their names.
    Case("aws", "us-south-12", "eu-isox-west-1", "us-govx-west-1"),
    Case("aws-us-gov", "us-gov-north-3"),
    // A place that nobody knows is taken to be in the first partition, as AWS's rule says.
    Case("aws", "xx-north-1", "moon-farside-1", "eusc-fr-west-1", "cn-gov-west-1"),
  ]

  @Test("A region is in the partition that its name says", arguments: cases)
  func partition(_ test: Case) throws {
    for name in test.regions {
      let region = try Region(name)
      #expect(region.partition.id == test.partition, "\(name)")
      #expect(region.name == name)
      #expect(region.description == name)
    }
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let quoted: String

    var testDescription: String { quoted }

    init(_ name: String, quoted: String? = nil) {
      self.name = name
      self.quoted = quoted ?? name
    }
  }

  static let refusals: [Refusal] = [
    Refusal(""), Refusal("us"), Refusal("us-east"), Refusal("us-1"), Refusal("useast1"), Refusal("us-east-"),
    Refusal("-east-1"), Refusal("us--1"), Refusal("us-east-1-"), Refusal("us-east-1a"), Refusal("us-east-a"),
    Refusal("US-EAST-1"), Refusal("us_east_1"), Refusal("us-east-+1"), Refusal("us-2-1"), Refusal("aws-global"),
    Refusal(" us-east-1"), Refusal("us-east-1 "), Refusal("us-west-2-lax-1a"), Refusal("us-east-٣"),
    // Nothing that makes another host of the one it is put into.
    Refusal("us-east-1.evil.example"), Refusal("us-east-1/x"), Refusal("evil.example#us-east-1"),
    Refusal("us-east-1@evil.example"), Refusal("us-east-1\n", quoted: "us-east-1 "),
    Refusal("us-east-1\u{0}", quoted: "us-east-1\\u{0}"),
    Refusal(
      "us-" + String(repeating: "east", count: 20) + "-1", quoted: "us-" + String(repeating: "east", count: 15) + "e…"),
  ]

  @Test("What has not the form of a region's name is refused", arguments: refusals)
  func refused(_ test: Refusal) {
    #expect(Region(validating: test.name) == nil)
    #expect(
      throws: AWSAuthError.saying(.invalidConfiguration, "\"\(test.quoted)\" is not the name of an AWS region")
    ) { try Region(test.name) }
  }

  @Test("A name has at most forty characters")
  func length() {
    let middle = String(repeating: "a", count: 35)
    #expect(Region(validating: "us-\(middle)-1") != nil)
    #expect(Region(validating: "us-\(middle)a-1") == nil)
  }
}
