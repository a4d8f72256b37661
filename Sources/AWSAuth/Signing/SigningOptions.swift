/// Where Signature Version 4 leaves a choice; which one is right depends on the service.
public struct SigningOptions: Sendable, Hashable {
  /// How the path is signed.
  public enum Path: Sendable, Hashable {
    /// Without dot segments and empty segments, and then percent-encoded once more than it is sent.
    ///
    /// So every service but S3 wants it.
    case normalized

    /// As it is sent: S3, where `a//b` and `a/../b` are names of objects.
    ///
    /// S3 wants every byte outside of `A-Z a-z 0-9 - . _ ~ /` percent-encoded there, with upper-case digits.
    case asSent
  }

  /// What becomes of the header `X-Amz-Content-Sha256`.
  public enum PayloadHash: Sendable, Hashable {
    /// The header is left alone. If the request carries one, its value is signed in place of the body's hash.
    ///
    /// A service refuses a request in which the two differ; `UNSIGNED-PAYLOAD` is a value that S3 takes.
    case asGiven

    /// The header is sent, with the body's SHA-256: S3 requires it.
    case computed
  }

  /// What the session token of temporary credentials is to the signature.
  public enum SessionToken: Sendable, Hashable {
    /// The header `X-Amz-Security-Token` is signed.
    case signed

    /// The header is added after signing: a few services want it so.
    case unsigned
  }

  /// How the path is signed.
  public var path: Path

  /// What becomes of the header `X-Amz-Content-Sha256`.
  public var payloadHash: PayloadHash

  /// What the session token of temporary credentials is to the signature.
  public var sessionToken: SessionToken

  /// Creates options; those not given are what most services want, STS and ECR among them.
  public init(
    path: Path = .normalized, payloadHash: PayloadHash = .asGiven, sessionToken: SessionToken = .signed
  ) {
    self.path = path
    self.payloadHash = payloadHash
    self.sessionToken = sessionToken
  }

  /// What S3 wants.
  public static let s3 = SigningOptions(path: .asSent, payloadHash: .computed)
}
