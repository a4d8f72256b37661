import AWSAuth

@testable import ECRLogin

extension FuzzTarget {
  /// The registry that a client asks about: only hosts of AWS's, each in the spelling that clients may send.
  static let hosts = FuzzTarget(name: "hosts") { bytes in
    let settings = Settings(
      flags: ParsedArguments(), environment: Environment(["AWS_REGION": "eu-central-1"]), file: .none)
    let text = String(decoding: bytes, as: UTF8.self)
    do {
      checkRegistry(try ECRRegistry(named: text, settings))
    } catch {
      checkShown("\(error)")
    }
    guard let server = try? ServerURL(bytes) else { return }
    check(!server.host.isEmpty && server.host.utf8.count <= ServerURL.lengthLimit, "a host of a strange length")
    check(
      !server.host.utf8.contains { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "/") || (0x41...0x5A).contains($0) },
      "a host with \(server.host.debugDescription)")
    guard let registry = ECRRegistry(host: server.host) else { return }
    check(registry.host == server.host, "the registry has another host")
    checkRegistry(registry)
    for spelling in ["https://\(server.host)", "http://\(server.host)/v2/", "\(server.host):443/r:1\n"] {
      check((try? ServerURL(Array(spelling.utf8))) == server, "\(spelling) is another host")
    }
  }

  /// The whole rule, written down a second time: what a registry's host may look like.
  private static func checkRegistry(_ registry: ECRRegistry) {
    check(ECRRegistry(host: registry.host) == registry, "\(registry.host) is read differently the second time")
    check(registry.host.utf8.allSatisfy { $0 < 0x80 }, registry.host)
    switch registry.kind {
    case .publicGallery:
      check(["public.ecr.aws", "ecr-public.aws.com"].contains(registry.host), registry.host)
      check(registry.region.name == "us-east-1", "another region")
    case .account(let account):
      check(account.utf8.count == 12 && account.utf8.allSatisfy { (0x30...0x39).contains($0) }, account)
      let region = registry.region
      let names = suffixes[region.partition.id, default: []].flatMap { suffix in
        (suffix.hasPrefix("on.") ? ["dkr-ecr", "dkr-ecr-fips"] : ["dkr.ecr", "dkr.ecr-fips"]).map {
          "\(account).\($0).\(region.name).\(suffix)"
        }
      }
      check(names.contains(registry.host), "\(registry.host) is not one of \(names)")
      check(
        region.name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D },
        "a region \(region.name.debugDescription)")
    }
    // What is asked for its token belongs to AWS too.
    let endpoint =
      registry.kind == .publicGallery
      ? Endpoint.ecrPublic(in: registry.region, registry.variant) : Endpoint.ecr(in: registry.region, registry.variant)
    check(endpointSuffixes.contains { endpoint.authority.hasSuffix($0) }, endpoint.authority)
    check(endpoint.description == "https://\(endpoint.authority)/", endpoint.description)
  }

  /// What the hosts of a partition's registries end in.
  private static let suffixes = [
    "aws": ["amazonaws.com", "on.aws"],
    "aws-cn": ["amazonaws.com.cn", "on.amazonwebservices.com.cn"],
    "aws-us-gov": ["amazonaws.com", "on.aws"],
    "aws-iso": ["c2s.ic.gov"],
    "aws-iso-b": ["sc2s.sgov.gov"],
    "aws-iso-e": ["cloud.adc-e.uk"],
    "aws-iso-f": ["csp.hci.ic.gov"],
    "aws-eusc": ["amazonaws.eu"],
  ]

  private static let endpointSuffixes = [
    ".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn", ".c2s.ic.gov",
    ".sc2s.sgov.gov", ".cloud.adc-e.uk", ".csp.hci.ic.gov", ".amazonaws.eu", ".api.amazonwebservices.eu",
  ]
}
