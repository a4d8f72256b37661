import AWSAuth

extension IdentityTokenError {
  /// How to get an identity token that can be used.
  var advice: String {
    switch self {
    case .notAToken:
      "A token is a JWT: three base64url parts with dots between them, as the build's OIDC service issues it."
    case .unreadableFile: "Correct the path, or the file."
    case .expired(_, _, let issuer):
      issuer.flatMap(TokenIssuer.of) == .bitrise
        ? "Get a new one later in the build, or set BITRISE_BUILD_URL and BITRISE_BUILD_API_TOKEN, from which this "
          + "program gets one when it needs it."
        : "Get a new one from its issuer, shortly before it is used."
    case .otherAudience:
      "Get the token for that audience, or leave the audience setting (--audience, ECR_LOGIN_AUDIENCE) out."
    case .notIssued(_, let status, _): refusalAdvice(status)
    case .issuedNoToken: MalformedAnswer.Service.buildAPI.advice
    }
  }

  private func refusalAdvice(_ status: Int) -> String {
    switch kind {
    case .unavailable: return "Start the build again later; see status.bitrise.io if it stays."
    case .malformedAnswer: return "Redirects are not followed. \(MalformedAnswer.Service.buildAPI.advice)"
    case .notConfigured, .invalidConfiguration, .timedOut, .refused: break
    }
    switch status {
    case 401, 403:
      return "Check that BITRISE_BUILD_API_TOKEN is the token of this very build, which must still be running."
    case 404: return "Check that BITRISE_BUILD_URL is the URL of this very build."
    default: return "Check BITRISE_BUILD_URL, BITRISE_BUILD_API_TOKEN and the audience."
    }
  }
}
