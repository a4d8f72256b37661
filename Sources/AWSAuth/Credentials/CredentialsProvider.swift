/// A way of getting AWS credentials.
package protocol CredentialsProvider: Sendable {
  /// Gets credentials that are good now.
  /// - Throws: `AWSAuthError`, or what a source of identity tokens throws.
  func credentials() throws -> Credentials
}

/// Keys that are simply there.
package struct StaticCredentials: CredentialsProvider {
  private let value: Credentials

  /// Creates the provider of given keys.
  package init(_ value: Credentials) {
    self.value = value
  }

  /// The keys.
  package func credentials() -> Credentials { value }
}
