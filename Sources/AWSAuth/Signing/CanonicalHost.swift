/// The value of `Host` that an HTTP client sends for a URL.
package enum CanonicalHost {
  /// The host in lower case, with the port unless it is the scheme's own.
  package static func text(_ url: RequestURL) -> String {
    let host = url.host.lowercased()
    guard let port = url.port, port != defaultPort(of: url.scheme) else { return host }
    return "\(host):\(port)"
  }

  private static func defaultPort(of scheme: String) -> Int? {
    switch scheme {
    case "https": 443
    case "http": 80
    default: nil
    }
  }
}
