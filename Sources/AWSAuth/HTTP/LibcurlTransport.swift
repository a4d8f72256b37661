internal import CLibcurl

/// The transport on the system's libcurl, which is opened at the first request.
///
/// Keeps its connections for later requests, and opens them before those when it is told to. Each thread that sends
/// at the same time has a handle of its own.
public final class LibcurlTransport: HTTPTransport {
  /// How large an answer may be: a thousand times what AWS sends.
  public static let bodyLimit = 1 << 20

  /// How long the name's look-up, the connection and TLS may take together.
  public static let connectTimeout = Duration.seconds(10)

  /// How large an answer to a request may be that only opens a connection: a longer one is not read to its end.
  private static let warmUpBodyLimit = 1 << 14

  static let installation = "Install it: libcurl4 (Debian, Ubuntu), libcurl (Alpine, Fedora, Red Hat)."

  private let pool = LibcurlHandlePool()
  private let exchange: Exchange
  private let time: TimeSource

  /// Creates a transport; nothing is opened yet.
  /// - Parameters:
  ///   - settings: What the user's environment says.
  ///   - time: Where time comes from.
  ///   - findHashedCertificates: Finds a directory of the system's certificates, named by their hashes.
  public init(
    _ settings: NetworkSettings, time: TimeSource = .system,
    findHashedCertificates: @escaping @Sendable () -> String? = { nil }
  ) {
    let certificates = SystemCertificates {
      guard settings.certificateSetting == nil, clibcurl_looks_certificates_up() != 0 else { return nil }
      return findHashedCertificates()
    }
    exchange = Exchange(settings: settings, certificates: certificates, time: time)
    self.time = time
  }

  /// Sends a request once.
  public func send(_ request: HTTPRequest, timeout: Duration) throws(TransportFailure) -> HTTPResponse {
    let deadline = Deadline(after: timeout, by: time)
    let handle = try pool.take(for: Self.origin(of: request), timeout: timeout)
    defer { pool.giveBack(handle) }
    return try exchange.perform(request, on: handle, by: deadline, bodyLimit: Self.bodyLimit)
  }

  /// Opens a connection, by the same rules as for a request, in a thread of its own.
  public func prepare(_ endpoint: Endpoint, timeout: Duration) {
    let request = HTTPRequest(method: "GET", url: endpoint.url)
    let origin = Self.origin(of: request)
    let deadline = Deadline(after: timeout, by: time)
    // The thread has nothing of the transport's but what it shares: it may outlive it.
    let warmUp = ConnectionWarmUp(to: origin, by: time) { [exchange] in
      guard let handle = try? LibcurlHandle(for: origin),
        (try? exchange.perform(request, on: handle, by: deadline, bodyLimit: Self.warmUpBodyLimit)) != nil
      else { return nil }
      return handle
    }
    pool.add(warmUp)
  }

  /// What connections are told apart by.
  private static func origin(of request: HTTPRequest) -> String {
    let url = request.url
    return "\(url.scheme)://\(url.host.lowercased()):\(url.port.map(String.init) ?? "")"
  }
}

/// How one request is sent over a handle; the same for all of a transport's.
private struct Exchange: Sendable {
  let settings: NetworkSettings
  let certificates: SystemCertificates
  let time: TimeSource

  func perform(
    _ request: HTTPRequest, on handle: LibcurlHandle, by deadline: Deadline, bodyLimit: Int
  ) throws(TransportFailure) -> HTTPResponse {
    let directory = certificates.directory
    do throws(TransportFailure) {
      return try performOnce(request, on: handle, directory, timeout: deadline.remaining, bodyLimit: bodyLimit)
    } catch {
      guard error.kind == .untrustedCertificate, directory != nil else { throw error }
      // The request was not sent: TLS comes first.
      certificates.useDefaults()
      return try performOnce(request, on: handle, nil, timeout: deadline.remaining, bodyLimit: bodyLimit)
    }
  }

