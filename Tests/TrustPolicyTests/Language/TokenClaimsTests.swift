import AWSAuth
import TestSupport
import Testing

@testable import TrustPolicy

@Suite struct TokenClaimsTests {
  /// The request of a token of an issuer with these claims beside the usual ones.
  private static func request(_ issuer: String, _ claims: String) throws -> TrustRequest {
    let jwt = TestToken.jwt(claims: #"{"iss":"https://\#(issuer)","aud":"a","sub":"me",\#(claims)}"#)
    return TrustRequest(try IdentityToken(jwt, from: "test"), account: nil, partition: nil, others: [:])
  }

  @Test(
    "Which claims AWS compares depends on whose token it is",
    arguments: [
      ("token.actions.githubusercontent.com", "repository_id", true),
      ("token.actions.githubusercontent.com", "repository_owner", false),
      ("token.actions.octo.ghe.com", "environment", true), ("gitlab.com", "project_id", true),
      ("gitlab.com", "repository_id", false), ("gitlab.example", "project_id", false),
      ("agent.buildkite.com", "pipeline_slug", true),
      ("oidc.circleci.com/org/8e7f", "oidc.circleci.com/project-id", true),
      ("idcs-1a2b.identity.oraclecloud.com", "rpst_id", true), ("gitlab.example", "email", true),
      ("token.builds.bitrise.io", "email", true), ("token.builds.bitrise.io", "workflow", false),
    ])
  func compared(_ issuer: String, _ claim: String, _ isCompared: Bool) throws {
    let request = try Self.request(issuer, #""\#(claim)":"value""#)
    #expect(request.value(of: "\(issuer):\(claim)") == (isCompared ? .values(["value"]) : .absent))
    #expect(request.value(of: "\(issuer):sub") == .values(["me"]))
    #expect(request.value(of: "\(issuer):aud") == .values(["a"]))
  }

  @Test("Whom a token was issued to is its audience")
  func party() throws {
    let request = try Self.request("i.example", #""azp":"sts.amazonaws.com","amr":["x",7,true]"#)
    #expect(request.value(of: "i.example:aud") == .values(["sts.amazonaws.com"]))
    #expect(request.value(of: "i.example:oaud") == .values(["a"]))
    #expect(request.value(of: "i.example:amr") == .values(["x", "7", "true"]))
  }

  @Test("What is no text, and no list of them, is not compared", arguments: ["null", "{}", #"["x",{}]"#, "[]"])
  func noTexts(_ value: String) throws {
    #expect(try Self.request("i.example", #""amr":\#(value)"#).value(of: "i.example:amr") == .absent)
  }
}
