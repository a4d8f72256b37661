import Basics

extension STSRefusal {
  /// The error as the failure that it is.
  func failure(_ error: ServiceError) -> AuthenticationFailure {
    if error.retryReason != nil || error.identityRetryReason != nil {
      return AuthenticationFailure(
        .unavailable, "AWS STS (\(region)) cannot answer for role \(role): \(error.summary)",
        advice: passingAdvice(error), code: error.code)
    }
    guard !error.code.isEmpty else {
      return AuthenticationFailure(
        .malformedAnswer,
        "AWS STS (\(region)) at \(endpoint.authority) answered \(error.status) without an error that STS has",
        advice: "Something else than STS may be answering: check proxies, AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL.")
    }
    let isAboutTheToken = [
      "AccessDenied", "InvalidIdentityToken", "ExpiredTokenException", "IDPRejectedClaim",
    ].contains(error.code)
    let claims = isAboutTheToken ? token.map { "; the token says: \($0.summary)" } : nil
    return AuthenticationFailure(
      .refused, "AWS STS (\(region)) refuses role \(role): \(error.summary)\(claims ?? "")",
      advice: token.map { tokenAdvice(error, $0) } ?? keysAdvice(error), code: error.code)
  }

  private func passingAdvice(_ error: ServiceError) -> String {
    switch error.code {
    case "IDPCommunicationError":
      "AWS cannot reach the token's issuer; start the build again later. If it stays, check that the issuer's "
        + "discovery document and keys are public."
    case "InvalidIdentityToken":
      "AWS could not fetch the issuer's keys; start the build again. If it stays, check that the issuer's "
        + "discovery document and keys are public."
    default:
      error.retryReason == .throttled
        ? "Too many requests from this account at once; start the build again in a minute."
        : "This is trouble on AWS's side; start the build again later, and see health.aws.amazon.com if it stays."
    }
  }

  private func keysAdvice(_ error: ServiceError) -> String {
    switch error.code {
    case _ where error.isAboutTime: "This machine's clock is wrong: set it."
    case "AccessDenied":
      "Allow sts:AssumeRole on this role to the user or role whose keys these are, and name it in the role's trust policy."
    case "InvalidClientTokenId":
      "The access key does not exist, is switched off, or lacks its session token: check AWS_ACCESS_KEY_ID and "
        + "AWS_SESSION_TOKEN." + (region.enablingAdvice.map { " Or the account lacks the region: \($0)" } ?? "")
    case "SignatureDoesNotMatch", "InvalidSignatureException":
      "The secret key does not belong to the access key, or this machine's clock is wrong: check "
        + "AWS_SECRET_ACCESS_KEY, then the clock."
    case "ExpiredToken", "ExpiredTokenException":
      "The keys in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN have expired: get new ones."
    case "IncompleteSignature", "MissingAuthenticationToken":
      "The signature did not arrive as it was sent: check proxies on the way."
    default: commonAdvice(error)
    }
  }
}
