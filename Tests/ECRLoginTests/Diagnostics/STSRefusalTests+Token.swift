import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

/// What a person reads where STS refuses a token of whatever issuer: the advice, which differs with the token.
@Suite struct STSRefusalOfTokenTests {
  /// What STS answers, the token's claims, and the advice.
  struct Case: Sendable, CustomTestStringConvertible {
    let code: String
    let message: String
    let claims: String
    let advice: String

    var testDescription: String { "\(message) \(claims)" }

    init(
      _ message: String, code: String = "InvalidIdentityToken", claims: String = STSRefusalOfTokenTests.ours,
      _ advice: String
    ) {
      self.code = code
      self.message = message
      self.claims = claims
      self.advice = advice
    }

    /// A trust policy that does not fit: STS never says why.
    static func denied(_ claims: String, _ advice: String) -> Case {
      Case("Not authorized to perform sts:AssumeRoleWithWebIdentity", code: "AccessDenied", claims: claims, advice)
    }
  }

  fileprivate static let ours = #""iss":"https://token.builds.bitrise.io","sub":"app:a1:workflow:w1","aud":"sts""#
  private static let gitHub = #""iss":"https://token.actions.githubusercontent.com","aud":"sts""#
  private static let role = "arn:aws:iam::123456789012:role/deploy"

  private static func check(_ issuer: String) -> String {
    "Check that the role exists, that its trust policy names arn:aws:iam::123456789012:oidc-provider/\(issuer) as "
      + "principal, and that its conditions fit: "
  }

  private static let never = ", conditions on any other claim never hold. "
  private static let ofGitHub =
    check("token.actions.githubusercontent.com")
    + "of a GitHub token AWS compares aud, sub, amr, email, oaud, actor, actor_id, enterprise_id, environment, "
    + "job_workflow_ref, ref, repository, repository_id, repository_owner_id and workflow" + never
  private static let otherCauses =
    "If all of that fits, the policy of a VPC endpoint for STS, a service control policy (SCP) or a resource control "
    + "policy (RCP) denies the call."
  private static let ofBitrise =
    check("token.builds.bitrise.io") + "of a Bitrise token AWS compares only aud and sub" + never
  private static let malformedTags =
    "Correct the claim https://aws.amazon.com/tags where the token is issued: principal_tags has a list with one string "
    + "for each key, transitive_tag_keys is a list of keys."