  private func performOnce(
    _ request: HTTPRequest, on handle: LibcurlHandle, _ directory: String?, timeout: Duration, bodyLimit: Int
  ) throws(TransportFailure) -> HTTPResponse {
    let easy = handle.pointer
    var transfer = LibcurlTransfer(easy: easy, settings: settings)
    defer { transfer.free() }
    try configureSecurity(easy, directory)
    configureRoute(easy, to: request.url)
    clibcurl_set_long(easy, CLIBCURL_OPT_TIMEOUT_MS, max(1, timeout.wholeMilliseconds))
    clibcurl_set_long(
      easy, CLIBCURL_OPT_CONNECTTIMEOUT_MS,
      max(1, min(timeout, LibcurlTransport.connectTimeout).wholeMilliseconds))
    clibcurl_set_string(easy, CLIBCURL_OPT_USERAGENT, settings.userAgent)
    return try transfer.perform(request, bodyLimit: bodyLimit)
  }

  private func configureSecurity(_ easy: OpaquePointer, _ hashed: String?) throws(TransportFailure) {
    // Most of these are libcurl's defaults; said here so that no build of it can differ, and without any of them
    // nothing is sent.
    var codes = [
      clibcurl_set_long(easy, CLIBCURL_OPT_SSL_VERIFYPEER, 1),
      clibcurl_set_long(easy, CLIBCURL_OPT_SSL_VERIFYHOST, Int(CLIBCURL_VERIFYHOST_MATCH.rawValue)),
      clibcurl_set_long(easy, CLIBCURL_OPT_SSLVERSION, Int(CLIBCURL_SSLVERSION_TLSv1_2.rawValue)),
      clibcurl_set_long(easy, CLIBCURL_OPT_FOLLOWLOCATION, 0),
      clibcurl_set_long(easy, CLIBCURL_OPT_PROTOCOLS, Int(CLIBCURL_PROTOCOLS_HTTP_AND_HTTPS.rawValue)),
    ]
    if let hashed {
      codes.append(clibcurl_set_string(easy, CLIBCURL_OPT_CAINFO, nil))
      codes.append(clibcurl_set_string(easy, CLIBCURL_OPT_CAPATH, hashed))
    }
    if let file = settings.certificateFile {
      codes.append(clibcurl_set_string(easy, CLIBCURL_OPT_CAINFO, file))
    }
    if let directory = settings.certificateDirectory {
      codes.append(clibcurl_set_string(easy, CLIBCURL_OPT_CAPATH, directory))
    } else if settings.trustsOnlyNamedCertificates {
      // Some TLS libraries have no such directory, and then none to switch off.
      clibcurl_set_string(easy, CLIBCURL_OPT_CAPATH, nil)
    }
    guard codes.allSatisfy({ $0 == CLIBCURL_OK.rawValue }) else {
      throw TransportFailure(
        .unusable, "this libcurl cannot be told to verify certificates", advice: LibcurlTransport.installation)
    }
    // Without this, libcurl uses SIGALRM for its timeouts where its resolver has no thread.
    clibcurl_set_long(easy, CLIBCURL_OPT_NOSIGNAL, 1)
    // Without this, libcurl waits for its resolver's thread after a timeout, as long as that likes to take.
    clibcurl_set_long(easy, CLIBCURL_OPT_QUICK_EXIT, 1)
  }

  private func configureRoute(_ easy: OpaquePointer, to url: RequestURL) {
    // Always set: libcurl would else read the environment by itself, by rules of its own.
    let isDirect = Endpoint.isLoopback(url.host)
    let proxy = isDirect || url.scheme != "https" ? nil : settings.httpsProxy
    clibcurl_set_string(easy, CLIBCURL_OPT_PROXY, proxy?.exposed() ?? "")
    clibcurl_set_string(easy, CLIBCURL_OPT_NOPROXY, settings.noProxy ?? "")
    clibcurl_set_long(easy, CLIBCURL_OPT_SUPPRESS_CONNECT_HEADERS, 1)
  }
}

// The options are C enumerations, which Swift imports as types of their own.
@discardableResult
func clibcurl_set_long(_ easy: OpaquePointer, _ option: clibcurl_option, _ value: Int) -> Int32 {
  clibcurl_set_long(easy, Int32(option.rawValue), value)
}

@discardableResult
func clibcurl_set_string(_ easy: OpaquePointer, _ option: clibcurl_option, _ value: String?) -> Int32 {
  clibcurl_set_string(easy, Int32(option.rawValue), value)
}
