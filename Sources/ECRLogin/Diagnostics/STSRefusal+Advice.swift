import AWSAuth
import Basics

extension STSRefusal {
  /// What the error means to a person with a red build, and what to do about it.
  var advice: String {
    if isOfNewToken {
      return "A token that the build API issued just now is too old for AWS: this is trouble on Bitrise's or AWS's "
        + "side; start the build again later."
    }
    switch kind {
    case .unavailable: return transientAdvice
    case .malformedAnswer: return MalformedAnswer.Service.sts(region: region.name).advice
    case .refused, .notConfigured, .invalidConfiguration, .timedOut:
      return token.map { tokenAdvice($0) ?? commonAdvice } ?? keysAdvice
    }
  }

  private var transientAdvice: String {
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

  private var keysAdvice: String {
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
    default: commonAdvice
    }
  }

  /// What to do where it does not matter what was shown.
  private var commonAdvice: String {
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
}
