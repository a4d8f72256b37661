import Basics

/// An issuer of identity tokens, and the claims that AWS compares of its tokens.
///
/// One row for each issuer that AWS has keys of its own for. Second hand, but for Bitrise's: the keys are those of a
/// copy of AWS's Service Authorization Reference for STS in a public library (2026); no call to AWS has shown them.
/// Facebook and Login with Amazon are not here: what they issue is no token with an `iss`.
package struct TokenIssuer: Sendable, Hashable {
  /// Whose tokens they are, as a sentence names them: `a GitHub token`.
  package let token: String
  /// The issuers without their scheme; `*` stands for any text but none.
  package let hosts: [String]
  /// The claims that AWS compares in addition to the common ones.
  package let claims: [String]

  /// The claims that AWS compares of every issuer's tokens, where a token has them.
  package static let commonClaims = ["aud", "sub", "amr", "email", "oaud"]

  /// Bitrise, which has no row in AWS's reference: its tokens have none of the claims that AWS compares but two.
  package static let bitrise = TokenIssuer(token: "a Bitrise token", hosts: ["token.builds.bitrise.io"], claims: [])

  /// GitHub Actions, on github.com, for an enterprise there, and on ghe.com.
  package static let gitHub = TokenIssuer(
    token: "a GitHub token",
    hosts: [
      "token.actions.githubusercontent.com", "token.actions.githubusercontent.com/*", "token.actions.*.ghe.com",
      "github.com/enterprises/*",
    ],
    claims: [
      "actor", "actor_id", "enterprise_id", "environment", "job_workflow_ref", "ref", "repository", "repository_id",
      "repository_owner_id", "workflow",
    ])

  /// Every issuer that AWS has keys of its own for, and Bitrise.
  package static let all: [TokenIssuer] = [
    bitrise, gitHub,
    TokenIssuer(
      token: "a GitLab.com token", hosts: ["gitlab.com"],
      claims: [
        "namespace_id", "pipeline_source", "project_id", "ref_protected", "runner_environment", "user_access_level",
        "user_email", "user_id", "user_login",
      ]),
    TokenIssuer(
      token: "a Buildkite token", hosts: ["agent.buildkite.com"],
      claims: [
        "build_branch", "cluster_id", "cluster_name", "organization_id", "organization_slug", "pipeline_id",
        "pipeline_slug",
      ]),
    TokenIssuer(
      token: "a CircleCI token", hosts: ["oidc.circleci.com/org/*"], claims: ["oidc.circleci.com/project-id"]),
    TokenIssuer(token: "a Google token", hosts: ["accounts.google.com"], claims: ["google/organization_number"]),
    TokenIssuer(token: "an Oracle Cloud token", hosts: ["idcs-*.identity.oraclecloud.com"], claims: ["rpst_id"]),
    TokenIssuer(token: "an Amazon Cognito token", hosts: ["cognito-identity.amazonaws.com"], claims: []),
  ]

  /// The row of an issuer.
  /// - Parameter url: The issuer, with its scheme or without.
  /// - Returns: `nil` where AWS has no keys of its own for it.
  package static func of(_ url: String) -> TokenIssuer? {
    let host = url.droppingPrefix("https://") ?? url[...]
    return all.first { $0.hosts.contains { Self.fits(host, $0) } }
  }

  private static func fits(_ host: Substring, _ pattern: String) -> Bool {
    let halves = pattern.splitScalars(at: "*", maxSplits: 1)
    guard halves.count == 2 else { return host.utf8Equals(pattern) }
    return host.begins(with: halves[0]) && host.ends(with: halves[1]) && host.utf8.count > pattern.utf8.count - 1
  }

  /// What AWS compares of a token, as the end of a sentence.
  package static func comparison(of issuer: String?) -> String {
    guard let issuer = issuer.flatMap(of) else {
      return "of a token of an issuer that AWS has no condition keys of its own for it compares "
        + "\(list(commonClaims)), conditions on any other claim never hold."
    }
    guard issuer != bitrise else {
      return "of a Bitrise token AWS compares only aud and sub, conditions on any other claim never hold."
    }
    return "of \(issuer.token) AWS compares \(list(commonClaims + issuer.claims)), conditions on any other claim never "
      + "hold."
  }

  private static func list(_ words: [String]) -> String {
    words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
  }
}
