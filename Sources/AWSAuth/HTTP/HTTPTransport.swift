/// Sends one request and waits for its answer, blocking the calling thread.
public protocol HTTPTransport: Sendable {
  /// Sends a request once: no repetition, no redirect followed.
  /// - Parameters:
  ///   - request: What is sent.
  ///   - timeout: How long it may take in all, from the name's look-up to the last byte.
  /// - Returns: The answer, whatever its status.
  /// - Throws: `TransportFailure` where no complete answer came.
  func send(_ request: HTTPRequest, timeout: Duration) throws(TransportFailure) -> HTTPResponse

  /// Opens a connection for a request that will follow soon; returns at once, and can only save time.
  /// - Parameters:
  ///   - endpoint: Where the request will go.
  ///   - timeout: How long opening it may take.
  func preconnect(_ endpoint: Endpoint, timeout: Duration)
}

extension HTTPTransport {
  /// Does nothing: the request opens its connection by itself.
  public func preconnect(_ endpoint: Endpoint, timeout: Duration) {}
}

/// Why no answer came.
public struct TransportFailure: Error, Sendable, Hashable {
  /// Which part failed.
  public enum Kind: Sendable, Hashable, CaseIterable {
    /// The host's name, or the proxy's, was not found.
    case unknownHost
    /// Nobody answered at the address, or it refused.
    case noConnection
    /// The proxy refused, or asked for a password.
    case proxyRefused
    /// TLS could not be agreed on, for another reason than the certificate.
    case noTLS
    /// The server's certificate is not one that we trust for that host.
    case untrustedCertificate
    /// The connection broke before the answer was complete.
    case interrupted
    /// The answer did not come, or not all of it, in the time allowed.
    case timedOut
    /// The answer was larger than allowed.
    case tooLarge
    /// What came is not HTTP.
    case notHTTP
    /// The request was never sent: libcurl is missing, a file of certificates cannot be read.
    case unusable
  }

  /// Which part failed.
  public var kind: Kind

  /// What failed, in words; for `unusable` a whole sentence without a final period.
  public var detail: String

  /// What helps, where that is particular to this failure.
  package var remedy: TransportRemedy?

  /// Whether it is the proxy that failed, whatever host was meant.
  public var isAboutProxy: Bool

  /// Creates a failure.
  public init(_ kind: Kind, _ detail: String, isAboutProxy: Bool = false) {
    self.kind = kind
    self.detail = detail
    self.isAboutProxy = isAboutProxy
  }

  /// Creates a failure against which something particular helps.
  package init(_ kind: Kind, _ detail: String, remedy: TransportRemedy, isAboutProxy: Bool = false) {
    self.init(kind, detail, isAboutProxy: isAboutProxy)
    self.remedy = remedy
  }

  /// Whether the next attempt may succeed by itself.
  public var isTransient: Bool {
    switch kind {
    case .unknownHost, .noConnection, .noTLS, .interrupted, .timedOut: true
    case .proxyRefused, .untrustedCertificate, .tooLarge, .notHTTP, .unusable: false
    }
  }
}
