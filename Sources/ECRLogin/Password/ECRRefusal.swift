import AWSAuth

/// What an error of ECR means to somebody with a red build, and what to do about it.
struct ECRRefusal {
  let service: ECRService
  let region: Region
  let endpoint: Endpoint
  /// Whose credentials the request was signed with.
  let identity: Identity

  func failure(_ error: ServiceError) -> Diagnostic {
    let name = "\(service.displayName) (\(region))"
    if let reason = error.retryReason {
      return Diagnostic(
        .unavailable, "\(name) cannot answer \(identity.description): \(error.summary)",
        advice: reason == .throttled
          ? "Too many requests from this account at once; start the build again in a minute."
          : "This is trouble on AWS's side; start the build again later, and see health.aws.amazon.com if it stays.",
        code: error.code)
    }
    guard !error.code.isEmpty else {
      return Diagnostic(
        .malformedAnswer, "\(name) at \(endpoint.authority) answered \(error.status) without an error that ECR has",
        advice: "Something else than ECR may be answering: check proxies, and the AWS_ENDPOINT_URL variables.")
    }
    var failure = Diagnostic(
      // What STS issued a moment ago, ECR will know in the end.
      identity.role != nil && error.isUnknownKey ? .unavailable : .refused,
      "\(name) refuses \(identity.description): \(error.summary)",
      advice: advice(error), code: error.code)
    failure.service = service.signingName
    return failure
  }

  private func advice(_ error: ServiceError) -> String {
    switch error.code {
    case _ where error.isAboutTime: "This machine's clock is wrong: set it."
    case "AccessDeniedException", "AccessDenied": missingPermission
    case _ where error.isUnknownKey:
      identity.role == nil
        ? "AWS does not know these keys here: the access key does not exist or is switched off, its session token is "
          + "missing, or it is of another partition than region \(region)."
          + (region.enablingAdvice.map { " Or the account lacks the region: \($0)" } ?? "")
        : "STS issued these credentials just now, and ECR does not know them yet: start the build again. If it stays, "
          + "check that STS and ECR are asked in the same partition (the AWS_ENDPOINT_URL variables)."
    case "ExpiredTokenException", "ExpiredToken":
      identity.role == nil
        ? "The keys in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN have expired: get new ones."
        : "STS issued these credentials just now, so a clock is wrong: check this machine's; else start the build again."
    case "InvalidSignatureException", "SignatureDoesNotMatch":
      identity.role == nil
        ? "The secret key does not belong to the access key, or this machine's clock is wrong: check "
          + "AWS_SECRET_ACCESS_KEY, then the clock."
        : "This machine's clock is wrong, or something on the way changed the request: check the clock, then proxies."
    case "IncompleteSignatureException", "MissingAuthenticationTokenException":
      "The signature did not arrive as it was sent: check proxies on the way."
    case "InvalidParameterException":
      "The request is not one that this service takes: check the AWS_ENDPOINT_URL variables."
    // Second hand: what a region answers that the account has not enabled.
    case "OptInRequired", "RegionDisabledException":
      region.enablingAdvice ?? "The account has not signed up for ECR: complete the account's registration."
    case "UnsupportedCommandException": "ECR Public is not in this region: it is reached in us-east-1."
    default: "Look this code up among the errors in AWS's documentation of ECR."
    }
  }

  private var missingPermission: String {
    switch service {
    case .ecr: "Allow ecr:GetAuthorizationToken on resource * in a policy of that identity."
    case .ecrPublic:
      "Allow ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken on resource * in a policy of that identity."
    }
  }
}

extension ServiceError {
  /// Whether the service does not know the access key, or not with that session token.
  var isUnknownKey: Bool { ["UnrecognizedClientException", "InvalidClientTokenId"].contains(code) }
}
