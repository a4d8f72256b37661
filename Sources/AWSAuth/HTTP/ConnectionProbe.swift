internal import CLibcurl

/// Finds out how a server is reached, and how long each part of the way takes.
///
/// Each probe has a connection of its own: one that is kept from before would show nothing.
package struct ConnectionProbe: Sendable {
  /// What came of a probe.
  package struct Report: Sendable {
    /// The answer, whatever its status, or why none came.
    package var outcome: Result<HTTPResponse, TransportFailure>

    /// How long the look-up of the name took, the proxy's where there is one; `nil` where it did not get there.
    package var nameLookup: Duration?

    /// How long the connection took; `nil` where it did not get there.
    package var connection: Duration?

    /// How long TLS took; `nil` where it did not get there, or there is none.
    package var tls: Duration?

    /// How long all of it took.
    package var total: Duration

    /// The address that was connected to; `nil` where none was.
    package var address: String?

    /// Whether a proxy answered on the way.
    package var isProxied: Bool

    /// Creates a report.
    package init(
      outcome: Result<HTTPResponse, TransportFailure>, nameLookup: Duration? = nil, connection: Duration? = nil,
      tls: Duration? = nil, total: Duration = .zero, address: String? = nil, isProxied: Bool = false
    ) {
      self.outcome = outcome
      self.nameLookup = nameLookup
      self.connection = connection
      self.tls = tls
      self.total = total
      self.address = address
      self.isProxied = isProxied
    }
  }

  /// Sends a request on a new connection.
  package var probe: @Sendable (_ request: HTTPRequest, _ timeout: Duration) -> Report

  /// Opens what sends requests; returns its name and version.
  /// - Throws: `TransportFailure` of kind `unusable`.
  package var open: @Sendable () throws(TransportFailure) -> String

  /// Creates a probe from its parts.
  package init(
    probe: @escaping @Sendable (_ request: HTTPRequest, _ timeout: Duration) -> Report,
    open: @escaping @Sendable () throws(TransportFailure) -> String
  ) {
    self.probe = probe
    self.open = open
  }

  /// The probe on libcurl.
  /// - Parameter settings: What the user's environment says.
  /// - Returns: A probe that goes the way that requests go.
  package static func libcurl(_ settings: NetworkSettings) -> ConnectionProbe {
    let exchange = LibcurlExchange(settings)
    return ConnectionProbe(
      probe: { request, timeout in measure(request, timeout, exchange) },
      open: { () throws(TransportFailure) in
        _ = try LibcurlHandle(for: "")
        let library = clibcurl_tls_library().map { " " + String(cString: $0) } ?? ""
        return "libcurl/\(String(cString: clibcurl_version()))\(library)"
      })
  }

  private static func measure(_ request: HTTPRequest, _ timeout: Duration, _ exchange: LibcurlExchange) -> Report {
    var report = Report(outcome: .failure(TransportFailure(.unusable, "nothing was sent")))
    let outcome: Result<HTTPResponse, TransportFailure>
    do throws(TransportFailure) {
      let answer = try exchange.perform(
        request, on: LibcurlHandle(for: ""), by: Deadline(after: timeout, by: .system),
        bodyLimit: LibcurlTransport.bodyLimit
      ) { read(&report, from: $0) }
      outcome = .success(answer)
    } catch {
      outcome = .failure(error)
    }
    report.outcome = outcome
    return report
  }

  private static func read(_ report: inout Report, from easy: OpaquePointer) {
    func seconds(_ info: clibcurl_info) -> Double { clibcurl_info_double(easy, Int32(info.rawValue)) }
    // Each is counted from the transfer's begin, and 0 where it was not reached.
    let resolved = seconds(CLIBCURL_INFO_NAMELOOKUP_TIME)
    let connected = seconds(CLIBCURL_INFO_CONNECT_TIME)
    let secured = seconds(CLIBCURL_INFO_APPCONNECT_TIME)
    report.nameLookup = resolved > 0 ? .seconds(resolved) : nil
    report.connection = connected > 0 ? .seconds(connected - resolved) : nil
    report.tls = secured > 0 ? .seconds(secured - connected) : nil
    report.total = .seconds(seconds(CLIBCURL_INFO_TOTAL_TIME))
    report.address = clibcurl_info_string(easy, Int32(CLIBCURL_INFO_PRIMARY_IP.rawValue))
      .map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    report.isProxied = clibcurl_info_long(easy, Int32(CLIBCURL_INFO_HTTP_CONNECTCODE.rawValue)) != 0
  }
}
