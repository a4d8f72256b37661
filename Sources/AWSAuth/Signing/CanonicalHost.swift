#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// The value of `Host` that an HTTP client sends for a URL.
package enum CanonicalHost {
  /// The host in lower case, with the port unless it is the scheme's own; empty if the URL has no host.
  package static func text(_ url: URLComponents) -> String {
    let host = (url.encodedHost ?? "").lowercased()
    guard let port = url.port, port != defaultPort(of: url.scheme) else { return host }
    return "\(host):\(port)"
  }

  private static func defaultPort(of scheme: String?) -> Int? {
    switch scheme?.lowercased() {
    case "https": 443
    case "http": 80
    default: nil
    }
  }
}
