import AWSAuth

/// The servers that the way to the registry leads to; those that are not asked are `nil`.
struct DoctorServers {
  var build: HostProbe.Target?
  var sts: HostProbe.Target?
  var ecr: HostProbe.Target?
  var registryTarget: HostProbe.Target?

  /// Finds them out, from settings that were found good.
  init(settings: Settings, registry: ECRRegistry?) {
    let region = registry?.region ?? (try? settings.region())
    let hasRole = settings[.roleARN] != nil
    // A token that was handed over is not asked for.
    if hasRole, settings.environment[.identityToken] == nil, let (endpoint, _) = try? settings.buildEndpoint() {
      build = HostProbe.Target(service: "the Bitrise build API", endpoint: endpoint)
    }
    guard let region else { return }
    let variant = registry?.variant ?? EndpointVariant()
    if hasRole, let endpoint = try? settings.stsEndpoint(in: region, variant) {
      sts = HostProbe.Target(service: "AWS STS (\(region))", endpoint: endpoint)
    }
    let api = registry?.api ?? TokenScope(service: .ecr, region: region, variant: variant)
    if let endpoint = try? settings.ecrEndpoint(for: api) {
      ecr = HostProbe.Target(service: "\(api.service.displayName) (\(region))", endpoint: endpoint)
    }
    if let registry, let endpoint = try? Endpoint("https://\(registry.host)/v2/", from: "the registry") {
      registryTarget = HostProbe.Target(service: "the registry", endpoint: endpoint)
    }
  }

  /// All of them, each host once, in the order in which they are asked.
  var all: [HostProbe.Target] {
    var seen: Set<String> = []
    return [build, sts, ecr, registryTarget].compactMap { $0 }.filter { seen.insert($0.endpoint.authority).inserted }
  }

  /// The probes of AWS's own servers before the others: it is their clock that counts.
  func awsFirst(_ probes: [HostProbe]) -> [HostProbe] {
    let aws = [sts, ecr].compactMap { $0?.endpoint.authority }
    return probes.filter { aws.contains($0.host) } + probes.filter { !aws.contains($0.host) }
  }
}

/// What came of connecting to each server.
struct ServerLinks {
  let servers: DoctorServers
  /// By host and port.
  var links: [String: Result<Void, CheckRunner.Skipped>] = [:]

  /// Throws where the way to a server is broken.
  func link(to target: HostProbe.Target?) throws {
    guard let target else { return }
    try links[target.endpoint.authority]?.get()
  }
}
