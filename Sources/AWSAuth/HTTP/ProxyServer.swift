import Basics

/// Where a proxy is, and how it is spoken to: HTTPS_PROXY as Go's programs read it.
///
/// Of what is no URL of a proxy, Go makes a host named `http`, or goes without a proxy in silence. Here it is refused.
package struct ProxyServer: Sendable, Hashable {
  /// `http`, `https`, `socks5` or `socks5h`.
  package let scheme: String

  /// The host: a name, an IPv4 address, or an IPv6 address in brackets.
  package let host: String

  /// The port; where none is written, that of the scheme.
  package let port: Int

  /// User name and password as they are written, percent-encoded.
  private let userInfo: Secret?

  /// The schemes, with the port of each: curl's own default would be 1080 for all but `https`.
  private static let ports = ["http": 80, "https": 443, "socks5": 1080, "socks5h": 1080]

  /// Reads a URL, or `HOST:PORT`, which is one of `http`; `nil` for what is neither.
  package init?(_ url: Secret) {
    let text = url.exposed()
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
    let (scheme, rest) = Self.splitScheme(text)
    guard let defaultPort = Self.ports[scheme] else { return nil }
    let authority = rest.prefix(before: "/?#")
    let halves = authority.splitLast(at: "@")
    guard let (host, port) = Self.splitPort(halves?.behind ?? authority), Self.isHost(host),
      RequestURL.consists(halves?.before ?? "", of: .proxyUserInfo)
    else { return nil }
    self.scheme = scheme
    self.host = String(host)
    self.port = port ?? defaultPort
    userInfo = (halves?.before).flatMap { $0.isEmpty ? nil : Secret(String($0)) }
  }

  /// The user name; empty where there is none.
  package var user: String { credentials.first ?? "" }

  /// The password; `nil` where none is written.
  package var password: Secret? { credentials.count == 2 ? Secret(credentials[1]) : nil }

  /// The proxy as libcurl takes it: everything is said, so that none of its own defaults counts.
  package var url: Secret {
    let pair = credentials.map { PercentEncoding.encode($0) }.joined(separator: ":")
    // Go has a SOCKS proxy look names up, whichever of the two schemes is written.
    let curlScheme = scheme.begins(with: "socks5") ? "socks5h" : scheme
    return Secret("\(curlScheme)://\(pair.isEmpty ? "" : pair + "@")\(host):\(port)")
  }

  /// User name and, where one is written, password, decoded.
  private var credentials: [String] {
    (userInfo?.exposed().splitScalars(at: ":", maxSplits: 1) ?? []).map {
      String(decoding: PercentEncoding.decode($0), as: UTF8.self)
    }
  }

  private static func splitScheme(_ text: String) -> (scheme: String, rest: Substring) {
    guard let place = text.firstRange(ofUTF8: "://") else { return ("http", text[...]) }
    let scheme = text[..<place.lowerBound]
    // What has other signs in it is no scheme, but a user name and the begin of a password.
    guard !scheme.hasAny(of: ":@/?#") else { return ("http", text[...]) }
    return (scheme.lowercasedASCII(), text[place.upperBound...])
  }

  /// Host and port; an empty port is none.
  private static func splitPort(_ address: Substring) -> (host: Substring, port: Int?)? {
    guard let (host, digits) = address.splitLast(at: ":"), !digits.hasAny(of: "]") else { return (address, nil) }
    if digits.isEmpty { return (host, nil) }
    guard digits.isASCIIDigits, let port = UInt16(digits), port > 0 else { return nil }
    return (host, Int(port))
  }

  private static func isHost(_ host: Substring) -> Bool {
    guard let inner = host.droppingPrefix("[") else { return !host.isEmpty && !host.hasAny(of: ":[]%\"<>\\^`{|}") }
    // An address that is good on one of this machine's networks only names that (RFC 6874).
    let zone = inner.firstRange(ofUTF8: "%25")
    return inner.ends(with: "]") && inner.containsUTF8(":")
      && InternetAddress(String(zone.map { inner[..<$0.lowerBound] } ?? Substring(inner.utf8.dropLast()))) != nil
  }
}
