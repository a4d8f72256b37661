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
      to: MalformedAnswer.Service.buildAPI.name, .buildAPI, makeRequest: { _ in request }, classify: Self.classify)
    guard (200...299).contains(response.status) else { throw refusal(response) }
    guard let token = (try? JSONValue(parsing: response.body))?["id_token"]?.string else {
      throw AWSAuthError(
        MalformedAnswer(
          service: .buildAPI, host: endpoint.authority, status: response.status, reason: "without an id_token"))
    }
    do throws(AWSAuthError) {
      return try IdentityToken(token, from: name)
    } catch {
      guard case .notAToken(_, let reason)? = error.cause as? IdentityTokenError else { throw error }
      throw AWSAuthError(IdentityTokenError.issuedNoToken(reason: reason))
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

  private func refusal(_ response: HTTPResponse) -> AWSAuthError {
    let said = (try? JSONValue(parsing: response.body))?["error_msg"]?.string
    let message = said.map { Redactor([apiToken]).redact($0).printable() }
    return AWSAuthError(
      IdentityTokenError.notIssued(host: endpoint.authority, status: response.status, message: message))
  }
}
