import Testing

@testable import AWSAuth

/// Which claims AWS compares, for each issuer that it has keys of its own for.
@Suite struct TokenIssuerTests {
  /// An issuer, and what is said of its tokens.
  static let issuers: [(String, String)] = [
    ("https://token.builds.bitrise.io", "of a Bitrise token AWS compares only aud and sub"),
    ("https://token.actions.githubusercontent.com", gitHub),
    ("https://token.actions.githubusercontent.com/octo", gitHub),
    ("https://token.actions.octo.ghe.com", gitHub), ("https://github.com/enterprises/octo", gitHub),
    (
      "https://gitlab.com",
      "of a GitLab.com token AWS compares aud, sub, amr, email, oaud, namespace_id, pipeline_source, project_id, "
        + "ref_protected, runner_environment, user_access_level, user_email, user_id and user_login"
    ),
    (
      "https://agent.buildkite.com",
      "of a Buildkite token AWS compares aud, sub, amr, email, oaud, build_branch, cluster_id, cluster_name, "
        + "organization_id, organization_slug, pipeline_id and pipeline_slug"
    ),
    (
      "https://oidc.circleci.com/org/8e7f",
      "of a CircleCI token AWS compares aud, sub, amr, email, oaud and oidc.circleci.com/project-id"
    ),
    (
      "https://accounts.google.com",
      "of a Google token AWS compares aud, sub, amr, email, oaud and google/organization_number"
    ),
    (
      "https://idcs-1a2b.identity.oraclecloud.com",
      "of an Oracle Cloud token AWS compares aud, sub, amr, email, oaud and rpst_id"
    ),
    (
      "https://cognito-identity.amazonaws.com",
      "of an Amazon Cognito token AWS compares aud, sub, amr, email and oaud"
    ),
    ("https://gitlab.example.com", unknown), ("https://gitlab.com.example", unknown),
    ("https://oidc.circleci.com", unknown),
    ("https://oidc.circleci.com/org/", unknown), ("https://token.actions.ghe.com", unknown),
    ("https://TOKEN.builds.bitrise.io", unknown), ("https://github.com/enterprises/", unknown), ("", unknown),
  ]

  private static let gitHub =
    "of a GitHub token AWS compares aud, sub, amr, email, oaud, actor, actor_id, enterprise_id, environment, "
    + "job_workflow_ref, ref, repository, repository_id, repository_owner_id and workflow"
  private static let unknown =
    "of a token of an issuer that AWS has no condition keys of its own for it compares aud, sub, amr, email and oaud"

  @Test("What AWS compares is said of the issuer's own tokens", arguments: issuers)
  func comparison(_ issuer: String, _ text: String) {
    #expect(TokenIssuer.comparison(of: issuer) == "\(text), conditions on any other claim never hold.")
  }

  @Test("So it is where a token names no issuer")
  func withoutIssuer() {
    #expect(TokenIssuer.comparison(of: nil) == "\(Self.unknown), conditions on any other claim never hold.")
  }

  @Test(
    "The regions that an account has to enable",
    arguments: [
      ("af-south-1", true), ("ap-east-1", true), ("eu-south-2", true), ("il-central-1", true), ("me-south-1", true),
      ("ca-west-1", true), ("mx-central-1", true), ("ap-southeast-3", true),
      ("us-east-1", false), ("eu-central-1", false), ("eu-north-1", false), ("ap-northeast-3", false),
      ("sa-east-1", false), ("cn-north-1", false), ("us-gov-west-1", false), ("eusc-de-east-1", false),
    ])
  func optIn(_ name: String, _ isOptIn: Bool) throws {
    #expect(try Region(name).isOptIn == isOptIn)
  }
}
