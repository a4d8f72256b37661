import Basics

/// Where a request goes: an absolute URL with a host, exactly as it is written.
///
/// Only what RFC 3986 has is taken, nothing is repaired: what is checked, what is signed and what is sent are then
/// the same text, however the next program would read a doubtful one.
public struct RequestURL: Sendable, Hashable {
  /// The URL as text.
  public private(set) var absoluteString: String

  /// The scheme, in lower case.
  public let scheme: String

  /// The host as it is written: a name, an IPv4 address, or an IPv6 address in brackets; never empty.
  public let host: String

  /// The port, from 1; `nil` where none is written.
  public let port: Int?

  /// The path, percent-encoded; empty or from its first `/` on.
  public private(set) var path: String

  /// The query, percent-encoded, without its `?`; `nil` where there is none.
  public let query: String?

  /// The fragment, percent-encoded, without its `#`; `nil` where there is none.
  public let fragment: String?

  /// Reads a URL; `nil` for what is none, is not absolute, or has no host.
  public init?(_ text: String) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), let colon = text.firstIndex(of: ":"),
      Self.isScheme(text[..<colon]), text[colon...].hasPrefix("://")
    else { return nil }
    var rest = text[colon...].dropFirst("://".count)
    let authority = rest.prefix { !"/?#".contains($0) }
    rest = rest[authority.endIndex...]
    fragment = Self.cut(&rest, at: "#")
    query = Self.cut(&rest, at: "?")
    path = String(rest)
    let parts = authority.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = parts.last, parts.count == 1 || Self.consists(parts[0], of: .userInfo),
      let (host, port) = Self.split(address), Self.consists(path, of: .path),
      Self.consists(query ?? "", of: .query), Self.consists(fragment ?? "", of: .query)
    else { return nil }
    absoluteString = text
    scheme = text[..<colon].lowercased()
    self.host = host
    self.port = port
  }

  /// The URL of a host that is known to be one: `https`, path `/`.
  init(knownHost host: String) {
    absoluteString = "https://\(host)/"
    scheme = "https"
    self.host = host
    port = nil
    path = "/"
    query = nil
    fragment = nil
  }

  /// The same with a further segment at the end of the path.
  func appending(segment: String) -> RequestURL {
    let addition = (path.hasSuffix("/") ? "" : "/") + PercentEncoding.encode(segment)
    let tail = (query.map { "?\($0)" } ?? "") + (fragment.map { "#\($0)" } ?? "")
    var longer = self
    longer.path += addition
    longer.absoluteString = absoluteString.dropLast(tail.count) + addition + tail
    return longer
  }

  /// What stands behind a character, which goes with it.
  private static func cut(_ rest: inout Substring, at separator: Character) -> String? {
    guard let place = rest.firstIndex(of: separator) else { return nil }
    defer { rest = rest[..<place] }
    return String(rest[rest.index(after: place)...])
  }

  /// Host and port of an authority (RFC 3986, 3.2.2 and 3.2.3); a colon without a port is allowed.
  private static func split(_ address: Substring) -> (String, Int?)? {
    let isAddress = address.hasPrefix("[")
    let host = isAddress ? address.prefix { $0 != "]" } + "]" : address.prefix { $0 != ":" }
    guard address.hasPrefix(host), isAddress ? isIPv6(host.dropFirst().dropLast()) : isName(host) else { return nil }
    var digits = address.dropFirst(host.count)
    guard let colon = digits.popFirst() else { return (String(host), nil) }
    guard colon == ":" else { return nil }
    guard !digits.isEmpty else { return (String(host), nil) }
    guard digits.isASCIIDigits, let port = UInt16(digits), port > 0 else {
      return nil
    }
    return (String(host), Int(port))
  }

  private static func isScheme(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, first.isASCIILetter else { return false }
    return text.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "+-.".utf8.contains($0) }
  }

  private static func isName(_ text: Substring) -> Bool {
    !text.isEmpty && consists(text, of: .name)
  }

  private static func isIPv6(_ text: Substring) -> Bool {
    text.containsUTF8(":") && InternetAddress(String(text)) != nil
  }

  /// What a part of a URL may consist of, besides letters, digits, `-._~`, `!$&'()*+,;=` and percent-encoded bytes.
  enum Part: String {
    case name = ""
    case userInfo = ":"
    /// As Go reads that of a proxy.
    case proxyUserInfo = ":@"
    case path = ":@/"
    case query = ":@/?"
  }

  /// Whether a text can be such a part; other signs must be encoded.
  static func consists(_ text: some StringProtocol, of part: Part) -> Bool {
    let allowed = "-._~!$&'()*+,;=" + part.rawValue
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%") {
        guard rest.popFirst()?.isASCIIHexDigit == true, rest.popFirst()?.isASCIIHexDigit == true else { return false }
      } else if !byte.isASCIILetter, !byte.isASCIIDigit, !allowed.utf8.contains(byte) {
        return false
      }
    }
    return true
  }
}
