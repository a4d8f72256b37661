#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A set of AWS credentials: what a request is signed with.
public struct Credentials: Sendable, Hashable {
  /// The access key's identifier; not secret, it appears in every signed request.
  public var accessKeyID: String

  /// The key that signatures are made with.
  public var secretAccessKey: Secret

  /// Present with temporary credentials; sent, and signed, as `X-Amz-Security-Token`.
  public var sessionToken: Secret?

  /// When AWS stops accepting them; `nil` where that is not known (keys given by the user).
  public var expiration: Date?

  /// The ARN that AWS gave these credentials (`arn:aws:sts::…:assumed-role/…`), where known.
  public var assumedRoleARN: String?

  /// Creates credentials from their parts.
  public init(
    accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil, expiration: Date? = nil,
    assumedRoleARN: String? = nil
  ) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiration = expiration
    self.assumedRoleARN = assumedRoleARN
  }
}
