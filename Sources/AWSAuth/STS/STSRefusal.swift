/// What an error of STS means to somebody with a red build, and what to do about it.
struct STSRefusal {
  let role: RoleARN
  let region: Region
  let endpoint: Endpoint
  /// The token that was shown; `nil` where the request was signed with keys.
  let token: IdentityToken?

  func failure(_ error: ServiceError) -> AuthenticationFailure {
    if error.retryReason != nil || STSClient.identityRetryReason(error) != nil {
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
      advice: token == nil ? keysAdvice(error) : tokenAdvice(error), code: error.code)
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

  private func tokenAdvice(_ error: ServiceError) -> String {
    switch error.code {
    case "AccessDenied":
      "Check that the role exists, that its trust policy names \(provider) as principal, and that its conditions "
        + "fit: of a Bitrise token AWS compares only aud and sub, conditions on any other claim never hold."
    case "InvalidIdentityToken": invalidTokenAdvice(error.message)
    case "ExpiredTokenException":
      "Get the token later in the build, or let this program get it: Bitrise's build API issues one whenever it is "
        + "asked (BITRISE_BUILD_URL, BITRISE_BUILD_API_TOKEN)."
    case "IDPRejectedClaim": "The issuer no longer stands by the token: get a new one."
    case "MalformedPolicyDocument": "Correct the session policy: it is not a valid IAM policy."
    case "PackedPolicyTooLarge": "Shorten the session policy: the message says by how much it is over."
    default: commonAdvice(error)
    }
  }

  private func invalidTokenAdvice(_ message: String) -> String {
    if message.has("No OpenIDConnect provider found") {
      return
        "Create the IAM OIDC provider \(provider) for exactly that issuer URL, in the role's account \(role.account)."
    }
    if message.has("audience") {
      return "Add the token's aud to the audiences (client ids) of the IAM OIDC provider \(provider), or ask for an "
        + "audience that it has with --audience or ECR_LOGIN_AUDIENCE."
    }
    return "Check that the token is complete and was issued by the service whose IAM OIDC provider is \(provider)."
  }

  private func keysAdvice(_ error: ServiceError) -> String {
    switch error.code {
    case _ where error.isAboutTime: "This machine's clock is wrong: set it."
    case "AccessDenied":
      "Allow sts:AssumeRole on this role to the user or role whose keys these are, and name it in the role's trust policy."
    case "InvalidClientTokenId":
      "The access key does not exist, is switched off, or lacks its session token: check AWS_ACCESS_KEY_ID and "
        + "AWS_SESSION_TOKEN."
    case "SignatureDoesNotMatch", "InvalidSignatureException":
      "The secret key does not belong to the access key, or this machine's clock is wrong: check "
        + "AWS_SECRET_ACCESS_KEY, then the clock."
    case "ExpiredToken", "ExpiredTokenException":
      "The keys in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN have expired: get new ones."
    case "IncompleteSignature", "MissingAuthenticationToken":
      "The signature did not arrive as it was sent: check proxies on the way."
    case "OptInRequired": "The account has not signed up for STS: complete the account's registration."
    default: commonAdvice(error)
    }
  }

  private func commonAdvice(_ error: ServiceError) -> String {
    switch error.code {
    case "RegionDisabledException":
      "STS is not active in this region for the account: activate it under IAM, Account settings."
    case "ValidationError" where error.message.has("role chaining"):
      "A role that is assumed with another role's credentials lasts one hour at the most: ask for 3600 seconds or fewer."
    case "ValidationError" where error.message.has("DurationSeconds"):
      "Ask for fewer seconds (--duration-seconds, ECR_LOGIN_DURATION_SECONDS), or raise the role's maximum session duration."
    case "ValidationError": "Check the role ARN, the session name and the session duration."
    default: "Look this code up among the errors in AWS's documentation of STS."
    }
  }

  /// The provider that the trust policy has to name: the issuer without its scheme, in the role's account.
  private var provider: String {
    let url = token?.issuer ?? "ISSUER"
    let issuer = url.rest(after: "https://") ?? url[...]
    return "arn:\(role.partition.id):iam::\(role.account):oidc-provider/\(issuer.printable(limit: 200))"
  }
}
