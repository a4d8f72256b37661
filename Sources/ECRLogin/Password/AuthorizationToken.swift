import AWSAuth
import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What ECR hands out for `docker login`: good for every registry of a region that the identity may use.
struct AuthorizationToken: Hashable, Sendable {
  /// Always `AWS` so far.
  var username: String

  /// What Docker sends as the password.
  var password: Secret

  /// When the registry stops accepting it: twelve hours after it was issued; `nil` where ECR did not say.
  var expiresAt: Date?

  /// The registry of the identity's own account, as a URL; ECR Public names none.
  var proxyEndpoint: String?

  enum Malformation: Error, Hashable {
    /// The token's text is not base64.
    case notBase64
    /// There is no user name or no password in it.
    case notTwoParts
  }

  /// Takes apart the token's text, the base64 of `USER:PASSWORD`.
  init(text: String, expiresAt: Date?, proxyEndpoint: String?) throws(Malformation) {
    guard let decoded = Base64.decode(text), let pair = String(validating: decoded, as: UTF8.self) else {
      throw .notBase64
    }
    let parts = pair.splitScalars(at: ":", maxSplits: 1)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { throw .notTwoParts }
    self.init(
      username: String(parts[0]), password: Secret(String(parts[1])), expiresAt: expiresAt,
      proxyEndpoint: proxyEndpoint)
  }

  init(username: String, password: Secret, expiresAt: Date?, proxyEndpoint: String?) {
    self.username = username
    self.password = password
    self.expiresAt = expiresAt
    self.proxyEndpoint = proxyEndpoint
  }
}
