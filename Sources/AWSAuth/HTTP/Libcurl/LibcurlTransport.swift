internal import CLibcurl

/// The transport on libcurl, which is opened at the first request.
///
/// Keeps its connections for later requests, and opens them before those when it is told to. Each thread that sends
/// at the same time has a handle of its own.
public final class LibcurlTransport: HTTPTransport {
  /// How large an answer may be: a thousand times what AWS sends.
  package static let bodyLimit = 1 << 20

  /// How long the name's look-up, the connection and TLS may take together.
  package static let connectTimeout = LibcurlExchange.connectTimeout

  /// How large an answer to a request may be that only opens a connection: a longer one is not read to its end.
  private static let warmUpBodyLimit = 1 << 14

  /// Whether libcurl and its TLS library are part of the program, rather than the system's.
  package static var isLinkedIn: Bool { clibcurl_is_linked_in() != 0 }

  private let pool = LibcurlHandlePool()
  private let exchange: LibcurlExchange
  private let time: TimeSource

  /// Creates a transport; nothing is opened yet.
  /// - Parameters:
  ///   - settings: What the user's environment says.
  ///   - time: Where time comes from.
  public init(_ settings: NetworkSettings, time: TimeSource = .system) {
    exchange = LibcurlExchange(settings)
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
  public func preconnect(_ endpoint: Endpoint, timeout: Duration) {
    let request = HTTPRequest(method: "GET", url: endpoint.url)
    let origin = Self.origin(of: request)
    let deadline = Deadline(after: timeout, by: time)
    // Here and not in the thread: while libraries are loaded no thread can be started, and two threads that change
    // the process's memory map hinder each other. What fails here will fail, and be reported, with the request.
    guard let handle = try? LibcurlHandle(for: origin) else { return }
    // The thread has nothing of the transport's but what it shares: it may outlive it.
    let warmUp = Preconnection(to: origin, by: time) { [exchange] in
      let answer = try? exchange.perform(request, on: handle, by: deadline, bodyLimit: Self.warmUpBodyLimit)
      return answer == nil ? nil : handle
    }
    pool.add(warmUp)
  }

  /// What connections are told apart by.
  private static func origin(of request: HTTPRequest) -> String {
    let url = request.url
    return "\(url.scheme)://\(url.host.lowercased()):\(url.port.map(String.init) ?? "")"
  }
}
