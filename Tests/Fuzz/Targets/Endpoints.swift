@testable import Basics
import CurlURL

@testable import AWSAuth

extension FuzzTarget {
  /// A URL that somebody set for a service: https, or http to this machine, and to libcurl the same host as to us;
  /// never with a password, and never quoted with one.
  static let endpoints = FuzzTarget(name: "endpoints") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    if let url = RequestURL(text) { checkParts(of: url, text) }
    let endpoint: Endpoint
    do {
      endpoint = try Endpoint(text, from: "AWS_ENDPOINT_URL")
    } catch {
      let shown = "\(error)"
      checkShown(shown)
      if text.contains("@"), text.utf8.count > 20 { check(!shown.contains(text), "quotes what may be a password") }
      return
    }
    let url = endpoint.url
    check(url.absoluteString == text, "\(text) became \(url.absoluteString)")
    check(url.query == nil && url.fragment == nil, "a query or a fragment")
    guard let sent = host(ofURL: text) else { return }
    let isLocal = sent == "localhost" || sent == "[::1]" || sent.hasPrefix("127.")
    check(url.scheme == "https" || isLocal, "plain http to \(sent)")
    check(!text.contains("@") || url.path.contains("@"), "a user name")
  }

  /// The parts of a URL are those of the text, in their order, with nothing left over.
  private static func checkParts(of url: RequestURL, _ text: String) {
    let start = "\(url.scheme)://"
    let end = url.path + (url.query.map { "?\($0)" } ?? "") + (url.fragment.map { "#\($0)" } ?? "")
    check(text.lowercased().hasPrefix(start) && text.hasSuffix(end), "\(text) is \(start)…\(end)")
    let authority = text.dropFirst(start.count).dropLast(end.count)
    let address = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    let ports = url.port.map { [":\($0)"] } ?? ["", ":"]
    check(address.hasPrefix(url.host), "\(address) has the host \(url.host)")
    let rest = address.dropFirst(url.host.count)
    check(ports.contains { rest == $0 } || Int(rest.dropFirst()) == url.port, "\(rest) is the port \(ports)")
    let longer = RequestURL(text).map { $0.appending(segment: "a/b c") }
    check(longer.flatMap { RequestURL($0.absoluteString) } == longer, "a longer URL that is none")
    // What libcurl takes has to be the same host: it is libcurl that opens the connection.
    guard url.scheme == "https" || url.scheme == "http", let sent = host(ofURL: text) else { return }
    let decoded = String(decoding: PercentEncoding.decode(url.host), as: UTF8.self).lowercased()
    let isNumber = sent.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
    check(sent == decoded || isNumber || sent.hasPrefix("["), "\(text): we read \(decoded), libcurl \(sent)")
  }

  /// The host that libcurl finds in a URL; `nil` where it does not take the URL.
  private static func host(ofURL text: String) -> String? {
    guard let host = curlurl_host(text) else { return nil }
    defer { curlurl_free(host) }
    return String(cString: host).lowercased()
  }
}
