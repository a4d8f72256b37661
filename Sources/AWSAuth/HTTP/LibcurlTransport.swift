internal import CLibcurl
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The transport on the system's libcurl, which is opened at the first request.
///
/// Keeps its connections for later requests. Each thread that sends at the same time has a handle of its own.
public final class LibcurlTransport: HTTPTransport {
  /// How large an answer may be: a thousand times what AWS sends.
  public static let bodyLimit = 1 << 20

  /// How long the name's look-up, the connection and TLS may take together.
  public static let connectTimeout = Duration.seconds(10)

  private static let installation = "Install it: libcurl4 (Debian, Ubuntu), libcurl (Alpine, Fedora, Red Hat)."

  private let settings: NetworkSettings
  /// The handles that no thread is using just now, with their connections.
  private let idle = Mutex<[EasyHandle]>([])

  /// Creates a transport; nothing is opened yet.
  public init(_ settings: NetworkSettings) {
    self.settings = settings
  }

  deinit {
    idle.withLock { handles in handles.forEach { clibcurl_easy_free($0.pointer) } }
  }

  /// Sends a request once.
  public func send(_ request: HTTPRequest, timeout: Duration) throws(TransportFailure) -> HTTPResponse {
    let handle = try takeHandle()
    defer { idle.withLock { $0.append(handle) } }
    let easy = handle.pointer
    var transfer = LibcurlTransfer(easy: easy, settings: settings)
    defer { transfer.free() }
    try configureSecurity(easy)
    configureRoute(easy, to: request.url)
    clibcurl_set_long(easy, CLIBCURL_OPT_TIMEOUT_MS, max(1, timeout.wholeMilliseconds))
    clibcurl_set_long(
      easy, CLIBCURL_OPT_CONNECTTIMEOUT_MS, max(1, min(timeout, Self.connectTimeout).wholeMilliseconds))
    clibcurl_set_string(easy, CLIBCURL_OPT_USERAGENT, settings.userAgent)
    return try transfer.perform(request, bodyLimit: Self.bodyLimit)
  }

  private func takeHandle() throws(TransportFailure) -> EasyHandle {
    if let handle = idle.withLock({ $0.popLast() }) { return handle }
    if let reason = clibcurl_open() {
      throw TransportFailure(
        .unusable, "libcurl cannot be opened: \(String(cString: reason).printable())",
        advice: Self.installation)
    }
    guard let new = clibcurl_easy_new() else {
      throw TransportFailure(.unusable, "libcurl cannot start a transfer: out of memory")
    }
    return EasyHandle(pointer: new)
  }

  private func configureSecurity(_ easy: OpaquePointer) throws(TransportFailure) {
    // Most of these are libcurl's defaults; said here so that no build of it can differ, and without any of them
    // nothing is sent.
    var codes = [
      clibcurl_set_long(easy, CLIBCURL_OPT_SSL_VERIFYPEER, 1),
      clibcurl_set_long(easy, CLIBCURL_OPT_SSL_VERIFYHOST, Int(CLIBCURL_VERIFYHOST_MATCH.rawValue)),
      clibcurl_set_long(easy, CLIBCURL_OPT_SSLVERSION, Int(CLIBCURL_SSLVERSION_TLSv1_2.rawValue)),
      clibcurl_set_long(easy, CLIBCURL_OPT_FOLLOWLOCATION, 0),
      clibcurl_set_long(easy, CLIBCURL_OPT_PROTOCOLS, Int(CLIBCURL_PROTOCOLS_HTTP_AND_HTTPS.rawValue)),
    ]
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
      throw TransportFailure(.unusable, "this libcurl cannot be told to verify certificates", advice: Self.installation)
    }
    // Without this, libcurl uses SIGALRM for its timeouts where its resolver has no thread.
    clibcurl_set_long(easy, CLIBCURL_OPT_NOSIGNAL, 1)
    // Without this, libcurl waits for its resolver's thread after a timeout, as long as that likes to take.
    clibcurl_set_long(easy, CLIBCURL_OPT_QUICK_EXIT, 1)
  }

  private func configureRoute(_ easy: OpaquePointer, to url: URL) {
    // Always set: libcurl would else read the environment by itself, by rules of its own.
    let isDirect = url.host().map(Endpoint.isLoopback) ?? false
    let proxy = isDirect || url.scheme?.lowercased() != "https" ? nil : settings.httpsProxy
    clibcurl_set_string(easy, CLIBCURL_OPT_PROXY, proxy?.exposed() ?? "")
    clibcurl_set_string(easy, CLIBCURL_OPT_NOPROXY, settings.noProxy ?? "")
    clibcurl_set_long(easy, CLIBCURL_OPT_SUPPRESS_CONNECT_HEADERS, 1)
  }
}

/// A handle of libcurl: used by one thread at a time, which whoever takes it out of the idle ones sees to.
private struct EasyHandle: @unchecked Sendable {
  let pointer: OpaquePointer
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
