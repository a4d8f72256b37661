import AWSAuth
import Basics

/// A registry of Amazon ECR, known by its host name.
///
/// The rule is stricter than that of amazon-ecr-credential-helper: the region has the form of one, and the dotted and the
/// hyphenated label (`dkr.ecr`, `dkr-ecr`) each stand only before the domains that AWS has them for. The domain says the
/// partition: AWS opens regions with names that nobody knows yet. A host that merely begins or ends like one of these is
/// somebody else's.
struct ECRRegistry: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// A registry that belongs to an account, by its twelve digits.
    case account(String)
    /// Amazon ECR Public.
    case publicGallery
  }

  let kind: Kind

  /// The host in lower case, without scheme, port or path: the key for Docker's config.json.
  let host: String

  /// The region that its API calls go to and are signed for.
  let region: Region

  /// Which of the API's names the host asks for.
  let variant: EndpointVariant

  /// The registry of a host; `nil` if the host is not one of ECR's.
  init?(host: String) {
    let host = host.lowercasedASCII()
    if let (_, dualStack) = Self.publicHosts.first(where: { $0.0 == host }),
      let region = Region(validating: "us-east-1")
    {
      // The public registry has one region for authorization, wherever the images are served from.
      self.init(
        kind: .publicGallery, host: host, region: region, variant: EndpointVariant(dualStack: dualStack))
      return
    }
    let labels = host.splitScalars(at: ".", maxSplits: 1)
    guard labels.count == 2, AccountID.isValid(String(labels[0]))
    else { return nil }
    for (label, variant) in Self.labels {
      guard let rest = labels[1].droppingPrefix(label)?.splitScalars(at: ".", maxSplits: 1) else { continue }
      guard rest.count == 2 else { return nil }
      let partitions = Partition.all.filter {
        Self.domain(of: $0, dualStack: variant.dualStack)?.utf8Equals(rest[1]) == true
      }
      guard let region = Region(validating: String(rest[0]), inOneOf: partitions) else { return nil }
      self.init(kind: .account(String(labels[0])), host: host, region: region, variant: variant)
      return
    }
    return nil
  }

  /// The registry of an account in a region, by its plain name.
  /// - Throws: `Diagnostic` of kind `invalidConfiguration`: an account has twelve digits.
  init(account: String, region: Region) throws {
    guard let registry = ECRRegistry(host: "\(account).dkr.ecr.\(region).\(region.partition.dnsSuffix)") else {
      throw Diagnostic(
        .invalidConfiguration, "\"\(account.printable(limit: 60))\" is not an AWS account",
        advice: "An account has twelve digits; leading zeros count.")
    }
    self = registry
  }

  /// The API that its tokens come from.
  var api: TokenScope {
    TokenScope(service: kind == .publicGallery ? .ecrPublic : .ecr, region: region, variant: variant)
  }

  private init(kind: Kind, host: String, region: Region, variant: EndpointVariant) {
    self.kind = kind
    self.host = host
    self.region = region
    self.variant = variant
  }

  /// The public registry's hosts, and whether they are the ones that have IPv6 addresses too.
  private static let publicHosts = [("public.ecr.aws", false), ("ecr-public.aws.com", true)]

  /// What stands between account and region, and what it says.
  private static let labels: [(String, EndpointVariant)] = [
    ("dkr.ecr.", EndpointVariant()),
    ("dkr.ecr-fips.", EndpointVariant(fips: true)),
    ("dkr-ecr.", EndpointVariant(dualStack: true)),
    ("dkr-ecr-fips.", EndpointVariant(fips: true, dualStack: true)),
  ]

  /// What a partition's registry hosts end in; `nil` where it has none of that kind.
  private static func domain(of partition: Partition, dualStack: Bool) -> String? {
    guard dualStack else { return partition.dnsSuffix }
    switch partition.id {
    case "aws", "aws-us-gov": return "on.aws"
    case "aws-cn": return "on.amazonwebservices.com.cn"
    default: return nil
    }
  }
}
