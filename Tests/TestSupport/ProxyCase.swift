import AWSAuth
import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What Go's own HTTP client does with a proxy's variables and a URL; `make_proxy_cases.go` asked it.
package struct ProxyCase: Sendable {
  /// The variables that are set.
  package let environment: [String: String]
  /// Where a request goes.
  package let url: String
  /// The proxy that is used, if one is.
  package let proxy: Proxy?
  /// The address that is connected to: the proxy's or the server's.
  package let address: String

  /// The parts of a proxy's URL.
  package struct Proxy: Sendable, Hashable {
    /// In lower case.
    package var scheme: String
    /// Decoded; empty where there is none.
    package var user: String
    /// Decoded; empty where there is none.
    package var password: String

    /// Creates one of its parts.
    package init(scheme: String, user: String, password: String) {
      self.scheme = scheme
      self.user = user
      self.password = password
    }
  }

  /// The variables and the URL.
  package var name: String {
    (environment.map { "\($0)=\($1)" }.sorted() + [url]).joined(separator: " ").debugDescription
  }

  /// A file that is not what `make_proxy_cases.go` writes.
  private struct Malformed: Error {}

  /// Every case of `proxy_cases.json`, which is read where it stands: a new case needs no build.
  /// - Throws: The file cannot be read.
  package static func all() throws -> [ProxyCase] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appending(path: "AWSAuthTests/HTTP/proxy_cases.json")
    let json = try JSONValue(parsing: [UInt8](Data(contentsOf: file)))
    return try (json.elements ?? []).map { try ProxyCase($0) }
  }

  private init(_ json: JSONValue) throws {
    guard let variables = json["environment"]?.members, let url = json["url"]?.string,
      let address = json["dials"]?.string
    else { throw Malformed() }
    environment = Dictionary(
      uniqueKeysWithValues: try variables.map { member in
        guard let value = member.value.string else { throw Malformed() }
        return (member.key, value)
      })
    self.url = url
    self.address = address
    proxy = json["proxy"].map { proxy in
      Proxy(
        scheme: proxy["scheme"]?.string ?? "", user: proxy["user"]?.string ?? "",
        password: proxy["password"]?.string ?? "")
    }
  }
}
