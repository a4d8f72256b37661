import AWSAuth
import Basics

/// What to do where STS refuses an identity token.
///
/// Which sentence STS says for which fault of a token is second hand, but for the issuer's provider and the audience: an
/// emulator that was compared with AWS, and pages that quote AWS (2026).
extension STSRefusal {
  /// What to do where STS refuses an identity token; `nil` where it does not matter what was shown.
  func tokenAdvice(_ token: IdentityToken) -> String? {
    switch error.code {
    case "AccessDenied": trustAdvice(token)
    case "InvalidIdentityToken": invalidTokenAdvice(error.message, token)
    case "ExpiredTokenException":
      token.issuer.flatMap(TokenIssuer.of) == .bitrise
        ? "Get the token later in the build, or let this program get it: Bitrise's build API issues one whenever it is "
          + "asked (BITRISE_BUILD_URL, BITRISE_BUILD_API_TOKEN)."
        : "Get a new token from its issuer, shortly before it is used."
    case "IDPRejectedClaim": "The issuer no longer stands by the token: get a new one."
    case "MalformedPolicyDocument": "Correct the session policy: it is not a valid IAM policy."
    case "PackedPolicyTooLarge": "Shorten the session policy: the message says by how much it is over."
    default: nil
    }
  }

  /// The provider that the trust policy has to name: the issuer without its scheme, in the role's account.
  private var provider: String {
    let url = token?.issuer ?? "ISSUER"
    let issuer = url.droppingPrefix("https://") ?? url[...]
    return "arn:\(role.partition.id):iam::\(role.account):oidc-provider/\(issuer.printable(limit: 200))"
  }

  /// What keeps a token out that is right by itself: STS gives no reason.
  private func trustAdvice(_ token: IdentityToken) -> String {
    let claims = token.claims.map(\.key)
    return [
      "Check that the role exists, that its trust policy names \(provider) as principal, and that its conditions "
        + "fit: \(TokenIssuer.comparison(of: token.issuer))",
      immutableSubjectAdvice(token),
      // Second hand: what the claims ask of the policy.
      claims.contains { $0.begins(with: SteeringClaim.tags) }
        ? "The token brings session tags along: the trust policy has to allow sts:TagSession, too." : nil,
      claims.contains(SteeringClaim.sourceIdentity)
        ? "The token brings a source identity along: the trust policy has to allow sts:SetSourceIdentity, too." : nil,
      "If all of that fits, the policy of a VPC endpoint for STS, a service control policy (SCP) or a resource control "
        + "policy (RCP) denies the call.",
    ].compactMap { $0 }.joined(separator: " ")
  }

  /// Claims that tell AWS itself what to do.
  private enum SteeringClaim {
    static let roles = "https://aws.amazon.com/roles"
    /// One claim, or several whose names go on behind it: `…/tags/principal_tags/KEY`.
    static let tags = "https://aws.amazon.com/tags"
    static let sourceIdentity = "https://aws.amazon.com/source_identity"
  }

  /// GitHub puts ids behind the names since 15 July 2026, for repositories that are new, renamed or transferred.
  private func immutableSubjectAdvice(_ token: IdentityToken) -> String? {
    guard token.issuer.flatMap(TokenIssuer.of) == .gitHub,
      let names = token.subject?.droppingPrefix("repo:")?.prefix(before: ":"), names.containsUTF8("@")
    else { return nil }
    let old = names.splitScalars(at: "/").map { $0.prefix(before: "@") }.joined(separator: "/")
    return "GitHub's sub has ids in it now: a condition on \"repo:\(old.printable(limit: 200)):...\" does not fit "
      + "\"repo:\(names.printable(limit: 200)):...\"."
  }

  private func invalidTokenAdvice(_ message: String, _ token: IdentityToken) -> String {
    if message.containsUTF8("No OpenIDConnect provider found") {
      return
        "Create the IAM OIDC provider \(provider) for exactly that issuer URL, in the role's account \(role.account)."
    }
    if message.containsUTF8("thumbprint") {
      return "Put the SHA-1 thumbprint of the topmost certificate that the issuer's host sends into the IAM OIDC "
        + "provider \(provider): AWS compares it where it does not trust the host's certificate authority itself."
    }
    if message.containsUTF8("more than one audience") {
      return "Have the token issued for one audience, or with azp: of a token with several AWS does not choose one."
    }
    if message.containsUTF8("roles claim") {
      return "Have the issuer add \(role) to the token's claim \(SteeringClaim.roles), letter by letter, or leave that "
        + "claim out: where it is, AWS lets the token assume no other role, whatever trust policies say."
    }
    if message.containsUTF8("Session tags") {
      return "Correct the claim \(SteeringClaim.tags) where the token is issued: principal_tags has a list with one "
        + "string for each key, transitive_tag_keys is a list of keys."
    }
    if let claim = message.droppingPrefix("Missing a required claim: ") {
      let name = claim.prefix(before: ". ").printable(limit: 40)
      return "Have the issuer put \(name) into the token: AWS demands iss, sub, aud, iat and exp of every token."
    }
    if message.containsUTF8("audience") { return audienceAdvice(token) }
    return "Check that the token is complete and was issued by the service whose IAM OIDC provider is \(provider)."
  }

  private func audienceAdvice(_ token: IdentityToken) -> String {
    if let party = token.authorizedParty {
      return "Add the token's azp, \"\(party.printable(limit: 200))\", to the audiences (client ids) of the IAM OIDC "
        + "provider \(provider): where a token has one, AWS compares it in the place of aud."
    }
    return "Add the token's aud to the audiences (client ids) of the IAM OIDC provider \(provider), or ask for an "
      + "audience that it has with --audience or ECR_LOGIN_AUDIENCE."
  }
}
