/// A group of AWS regions with accounts, DNS names and ARNs of its own.
///
/// The table is that of AWS's `partitions.json`, as botocore 1.43 has it.
package struct Partition: Sendable, Hashable {
  /// The identifier, which is also the second field of its ARNs: `aws`, `aws-cn`, ….
  package let id: String

  /// What the names of its services end in, without a leading dot: `amazonaws.com`.
  package let dnsSuffix: String

  /// What the names of its services' IPv4-and-IPv6 endpoints end in: `api.aws`.
  package let dualStackSuffix: String

  /// The audience that its IAM expects in tokens, unless told otherwise.
  package let defaultAudience: String

  /// What the names of its regions begin with, before `-DIRECTION-NUMBER`.
  let regionPrefixes: [String]

  /// All partitions there are.
  package static let all: [Partition] = [
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
  package static let aws = all[0]

  /// The partition of that identifier, if there is one.
  package init?(id: String) {
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
