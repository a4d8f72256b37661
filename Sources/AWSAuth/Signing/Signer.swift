#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// Signs requests to AWS with Signature Version 4, in the header `Authorization`.
///
/// It is a pure function of what it is given: it reads no clock and sends nothing. A request that is sent again
/// is signed again, with the time of the new attempt.
public struct Signer: Sendable, Hashable {
  /// What is signed with.
  public var credentials: Credentials

  /// The region in whose name is signed, such as `eu-central-1`.
  public var region: String

  /// The service's signing name, such as `ecr`, `ecr-public` or `sts`; not always the first part of its host.
  public var service: String

  /// Where Signature Version 4 leaves a choice.
  public var options: SigningOptions

  /// Creates a signer for one service in one region; the options are those that most services want.
  public init(
    credentials: Credentials, region: String, service: String, options: SigningOptions = SigningOptions()
  ) {
    self.credentials = credentials
    self.region = region
    self.service = service
    self.options = options
  }

  /// Adds to a request the headers that prove who sends it.
  ///
  /// They are `X-Amz-Date`, `Authorization`, and with temporary credentials `X-Amz-Security-Token`; those that the
  /// request carries already are replaced. Every other header that it has is signed, and `Host`, but for those
  /// that change on the way. Nothing of the request may be changed after that.
  ///
  /// What is signed, and must be sent, is the URL as it is written. A `+` in the query is a plus sign, not a space.
  ///
  /// - Parameters:
  ///   - request: What is to be sent.
  ///   - time: The time of signing, which AWS lets differ from its own by some minutes.
  /// - Returns: The request to send.
  public func sign(_ request: HTTPRequest, at time: Date) -> HTTPRequest {
    signature(of: request, at: time).request
  }

  /// Signs a request, and keeps what was worked out on the way.
  package func signature(of request: HTTPRequest, at time: Date) -> RequestSignature {
    let timestamp = SigningTimestamp(time)
    let scope = CredentialScope(date: timestamp.date, region: region, service: service)
    var request = request
    prepare(&request, timestamp)
    let canonicalRequest = CanonicalRequest(request, path: options.path)
    let stringToSign = StringToSign(canonicalRequest, at: timestamp, scope: scope)
    let signature = SigningKey(credentials.secretAccessKey, scope: scope).signature(of: stringToSign)
    if options.sessionToken == .unsigned {
      addSessionToken(to: &request)
    }
    let authorization =
      "\(StringToSign.algorithm) Credential=\(credentials.accessKeyID)/\(scope.text), "
      + "SignedHeaders=\(canonicalRequest.headers.names), Signature=\(signature)"
    request.fields.append(Self.authorizationField, authorization)
    return RequestSignature(
      canonicalRequest: canonicalRequest, stringToSign: stringToSign, signature: signature,
      authorization: authorization, request: request)
  }

  /// Brings the headers into the state that is signed.
  private func prepare(_ request: inout HTTPRequest, _ timestamp: SigningTimestamp) {
    request.fields.removeAll(named: Self.authorizationField)
    // Also where the credentials have none: an old token does not go with new keys.
    request.fields.removeAll(named: Self.sessionTokenField)
    request.fields.set("X-Amz-Date", timestamp.dateTime)
    if options.payloadHash == .computed {
      request.fields.set(CanonicalRequest.payloadHashField, CanonicalRequest.hash(of: request.body))
    }
    if options.sessionToken == .signed {
      addSessionToken(to: &request)
    }
  }

  private func addSessionToken(to request: inout HTTPRequest) {
    if let token = credentials.sessionToken, !token.isEmpty {
      request.fields.append(Self.sessionTokenField, token.exposed())
    }
  }

  private static let authorizationField = "Authorization"
  private static let sessionTokenField = "X-Amz-Security-Token"
}
