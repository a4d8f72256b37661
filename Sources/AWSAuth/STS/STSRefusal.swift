import Basics

/// What an error of STS means to somebody with a red build, and what to do about it.
struct STSRefusal {
  let role: RoleARN
  let region: Region
  let endpoint: Endpoint
  /// The token that was shown; `nil` where the request was signed with keys.
  let token: IdentityToken?

  func commonAdvice(_ error: ServiceError) -> String {
    switch error.code {
    case "RegionDisabledException":
      region.enablingAdvice
        ?? "STS is not active in this region for the account: activate it under IAM, Account settings."
    case "OptInRequired":
      region.enablingAdvice ?? "The account has not signed up for STS: complete the account's registration."
    case "ValidationError" where error.message.containsUTF8("role chaining"):
      "A role that is assumed with another role's credentials lasts one hour at the most: ask for 3600 seconds or fewer."
    case "ValidationError" where error.message.containsUTF8("DurationSeconds"):
      "Ask for fewer seconds (--duration-seconds, ECR_LOGIN_DURATION_SECONDS), or raise the role's maximum session duration."
    case "ValidationError": "Check the role ARN, the session name and the session duration."
    default: "Look this code up among the errors in AWS's documentation of STS."
    }
  }

  /// The provider that the trust policy has to name: the issuer without its scheme, in the role's account.
  var provider: String {
    let url = token?.issuer ?? "ISSUER"
    let issuer = url.droppingPrefix("https://") ?? url[...]
    return "arn:\(role.partition.id):iam::\(role.account):oidc-provider/\(issuer.printable(limit: 200))"
  }
}
