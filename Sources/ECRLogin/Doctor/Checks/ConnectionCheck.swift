import AWSAuth

/// The way to one server: name, connection, TLS.
struct ConnectionCheck {
  let probe: HostProbe

  func check(_ finding: inout CheckResult) throws {
    finding.duration = probe.report?.total
    if let report = probe.report {
      let parts = [
        Self.part("DNS", report.nameLookup), Self.part("TCP", report.connection), Self.part("TLS", report.tls),
      ]
      let found = parts.compactMap { $0 }.joined(separator: ", ")
      let address = report.address.map { report.isProxied ? "by the proxy at \($0)" : "at \($0)" } ?? ""
      if !found.isEmpty { finding.add("", found, address) }
    }
    _ = try probe.outcome.get()
  }

  private static func part(_ name: String, _ duration: Duration?) -> String? {
    duration.map { "\(name) \(max(1, $0.wholeMilliseconds)) ms" }
  }
}
