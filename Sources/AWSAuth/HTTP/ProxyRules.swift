import Basics

/// Which requests go by the proxy: HTTPS_PROXY and NO_PROXY as Go's programs read them.
///
/// Docker, podman, the kubelet and nearly all others that call this program are written in Go; what they reach in one
/// way must be reached in the same way here. The rules are those of golang.org/x/net/http/httpproxy. libcurl has others,
/// and decides nothing.
package struct ProxyRules: Sendable, Hashable {
  private let proxy: Secret?
  private let entries: [NoProxyEntry]

  /// Why a server is reached without the proxy.
  package enum Exception: Sendable, Hashable {
    /// It is this machine itself.
    case loopback
    /// NO_PROXY has an entry for it.
    case entry(String)
  }

  /// Reads the settings: only where the network is used, since the cache is to answer at once.
  package init(_ settings: NetworkSettings) {
    proxy = settings.httpsProxy.flatMap { $0.isEmpty ? nil : $0 }
    entries = proxy == nil ? [] : (settings.noProxy ?? "").splitScalars(at: ",").compactMap { NoProxyEntry($0) }
  }

  /// Why a server is reached without the proxy; `nil` where it is reached by it.
  package func exception(for url: RequestURL) -> Exception? {
    // Plain http goes to loopback addresses only.
    guard url.scheme == "https" else { return .loopback }
    let bare = url.host.droppingPrefix("[").map { Substring($0.utf8.dropLast()) } ?? url.host[...]
    let address = InternetAddress(String(bare))
    if bare.utf8Equals("localhost") || address?.isLoopback == true { return .loopback }
    let host = bare.lowercasedASCII()
    let port = String(url.port ?? 443)
    return entries.first { $0.matches(host: host, address: address, port: port) }.map { .entry($0.text) }
  }

  /// The proxy by which a server is reached; `nil` where it is reached without one.
  /// - Throws: `TransportFailure` where there is to be one, and its URL is none.
  package func proxy(for url: RequestURL) throws(TransportFailure) -> ProxyServer? {
    guard let proxy, exception(for: url) == nil else { return nil }
    guard let server = ProxyServer(proxy) else { throw Self.unusable }
    return server
  }

  /// What is said of a proxy's URL that is none; it is not quoted, since it may have a password in it.
  static let unusable = TransportFailure(
    .unusable, "HTTPS_PROXY is not the URL of an http, https or socks5 proxy",
    remedy: .proxyURL, isAboutProxy: true)
}
