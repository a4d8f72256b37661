/// An error that STS answered with.
package struct STSRefusal: AWSAuthError.Cause {
  /// The role that was to be assumed.
  package let role: RoleARN
  /// The region whose STS it is.
  package let region: Region
  /// Host and port that answered.
  let host: String
  /// The token that was shown; `nil` where the request was signed with keys.
  package let token: IdentityToken?
  /// What STS said, without what it quoted of secrets.
  package let error: ServiceError
  /// Whether the token had been issued a moment ago, after STS had found another one too old.
  package internal(set) var isOfNewToken = false

  /// Whether the same request may be answered better later.
  private var mayPass: Bool { error.retryReason != nil || error.identityRetryReason != nil }

  /// What sort of error it is; without a code it may be something else than STS that answers.
  package var kind: AWSAuthError.Kind {
    if mayPass { return .unavailable }
    return error.code.isEmpty ? .malformedAnswer : .refused
  }

  /// STS's own code, empty where it was only a status that says that STS cannot answer now.
  package var code: String? { kind == .malformedAnswer ? nil : error.code }

  /// What STS said of which role; where it is the token that is refused, with what AWS compares of it.
  package var description: String {
    let service = MalformedAnswer.Service.sts(region: region.name).name
    if mayPass { return "\(service) cannot answer for role \(role): \(error.summary)" }
    guard !error.code.isEmpty else {
      return "\(service) at \(host) answered \(error.status) without an error that STS has"
    }
    let isAboutTheToken = [
      "AccessDenied", "InvalidIdentityToken", "ExpiredTokenException", "IDPRejectedClaim",
    ].contains(error.code)
    let claims = isAboutTheToken ? token.map { "; the token says: \($0.summary)" } : nil
    return "\(service) refuses role \(role): \(error.summary)\(claims ?? "")"
  }
}
