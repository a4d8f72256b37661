#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Amazon ECR: whether it hands out a password.
struct ECRCheck {
  let session: AWSSession
  let api: TokenScope
  let now: Date

  /// - Returns: User name and password.
  func check(_ finding: inout CheckResult) throws -> AuthorizationToken {
    let token = try session.authorizationToken(of: api, at: session.settings.ecrEndpoint(for: api))
    finding.add("user", token.username)
    finding.add("expires", token.expiresAt.map { TimeLeft.text(until: $0, from: now) } ?? "ECR does not say when")
    return token
  }
}