  static let cases: [Case] = [
    .denied(ours, ofBitrise + otherCauses),
    .denied(
      #""iss":"https://oidc.example/a","sub":"x""#,
      check("oidc.example/a")
        + "of a token of an issuer that AWS has no condition keys of its own for it compares aud, sub, amr, email and "
        + "oaud" + never + otherCauses),
    .denied(gitHub + #","sub":"repo:octo/app:ref:refs/heads/main""#, ofGitHub + otherCauses),
    .denied(
      gitHub + #","sub":"repo:octo@123/app@456:ref:refs/heads/main""#,
      ofGitHub
        + #"GitHub's sub has ids in it now: a condition on "repo:octo/app:..." does not fit "repo:octo@123/app@456:...". "#
        + otherCauses),
    // Somebody else's sub may have an @ in it for its own reasons.
    .denied(
      #""iss":"https://oidc.example/a","sub":"repo:octo@1/app@2:x""#,
      check("oidc.example/a")
        + "of a token of an issuer that AWS has no condition keys of its own for it compares aud, sub, amr, email and "
        + "oaud" + never + otherCauses),
    .denied(gitHub + #","sub":"repo:octo/app:ref:refs/heads/a@b""#, ofGitHub + otherCauses),
    .denied(
      ours + #","https://aws.amazon.com/tags":{"principal_tags":{"a":["b"]}}"#,
      ofBitrise + "The token brings session tags along: the trust policy has to allow sts:TagSession, too. "
        + otherCauses),
    .denied(
      ours + #","https://aws.amazon.com/tags/principal_tags/a":"b""#,
      ofBitrise + "The token brings session tags along: the trust policy has to allow sts:TagSession, too. "
        + otherCauses),
    .denied(
      ours + #","https://aws.amazon.com/source_identity":"me""#,
      ofBitrise
        + "The token brings a source identity along: the trust policy has to allow sts:SetSourceIdentity, too. "
        + otherCauses),
    Case(
      "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
      "Put the SHA-1 thumbprint of the topmost certificate that the issuer's host sends into the IAM OIDC provider "
        + "arn:aws:iam::123456789012:oidc-provider/token.builds.bitrise.io: AWS compares it where it does not trust the "
        + "host's certificate authority itself."),
    Case(
      "Token audience contains more than one audience while authorized party is not present",
      claims: #""iss":"https://oidc.example","aud":["a","b"]"#,
      "Have the token issued for one audience, or with azp: of a token with several AWS does not choose one."),
    Case(
      "The target role ARN is not present in the roles claim of the identity token",
      "Have the issuer add \(role) to the token's claim https://aws.amazon.com/roles, letter by letter, or leave that "
        + "claim out: where it is, AWS lets the token assume no other role, whatever trust policies say."),
    Case("Session tags passed in claim are not in correct format.", malformedTags),
    Case(
      "Missing a required claim: sub",
      "Have the issuer put sub into the token: AWS demands iss, sub, aud, iat and exp of every token."),
    Case(
      "Missing a required claim: iat. Please check.",
      "Have the issuer put iat into the token: AWS demands iss, sub, aud, iat and exp of every token."),
    Case(
      "Incorrect token audience", claims: #""iss":"https://oidc.example","aud":"a","azp":"b""#,
      "Add the token's azp, \"b\", to the audiences (client ids) of the IAM OIDC provider "
        + "arn:aws:iam::123456789012:oidc-provider/oidc.example: where a token has one, AWS compares it in the place of "
        + "aud."),
    Case(
      "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
      "Check that the token is complete and was issued by the service whose IAM OIDC provider is "
        + "arn:aws:iam::123456789012:oidc-provider/token.builds.bitrise.io."),
    Case(
      "Token expired: current date/time 2 must be before the expiration date/time 1", code: "ExpiredTokenException",
      claims: gitHub, "Get a new token from its issuer, shortly before it is used."),
  ]

  private static func advice(
    _ status: Int, _ code: String, _ message: String, claims: String, region: String = "eu-central-1"
  ) throws -> String {
    let network = FakeNetwork([.stsError(status, code, message)])
    let client = STSClient(region: try Region(region), sender: network.sender)
    let failure = try failure {
      _ = try client.assumeRole(
        RoleARN(role), with: IdentityToken(TestToken.jwt(claims: "{\(claims)}"), from: "A_TOKEN"),
        sessionName: RoleSessionName("bitrise-1"))
    }
    #expect(failure.kind == .refused)
    return failure.advice
  }

  @Test("Each fault of a token has its own advice", arguments: cases)
  func advice(_ test: Case) throws {
    #expect(try Self.advice(400, test.code, test.message, claims: test.claims) == test.advice)
  }

  private static let enabling =
    "ap-east-1 is a region that an account has to enable first: enable it in the AWS console, under Account, AWS "
    + "Regions, or use a registry in another region."

  @Test("A region that has to be enabled is named as that", arguments: ["RegionDisabledException", "OptInRequired"])
  func region(_ code: String) throws {
    #expect(try Self.advice(403, code, "x", claims: Self.ours, region: "ap-east-1") == Self.enabling)
  }

  @Test("There a key that is not known may be one of an account without the region")
  func keyInRegion() throws {
    let network = FakeNetwork([.stsError(403, "InvalidClientTokenId", "x")])
    let client = STSClient(region: try Region("ap-east-1"), sender: network.sender)
    let failure = try failure {
      _ = try client.assumeRole(
        RoleARN(Self.role),
        signedBy: Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("not-a-key-but-as-long-as-one")),
        sessionName: RoleSessionName("bitrise-1"))
    }
    #expect(
      failure.advice
        == "The access key does not exist, is switched off, or lacks its session token: check AWS_ACCESS_KEY_ID and "
        + "AWS_SESSION_TOKEN. Or the account lacks the region: \(Self.enabling)")
  }
}
