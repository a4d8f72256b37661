import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct IdentityTokenErrorTests {
  private static let wrongURL = "Check that BITRISE_BUILD_URL is the URL of this build."
  private static let later = "Start the build again later; see status.bitrise.io if it stays."
  private static let checkToken =
    "Check that BITRISE_BUILD_API_TOKEN is the token of this very build, which must still be running."
  private static let checkAll = "Check BITRISE_BUILD_URL, BITRISE_BUILD_API_TOKEN and the audience."
  private static let wrongBuild = "Check that BITRISE_BUILD_URL is the URL of this very build."

  @Test(
    "What is wrong with a token, or with its source, has its advice",
    arguments: [
      (
        .notAToken(source: "A_TOKEN", reason: "it is empty"),
        "A token is a JWT: three base64url parts with dots between them, as the build's OIDC service issues it."
      ), (.unreadableFile(path: "/t", source: "X", reason: "does not exist"), "Correct the path, or the file."),
      (
        .expired(source: "X", at: nil, issuer: "https://token.builds.bitrise.io"),
        "Get a new one later in the build, or set BITRISE_BUILD_URL and BITRISE_BUILD_API_TOKEN, from which this "
          + "program gets one when it needs it."
      ),
      (
        .expired(source: "X", at: nil, issuer: "https://oidc.example"),
        "Get a new one from its issuer, shortly before it is used."
      ), (.expired(source: "X", at: nil, issuer: nil), "Get a new one from its issuer, shortly before it is used."),
      (
        .otherAudience(source: "X", audiences: ["a"], expected: "b"),
        "Get the token for that audience, or leave the audience setting (--audience, ECR_LOGIN_AUDIENCE) out."
      ), (.issuedNoToken(reason: "it is empty"), wrongURL),
    ] as [(IdentityTokenError, String)])
  func advice(_ error: IdentityTokenError, _ advice: String) {
    #expect(Diagnostic(AWSAuthError(error)).advice == advice)
  }

  @Test(
    "What the build API answers in place of a token has its advice",
    arguments: [
      (401, checkToken), (403, checkToken), (404, wrongBuild), (400, checkAll), (422, checkAll), (501, checkAll),
      (301, "Redirects are not followed. \(wrongURL)"), (308, "Redirects are not followed. \(wrongURL)"),
      (408, later), (429, later), (500, later), (502, later), (503, later), (504, later),
    ] as [(Int, String)])
  func refusal(_ status: Int, _ advice: String) {
    let error = IdentityTokenError.notIssued(host: "app.bitrise.io", status: status, message: nil)
    #expect(Diagnostic(AWSAuthError(error)).advice == advice)
  }

  @Test("An answer of the build API without a token leads to the build's URL")
  func malformed() throws {
    let network = FakeNetwork([.answer(200, "{}")])
    let source = BuildAPI(
      endpoint: try Endpoint("https://app.bitrise.io/build/1", from: "X"), apiToken: Secret("t"),
      sender: network.sender)
    #expect(
      try failure { _ = try source.token(for: "a") }
        == Diagnostic(
          .malformedAnswer, "the Bitrise build API at app.bitrise.io answered 200 without an id_token",
          advice: Self.wrongURL))
  }
}
