import Basics

/// Where a service of AWS, or the build's token service, is reached.
///
/// A secret goes to it, so only `https` is accepted, and `http` where it cannot leave the machine.
public struct Endpoint: Sendable, Hashable, CustomStringConvertible {
  /// The URL; without user, query or fragment.
  public let url: RequestURL

  /// The URL as text.
  public var description: String { url.absoluteString }

  /// Host and, where there is one, port: what messages call it.
  public var authority: String {
    url.port.map { "\(url.host):\($0)" } ?? url.host
  }

  /// Reads a URL that a user gave.
  /// - Parameters:
  ///   - text: The URL.
  ///   - name: What the setting is called, for the message.
  /// - Throws: An error of kind `invalidConfiguration` that names the setting and the rule.
  public init(_ text: String, from name: String) throws(AWSAuthError) {
    func refusal(_ rule: String) -> AWSAuthError {
      // What stands before an @ may be a password: such a text is not quoted.
      let shown = text.prefix(before: "?").printable(limit: 200)
      let problem = text.containsUTF8("@") ? "\(name) \(rule)" : "\(name) is \"\(shown)\", which \(rule)"
      return AWSAuthError(InvalidValue.endpoint(problem: problem))
    }
    let authority = text.firstRange(ofUTF8: "//").map { text[$0.upperBound...].prefix(before: "/?#") }
    guard authority?.containsUTF8("@") != true else {
      // The text is not quoted: what stands before the @ may be a password.
      throw AWSAuthError(InvalidValue.endpoint(problem: "\(name) is a URL with a user name or password in it"))
    }
    guard !text.begins(with: "//") else { throw refusal("is neither https nor http") }
    guard let url = RequestURL(text) else { throw refusal("is not a URL") }
    guard url.query == nil, url.fragment == nil else { throw refusal("has a query or a fragment") }
    switch url.scheme {
    case "https": break
    case "http" where Self.isLoopback(url.host): break
    case "http":
      // As above: no @, no password.
      let shown = text.containsUTF8("@") ? name : "\(name) is \"\(text.printable(limit: 200))\""
      let problem = "\(shown): plain http would send credentials readable over the network"
      throw AWSAuthError(InvalidValue.plainHTTP(problem: problem))
    default: throw refusal("is neither https nor http")
    }
    self.url = url
  }

  /// The endpoint of a host that is known to be right; `https`, port 443, path `/`.
  package init(knownHost host: String) {
    url = RequestURL(knownHost: host)
  }

  /// Whether a host names this machine whatever the network says: `localhost` and the loopback addresses.
  package static func isLoopback(_ host: String) -> Bool {
    let host = host.lowercased()
    if host == "localhost" || host == "::1" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { !$0.isEmpty && $0.utf8.count <= 3 && UInt8($0) != nil && $0.allSatisfy(\.isNumber) }
  }
}
