import AWSAuth
import Basics

/// The proxy between here and the servers.
struct ProxyCheck {
  let environment: Environment
  /// The servers that are to be reached.
  let targets: [HostProbe.Target]
  /// What came of connecting to them.
  let probes: [HostProbe]

  func check(_ finding: inout CheckResult) throws {
    guard let (variable, url) = environment.first(of: Variable.proxy) else {
      finding.add("", "none", "HTTPS_PROXY is not set")
      return
    }
    finding.add("", Self.withoutPassword(url), variable)
    let exceptions = environment.first(of: Variable.proxyExceptions)
    if let (variable, hosts) = exceptions {
      finding.add("not for", hosts, variable)
      if let entry = hosts.splitScalars(at: ",").lazy.map({ $0.trimmingWhitespace() }).first(where: {
        $0.hasAny(of: " \t\n")
      }) {
        finding.warn(
          "\(variable) has \"\(entry)\" in it, which is one entry and matches no host",
          advice: "Separate the entries by commas.")
      }
    }
    let settings = NetworkSettings(httpsProxy: Secret(url), noProxy: exceptions?.value, userAgent: "")
    describe(ProxyRules(settings), isQuestion: exceptions != nil, &finding)
    for probe in probes {
      guard let failure = probe.proxyFailure else { continue }
      throw Diagnostic(.invalidConfiguration, failure.detail, advice: failure.remedy?.advice ?? "")
    }
    // One host that it does not let through is that host's trouble; all of them are its own.
    guard probes.count > 1, let refusal = probes[0].proxyRefusal, probes.allSatisfy({ $0.proxyRefusal != nil }) else {
      return
    }
    let hosts = probes.map(\.host)
    throw Diagnostic(
      .invalidConfiguration, "\(refusal.detail), whatever host is asked for",
      advice: "Check HTTPS_PROXY, and that the proxy lets this machine reach "
        + "\(hosts.dropLast().joined(separator: ", ")) and \(hosts.last ?? ""); NO_PROXY goes around it.")
  }

  /// Says which servers are reached by the proxy, which are not, and why; nothing where all are without a question.
  private func describe(_ rules: ProxyRules, isQuestion: Bool, _ finding: inout CheckResult) {
    let exceptions = targets.map { rules.exception(for: $0.endpoint.url) }
    if exceptions.allSatisfy({ $0 == nil }) {
      if isQuestion, !targets.isEmpty { finding.add("for", targets.count == 1 ? "the server" : "all servers") }
      return
    }
    for (target, exception) in zip(targets, exceptions) {
      switch exception {
      case nil: finding.add("for", target.endpoint.authority)
      case .loopback: finding.add("around it", target.endpoint.authority, "this machine")
      case .entry(let entry): finding.add("around it", target.endpoint.authority, "because of \(entry)")
      }
    }
  }

  /// A proxy's URL without user name and password.
  private static func withoutPassword(_ url: String) -> String {
    guard let rest = url.splitLast(at: "@")?.behind else { return url }
    // Only what can be nothing else is taken for the scheme: the rest may be a part of the password.
    guard let scheme = ["http://", "https://"].first(where: { url.lowercasedASCII().begins(with: $0) }) else {
      return String(rest)
    }
    return scheme + rest
  }
}
