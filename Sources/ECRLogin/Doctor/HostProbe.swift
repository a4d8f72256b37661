import AWSAuth
import Basics

/// A server of the chain, and what came of connecting to it.
struct HostProbe: Sendable {
  /// What messages call it.
  let service: String
  /// Host and port.
  let host: String
  let report: ConnectionProbe.Report?
  /// The answer, or the failure as every other request would report it.
  let outcome: Result<HTTPResponse, Diagnostic>

  /// Why the proxy failed, if it is that which did.
  var proxyFailure: TransportFailure? {
    guard case .failure(let failure)? = report?.outcome, failure.isAboutProxy else { return nil }
    return failure
  }

  /// Why the proxy did not let this host be reached, if that is what came of it.
  var proxyRefusal: TransportFailure? {
    guard case .failure(let failure)? = report?.outcome, failure.kind == .proxyRefused else { return nil }
    return failure
  }

  /// A server that is to be connected to.
  struct Target: Hashable, Sendable {
    var service: String
    var endpoint: Endpoint
  }

  /// Connects to several servers at the same time.
  /// - Parameters:
  ///   - targets: The servers.
  ///   - probe: Connects.
  ///   - time: For the deadline.
  ///   - timeout: How long each may take.
  ///   - hint: Says what to do about a host that is not reached, where that is known.
  /// - Returns: What came of it, in their order.
  static func all(
    _ targets: [Target], _ probe: ConnectionProbe, time: TimeSource, timeout: Duration,
    hint: @escaping @Sendable (String) -> String? = { _ in nil }
  ) -> [HostProbe] {
    let results = Locked<[Int: HostProbe]>([:])
    concurrentPerform(targets.count) { index in
      let result = connect(targets[index], probe, time, timeout, hint)
      results.withLock { $0[index] = result }
    }
    return results.withLock { results in targets.indices.compactMap { results[$0] } }
  }

  private static func connect(
    _ target: Target, _ probe: ConnectionProbe, _ time: TimeSource, _ timeout: Duration,
    _ hint: @escaping @Sendable (String) -> String?
  ) -> HostProbe {
    let transport = ProbingTransport(probe: probe)
    // Once only: what fails now and then is to be seen.
    let deadline = Deadline(after: timeout, by: time)
    let sender = RetryingClient(transport: transport, time: time, deadline: deadline)
    let once = RetryPolicy(attempts: 1, throttledAttempts: 1, base: 0, throttledBase: 0, ceiling: 0)
    let outcome = Result<HTTPResponse, Diagnostic> {
      try diagnosing(hint: hint) {
        try sender.send(
          to: target.service, once,
          makeRequest: { _ in HTTPRequest(method: "HEAD", url: target.endpoint.url) }, classify: { _ in .final })
      }
    }
    return HostProbe(
      service: target.service, host: target.endpoint.authority, report: transport.report, outcome: outcome)
  }
}

/// A transport that keeps what the probe reports.
private final class ProbingTransport: HTTPTransport {
  private let probe: ConnectionProbe
  private let kept = Locked<ConnectionProbe.Report?>(nil)

  init(probe: ConnectionProbe) {
    self.probe = probe
  }

  var report: ConnectionProbe.Report? { kept.withLock { $0 } }

  func send(_ request: HTTPRequest, timeout: Duration) throws(TransportFailure) -> HTTPResponse {
    let report = probe.probe(request, timeout)
    kept.withLock { $0 = report }
    return try report.outcome.get()
  }
}
