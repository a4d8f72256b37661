import AWSAuth

/// What an error of ECR means to somebody with a red build, and what to do about it.
struct ECRRefusal {
  let service: ECRClient.Service
  let region: Region
  /// Whose credentials the request was signed with: `role arn:…`, `access key AKIA…`.
  let identity: String

  func failure(_ error: ServiceError) -> AuthenticationFailure {
    let name = "\(service.displayName) (\(region))"
    if let reason = error.retryReason {
      return AuthenticationFailure(
        .unavailable, "\(name) cannot answer \(identity): \(error.summary)",
        advice: reason == .throttled
          ? "Too many requests from this account at once; start the build again in a minute."
          : "This is trouble on AWS's side; start the build again later, and see health.aws.amazon.com if it stays.",
        code: error.code)
    }
    return AuthenticationFailure(
      error.code.isEmpty ? .malformedAnswer : .refused, "\(name) refuses \(identity): \(error.summary)",
      advice: advice(error), code: error.code)
  }

  private func advice(_ error: ServiceError) -> String {
    switch error.code {
    case "AccessDeniedException", "AccessDenied": missingPermission
    case "UnrecognizedClientException", "InvalidClientTokenId":
      "AWS does not know these credentials here: the access key does not exist or is switched off, its session "
        + "token is missing, or it is of another partition than region \(region)."
    case "ExpiredTokenException", "ExpiredToken":
      "The credentials have expired: get new ones, or ask for longer ones with --duration-seconds."
    case "InvalidSignatureException", "SignatureDoesNotMatch":
      "The secret key does not belong to the access key, or this machine's clock is wrong: check "
        + "AWS_SECRET_ACCESS_KEY, then the clock."
    case "IncompleteSignatureException", "MissingAuthenticationTokenException":
      "The signature did not arrive as it was sent: check proxies on the way."
    case "InvalidParameterException":
      "The request is not one that this service takes: check the AWS_ENDPOINT_URL variables."
    case "UnsupportedCommandException": "ECR Public is not in this region: it is reached in us-east-1."
    case "": "Something else than ECR may be answering: check proxies, and the AWS_ENDPOINT_URL variables."
    default: "See AWS's list of ECR's errors for this code."
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
