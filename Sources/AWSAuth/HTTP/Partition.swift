/// A group of AWS regions with accounts, DNS names and ARNs of its own.
///
/// The table is that of AWS's `partitions.json`, as botocore 1.43 has it.
public struct Partition: Sendable, Hashable {
  /// The identifier, which is also the second field of its ARNs: `aws`, `aws-cn`, ….
  public let id: String

  /// What the names of its services end in, without a leading dot: `amazonaws.com`.
  public let dnsSuffix: String

  /// What the names of its services' IPv4-and-IPv6 endpoints end in: `api.aws`.
  public let dualStackSuffix: String

  /// The audience that its IAM expects in tokens, unless told otherwise.
  public let defaultAudience: String

  /// What the names of its regions begin with, before `-DIRECTION-NUMBER`.
  let regionPrefixes: [String]

  /// All partitions there are.
  public static let all: [Partition] = [
    Partition(
      id: "aws", dnsSuffix: "amazonaws.com", dualStackSuffix: "api.aws",
      regionPrefixes: ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"]),
    Partition(
      id: "aws-cn", dnsSuffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn",
      defaultAudience: "sts.amazonaws.com.cn", regionPrefixes: ["cn"]),
    Partition(
      id: "aws-us-gov", dnsSuffix: "amazonaws.com", dualStackSuffix: "api.aws", regionPrefixes: ["us-gov"]),
    Partition(
      id: "aws-iso", dnsSuffix: "c2s.ic.gov", dualStackSuffix: "api.aws.ic.gov", regionPrefixes: ["us-iso"]),
    Partition(
      id: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", dualStackSuffix: "api.aws.scloud",
      regionPrefixes: ["us-isob"]),
    Partition(
      id: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk", dualStackSuffix: "api.cloud-aws.adc-e.uk",
      regionPrefixes: ["eu-isoe"]),
    Partition(
      id: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov", dualStackSuffix: "api.aws.hci.ic.gov",
      regionPrefixes: ["us-isof"]),
    Partition(
      id: "aws-eusc", dnsSuffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu",
      regionPrefixes: ["eusc-de"]),
  ]

  /// The commercial regions, where a region of an unknown kind is taken to be, as AWS's own rule says.
  public static let aws = all[0]

  /// The partition of that identifier, if there is one.
  public init?(id: String) {
    guard let partition = Partition.all.first(where: { $0.id == id }) else { return nil }
    self = partition
  }

  private init(
    id: String, dnsSuffix: String, dualStackSuffix: String, defaultAudience: String = "sts.amazonaws.com",
    regionPrefixes: [String]
  ) {
    self.id = id
    self.dnsSuffix = dnsSuffix
    self.dualStackSuffix = dualStackSuffix
    self.defaultAudience = defaultAudience
    self.regionPrefixes = regionPrefixes
  }
}

/// The name of an AWS region, such as `eu-central-1`.
///
/// Whether the region exists is not checked: new ones come every year. Its form is, so that a name can
/// never make up another host name than the one it is put into.
public struct Region: Sendable, Hashable, CustomStringConvertible {
  /// The name.
  public let name: String

  /// The partition that the region is in.
  public let partition: Partition

  /// The name.
  public var description: String { name }

  /// Reads a region's name: lower-case words and a number, joined by hyphens.
  /// - Throws: `AuthenticationFailure` of kind `invalidConfiguration` that says the rule.
  public init(_ name: String) throws {
    guard let region = Region(validating: name) else {
      throw AuthenticationFailure(
        .invalidConfiguration, "\"\(name.printable(limit: 64))\" is not the name of an AWS region",
        advice: "A region's name is of the form eu-central-1.")
    }
    self = region
  }

  /// Reads a region's name, `nil` if it does not have the form of one.
  package init?(validating name: String) {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 3, name.utf8.count <= 40,
      parts.dropLast().allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 } }
      ),
      let number = parts.last, !number.isEmpty,
      number.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
    else { return nil }
    self.name = name
    let prefix = String(name[..<parts[parts.count - 3].endIndex])
    partition = Partition.all.first { $0.regionPrefixes.contains(prefix) } ?? .aws
  }

  /// Reads the name of a region whose partition is known: its own if it is among those given, else the first of them.
  ///
  /// New regions have names that no table has yet; where a domain says the partition, that is right all the same.
  package init?(validating name: String, inOneOf partitions: [Partition]) {
    guard let region = Region(validating: name), let first = partitions.first else { return nil }
    self.name = region.name
    partition = partitions.contains(region.partition) ? region.partition : first
  }
}
