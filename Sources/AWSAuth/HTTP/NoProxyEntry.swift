import Basics

/// One of NO_PROXY's entries, as Go's programs read it (golang.org/x/net/http/httpproxy): a domain, an address, a range
/// of addresses, or `*`.
///
/// Names that are not ASCII match nothing here: a host's name is ASCII.
struct NoProxyEntry: Sendable, Hashable {
  /// As it was written.
  let text: String
  private let rule: Rule

  private enum Rule: Sendable, Hashable {
    case everything
    case range(InternetAddress.Range)
    case address(InternetAddress, port: String?)
    /// What hosts end in, from its dot on, and whether the host without that dot is one of them.
    case domain(String, includesItself: Bool, port: String?)
  }

  /// Reads an entry; `nil` for one that says nothing.
  init?(_ text: Substring) {
    self.text = text.trimmingWhitespace()
    let entry = self.text.lowercased()
    if entry.utf8Equals("*") {
      rule = .everything
    } else if let range = InternetAddress.Range(entry) {
      rule = .range(range)
    } else {
      let (host, port) = Self.split(entry) ?? (entry[...], "")
      guard let rule = Self.rule(host, port: port.isEmpty ? nil : String(port)) else { return nil }
      self.rule = rule
    }
  }

  /// Whether a server is reached without the proxy because of this entry.
  /// - Parameters:
  ///   - host: The server's name in lower case, or its address without brackets.
  ///   - address: The same, where it is an address.
  ///   - port: The server's port.
  /// - Returns: Whether it is.
  func matches(host: String, address: InternetAddress?, port: String) -> Bool {
    switch rule {
    case .everything: true
    case .range(let range): address.map(range.contains) ?? false
    case .address(let own, let ownPort): own == address && (ownPort ?? port) == port
    case .domain(let suffix, let includesItself, let ownPort):
      address == nil && (ownPort ?? port) == port
        && (host.ends(with: suffix) || includesItself && suffix.utf8.dropFirst().elementsEqual(host.utf8))
    }
  }

  private static func rule(_ host: Substring, port: String?) -> Rule? {
    if let address = InternetAddress(String(host)) { return .address(address, port: port) }
    // "*.example.com" is another way to write ".example.com": only what is below the domain.
    let domain = host.begins(with: "*.") ? Substring(host.utf8.dropFirst()) : host
    guard !domain.isEmpty else { return nil }
    let includesItself = !domain.begins(with: ".")
    return .domain((includesItself ? "." : "") + domain, includesItself: includesItself, port: port)
  }

  /// Host and port, by the rule of Go's `net.SplitHostPort`; `nil` where there is no port, or what is before it is none.
  private static func split(_ entry: String) -> (host: Substring, port: Substring)? {
    guard let (before, port) = entry.splitLast(at: ":"), !port.hasAny(of: "[]") else { return nil }
    guard let inner = before.droppingPrefix("[") else { return before.hasAny(of: ":[]") ? nil : (before, port) }
    guard inner.ends(with: "]") else { return nil }
    let host = Substring(inner.utf8.dropLast())
    return host.hasAny(of: "[]") ? nil : (host, port)
  }
}
