import Basics

internal import CLibcurl

/// How one request is sent over a handle; the same for all of a transport's.
struct LibcurlExchange: Sendable {
  /// How long the name's look-up, the connection and TLS may take together.
  static let connectTimeout = Duration.seconds(10)

  private let settings: NetworkSettings
  /// Whether certificates are looked up one by one, which is fast, or all of a file is read.
  private let looksUp = Locked(true)

  init(_ settings: NetworkSettings) {
    self.settings = settings
  }

  /// Sends a request once.
  /// - Parameters:
  ///   - request: What is sent.
  ///   - handle: What it is sent over.
  ///   - deadline: When it has to be over.
  ///   - bodyLimit: How large the answer's body may be, in bytes.
  ///   - inspect: Looks at the handle when a transfer is over, whatever came of it.
  /// - Returns: The answer, whatever its status.
  /// - Throws: `TransportFailure` where no complete answer came.
  func perform(
    _ request: HTTPRequest, on handle: LibcurlHandle, by deadline: Deadline, bodyLimit: Int,
    inspect: (OpaquePointer) -> Void = { _ in }
  ) throws(TransportFailure) -> HTTPResponse {
    let looksUp = looksUp.withLock { $0 }
    do throws(TransportFailure) {
      return try performOnce(
        request, on: handle, looksUp: looksUp, timeout: deadline.remaining, bodyLimit: bodyLimit, inspect)
    } catch {
      guard error.kind == .untrustedCertificate, looksUp else { throw error }
      // OpenSSL's own reading decides, now and from now on: it also finds an issuer whose name is encoded in another
      // way. The request was not sent: TLS comes first.
      self.looksUp.withLock { $0 = false }
      return try performOnce(
        request, on: handle, looksUp: false, timeout: deadline.remaining, bodyLimit: bodyLimit, inspect)
    }
  }

  private func performOnce(
    _ request: HTTPRequest, on handle: LibcurlHandle, looksUp: Bool, timeout: Duration, bodyLimit: Int,
    _ inspect: (OpaquePointer) -> Void
  ) throws(TransportFailure) -> HTTPResponse {
    let easy = handle.pointer
    let proxy = try ProxyRules(settings).proxy(for: request.url)
    var transfer = LibcurlTransfer(easy: easy, settings: settings, proxy: proxy)
    defer { transfer.free() }
    defer { inspect(easy) }
    try configureSecurity(easy, looksUp: looksUp)
    configureRoute(easy, proxy)
    clibcurl_set_long(easy, CLIBCURL_OPT_TIMEOUT_MS, max(1, timeout.wholeMilliseconds))
    clibcurl_set_long(
      easy, CLIBCURL_OPT_CONNECTTIMEOUT_MS,
      max(1, min(timeout, Self.connectTimeout).wholeMilliseconds))
    clibcurl_set_string(easy, CLIBCURL_OPT_USERAGENT, settings.userAgent)
    return try transfer.perform(request, bodyLimit: bodyLimit)
  }

  private func configureSecurity(_ easy: OpaquePointer, looksUp: Bool) throws(TransportFailure) {
    // Most of these are libcurl's defaults; said here so that no build of it can differ, and without any of them
    // nothing is sent.
    let codes = [
      clibcurl_set_long(easy, CLIBCURL_OPT_SSL_VERIFYPEER, 1),
      clibcurl_set_long(easy, CLIBCURL_OPT_SSL_VERIFYHOST, Int(CLIBCURL_VERIFYHOST_MATCH.rawValue)),
      clibcurl_set_long(easy, CLIBCURL_OPT_SSLVERSION, Int(CLIBCURL_SSLVERSION_TLSv1_2.rawValue)),
      clibcurl_set_long(easy, CLIBCURL_OPT_FOLLOWLOCATION, 0),
      clibcurl_set_long(easy, CLIBCURL_OPT_PROTOCOLS, Int(CLIBCURL_PROTOCOLS_HTTP_AND_HTTPS.rawValue)),
      clibcurl_trust(
        easy, settings.certificateFile, settings.certificateDirectory, settings.trustsOnlyNamedCertificates ? 1 : 0,
        looksUp ? 1 : 0),
    ]
    guard codes.allSatisfy({ $0 == CLIBCURL_OK.rawValue }) else {
      throw TransportFailure(
        .unusable, "this libcurl cannot be told to verify certificates", remedy: .installLibcurl)
    }
    // Without this, libcurl uses SIGALRM for its timeouts where its resolver has no thread.
    clibcurl_set_long(easy, CLIBCURL_OPT_NOSIGNAL, 1)
    // Without this, libcurl waits for its resolver's thread after a timeout, as long as that likes to take.
    clibcurl_set_long(easy, CLIBCURL_OPT_QUICK_EXIT, 1)
  }

  private func configureRoute(_ easy: OpaquePointer, _ proxy: ProxyServer?) {
    // Always set: libcurl would else read the environment by itself, by rules of its own. It takes no exceptions from a
    // proxy that it is told, and all of them where it is told none.
    clibcurl_set_string(easy, CLIBCURL_OPT_PROXY, proxy?.url.exposed() ?? "")
    clibcurl_set_string(easy, CLIBCURL_OPT_NOPROXY, proxy == nil ? "*" : "")
    clibcurl_set_long(easy, CLIBCURL_OPT_SUPPRESS_CONNECT_HEADERS, 1)
  }
}
