/// A way of getting AWS credentials.
public protocol CredentialsProvider: Sendable {
  /// Gets credentials that are good now.
  /// - Throws: `AuthenticationFailure`.
  func credentials() throws -> Credentials
}

/// Keys that are simply there.
public struct StaticCredentials: CredentialsProvider {
  private let value: Credentials

  /// Creates the provider of given keys.
  public init(_ value: Credentials) {
    self.value = value
  }

  /// The keys.
  public func credentials() -> Credentials { value }
}
