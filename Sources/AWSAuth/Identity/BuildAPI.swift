import Basics

/// Bitrise's own token service, which a running build can ask for a token at any time.
///
/// The request is that of Bitrise's "Get OIDC identity token" step (bitrise-step-get-identity-token,
/// `api/client.go`).
package struct BuildAPI: IdentityTokenSource {
  /// What messages call it.
  package let name = "the build API (BITRISE_BUILD_URL)"

  /// It issues a new token at every request.
  package let canRenew = true

  private let endpoint: Endpoint
  private let apiToken: Secret
  private let sender: RetryingClient

  /// Creates the source.
  /// - Parameters:
  ///   - endpoint: The build's URL (`BITRISE_BUILD_URL`).
  ///   - apiToken: What shows that we are the build (`BITRISE_BUILD_API_TOKEN`).
  ///   - sender: Sends the request.
  package init(endpoint: Endpoint, apiToken: Secret, sender: RetryingClient) {
    self.endpoint = endpoint
    self.apiToken = apiToken
    self.sender = sender
  }

  /// Asks for a token.
  package func token(for audience: String) throws -> IdentityToken {
    let body = JSONValue(members: ["aud": .string(audience), "sub": .string("")])
    let request = HTTPRequest(
      url: endpoint.url.appending(segment: "id_token.json"),
      fields: [
        HTTPField("Authorization", apiToken.exposed()),
        HTTPField("BUILD_API_TOKEN", apiToken.exposed()),
        HTTPField("Content-Type", "application/json; charset=UTF-8"),
      ],
      body: body.text)
    let response = try sender.send(
      to: "the Bitrise build API", .buildAPI, makeRequest: { _ in request }, classify: Self.classify)
    guard (200...299).contains(response.status) else { throw refusal(response) }
    guard let token = (try? JSONValue(parsing: response.body))?["id_token"]?.string else {
      throw AuthenticationFailure(
        .malformedAnswer,
        "the Bitrise build API at \(endpoint.authority) answered \(response.status) without an id_token",
        advice: "Check that BITRISE_BUILD_URL is the URL of this build.")
    }
    do {
      return try IdentityToken(token, from: "what the Bitrise build API issued")
    } catch let failure as AuthenticationFailure {
      throw AuthenticationFailure(
        .malformedAnswer, failure.problem, advice: "Check that BITRISE_BUILD_URL is the URL of this build.")
    }
  }

  private static func classify(_ response: HTTPResponse) -> RetryingClient.RetryDecision {
    switch response.status {
    case 429: .again(.throttled)
    // 501 says that it will never be implemented, which another attempt does not change.
    case 408, 500, 502...599: .again(.serverError)
    default: .final
    }
  }

  private func refusal(_ response: HTTPResponse) -> AuthenticationFailure {
    let said = (try? JSONValue(parsing: response.body))?["error_msg"]?.string
    let text = said.map { ": " + Redactor([apiToken]).redact($0).printable() } ?? ""
    let problem =
      "the Bitrise build API at \(endpoint.authority) gave no identity token: status \(response.status)\(text)"
    switch response.status {
    case 408, 429, 500, 502...599:
      return AuthenticationFailure(
        .unavailable, problem, advice: "Start the build again later; see status.bitrise.io if it stays.")
    case 300...399:
      return AuthenticationFailure(
        .malformedAnswer, problem,
        advice: "Redirects are not followed. Check that BITRISE_BUILD_URL is the URL of this build.")
    case 401, 403:
      return AuthenticationFailure(
        .refused, problem,
        advice: "Check that BITRISE_BUILD_API_TOKEN is the token of this very build, which must still be running.")
    case 404:
      return AuthenticationFailure(
        .refused, problem, advice: "Check that BITRISE_BUILD_URL is the URL of this very build.")
    default:
      return AuthenticationFailure(
        .refused, problem, advice: "Check BITRISE_BUILD_URL, BITRISE_BUILD_API_TOKEN and the audience.")
    }
  }
}
