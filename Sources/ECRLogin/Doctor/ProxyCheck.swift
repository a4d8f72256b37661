import AWSAuth

/// The proxy between here and the servers.
struct ProxyCheck {
  let environment: Environment
  let probes: [HostProbe]

  func check(_ finding: inout DoctorFinding) throws {
    guard let (variable, url) = environment.first(of: ["https_proxy", "HTTPS_PROXY"]) else {
      finding.add("", "none", "HTTPS_PROXY is not set")
      return
    }
    finding.add("", Self.withoutPassword(url), variable)
    if let (variable, hosts) = environment.first(of: ["no_proxy", "NO_PROXY"]) {
      finding.add("not for", hosts, variable)
    }
    for probe in probes {
      guard let failure = probe.proxyFailure else { continue }
      throw AuthenticationFailure(.invalidConfiguration, failure.detail, advice: failure.advice)
    }
    // One host that it does not let through is that host's trouble; all of them are its own.
    guard probes.count > 1, let refusal = probes[0].proxyRefusal, probes.allSatisfy({ $0.proxyRefusal != nil }) else {
      return
    }
    let hosts = probes.map(\.host)
    throw AuthenticationFailure(
      .invalidConfiguration, "\(refusal.detail), whatever host is asked for",
      advice: "Check HTTPS_PROXY, and that the proxy lets this machine reach "
        + "\(hosts.dropLast().joined(separator: ", ")) and \(hosts.last ?? ""); NO_PROXY goes around it.")
  }

  /// A proxy's URL without user name and password.
  private static func withoutPassword(_ url: String) -> String {
    guard let rest = url.halves(atLast: "@")?.behind else { return url }
    // Only what can be nothing else is taken for the scheme: the rest may be a part of the password.
    guard let scheme = ["http://", "https://"].first(where: { url.lowercasedASCII().begins(with: $0) }) else {
      return String(rest)
    }
    return scheme + rest
  }
}
