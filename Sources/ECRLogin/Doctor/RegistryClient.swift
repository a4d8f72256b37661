import AWSAuth
import Basics

/// The registry itself, as Docker's clients talk to it (opencontainers/distribution-spec).
///
/// ECR's private registries take user name and password as they are; ECR Public hands out a token for them first.
struct RegistryClient {
  let host: String
  let sender: RetryingClient
  /// User name and password with a colon between them, as base64; `nil` to pull without a password.
  let basicCredentials: Secret?

  /// What the registry is called in messages.
  private var name: String { "the registry" }

  /// Asks whether it is open to us at all.
  func ping() throws -> HTTPResponse {
    try send("GET", "/v2/", authorization: authorization(scope: nil))
  }

  /// What shows the registry that we may do something.
  /// - Parameter scope: What is to be done, where the registry wants a token for it: `repository:app:pull`.
  /// - Returns: The `Authorization` field; `nil` where there is nothing to show.
  /// - Throws: `Diagnostic`.
  func authorization(scope: String?) throws -> Secret? {
    let basic = basicCredentials.map { Secret("Basic \($0.exposed())") }
    let response = try send("GET", "/v2/", authorization: nil)
    guard let text = response.fields["WWW-Authenticate"], let challenge = BearerChallenge(text) else { return basic }
    // The password goes to the registry and to nobody else.
    guard challenge.realm.begins(with: "https://\(host)/") else {
      throw Diagnostic(
        .malformedAnswer,
        "\(name) \(host) wants the password to be shown to \(challenge.realm.printable(limit: 200)), which is another "
          + "host",
        advice: "Something else than ECR may be answering: check proxies.")
    }
    var url = challenge.realm + (challenge.realm.containsUTF8("?") ? "&" : "?")
    url += "service=\(PercentEncoding.encode(challenge.service))"
    if let scope { url += "&scope=\(PercentEncoding.encode(scope))" }
    let answer = try send("GET", url: url, authorization: basic)
    guard answer.status == 200, let json = try? JSONValue(parsing: answer.body),
      let token = json["token"]?.string ?? json["access_token"]?.string
    else {
      throw refusal(answer, "gives no token \(basicCredentials == nil ? "without a" : "for the") password", advice: "")
    }
    return Secret("Bearer \(token)")
  }

  /// Sends a request to a path of the registry.
  func send(
    _ method: String, _ path: String, authorization: Secret?, accept: String? = nil
  ) throws -> HTTPResponse {
    try send(method, url: "https://\(host)\(path)", authorization: authorization, accept: accept)
  }

  /// Where an answer leads to, if that is in the registry.
  func location(of response: HTTPResponse) -> String? {
    guard let location = response.fields["Location"] else { return nil }
    if location.begins(with: "/") { return "https://\(host)\(location)" }
    return location.begins(with: "https://\(host)/") ? location : nil
  }

  /// Sends a request to a URL of the registry.
  func send(_ method: String, url: String, authorization: Secret?, accept: String? = nil) throws -> HTTPResponse {
    var fields: HTTPFields = []
    if let authorization { fields.append("Authorization", authorization.exposed()) }
    if let accept { fields.append("Accept", accept) }
    guard let request = HTTPRequest(method, to: url, fields: fields) else {
      throw Diagnostic(
        .malformedAnswer, "\(name) \(host) named \(url.printable(limit: 200)), which is not a URL")
    }
    return try diagnosing {
      try sender.send(
        to: name, .aws, makeRequest: { _ in request },
        classify: { response in
          switch response.status {
          case 429: .again(.throttled)
          case 500...599: .again(.serverError)
          default: .final
          }
        })
    }
  }

  /// A failure that quotes what the registry said.
  func refusal(_ response: HTTPResponse, _ what: String, advice: String) -> Diagnostic {
    let said = RegistryError(response.body).map { error in
      let text = [error.code, error.message].filter { !$0.isEmpty }.joined(separator: ": ")
      return ", \(Redactor([basicCredentials]).redact(text).printable(limit: 400))"
    }
    return Diagnostic(
      .refused, "the registry \(what): status \(response.status)\(said ?? "")", advice: advice)
  }
}

/// A registry's wish for a token (RFC 6750): `Bearer realm="https://…",service="…"`.
struct BearerChallenge: Hashable {
  let realm: String
  let service: String

  /// Reads a `WWW-Authenticate` field; `nil` for one that wants something else.
  init?(_ text: String) {
    let scheme = "bearer "
    guard text.lowercasedASCII().begins(with: scheme) else { return nil }
    var values: [String: String] = [:]
    var rest = Substring(text.utf8.dropFirst(scheme.utf8.count))
    while let equals = rest.firstRange(ofUTF8: "=") {
      let name = String(rest[..<equals.lowerBound].unicodeScalars.filter { $0 != " " && $0 != "," })
      guard let quoted = rest[equals.upperBound...].droppingPrefix("\""), let end = quoted.firstRange(ofUTF8: "\"")
      else { break }
      values[name.lowercasedASCII()] = String(quoted[..<end.lowerBound])
      rest = quoted[end.upperBound...]
    }
    guard let realm = values["realm"] else { return nil }
    self.realm = realm
    service = values["service"] ?? ""
  }
}

/// The first error in a registry's answer: `{"errors": [{"code": "DENIED", "message": "…"}]}`.
struct RegistryError: Hashable {
  let code: String
  let message: String

  /// Reads an answer's body; `nil` where there is no such error in it.
  init?(_ body: [UInt8]) {
    let json = try? JSONValue(parsing: body)
    guard let error = json?["errors"]?.elements?.first, error.members != nil else { return nil }
    code = error["code"]?.string ?? ""
    message = error["message"]?.string ?? ""
  }
}
