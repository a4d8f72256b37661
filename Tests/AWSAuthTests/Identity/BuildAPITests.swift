import AWSAuth
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct BuildAPITests {
  private static func source(
    _ network: FakeNetwork, url: String = "https://app.bitrise.io/build/0a1b", apiToken: String = "not-the-api-token"
  ) throws -> BuildAPI {
    BuildAPI(
      endpoint: try Endpoint(url, from: "BITRISE_BUILD_URL"), apiToken: Secret(apiToken), sender: network.sender)
  }

  @Test("The request is that of Bitrise's own step, and the answer's token is the token")
  func request() throws {
    let network = FakeNetwork([.buildToken()])
    let source = try Self.source(network)
    #expect(try source.token(for: "sts.amazonaws.com").raw == Secret(TestToken.jwt()))
    let request = try #require(network.requests.first)
    #expect(request.method == "POST")
    #expect(request.url.absoluteString == "https://app.bitrise.io/build/0a1b/id_token.json")
    #expect(
      request.fields == [
        HTTPField("Authorization", "not-the-api-token"), HTTPField("BUILD_API_TOKEN", "not-the-api-token"),
        HTTPField("Content-Type", "application/json; charset=UTF-8"),
      ])
    #expect(network.clock.sleeps.isEmpty)
    #expect(source.name == "the build API (BITRISE_BUILD_URL)")
    #expect(source.canRenew)
  }

  struct Body: Sendable, CustomTestStringConvertible {
    let audience: String
    let json: String

    var testDescription: String { audience.debugDescription }
  }

  static let bodies: [Body] = [
    Body(audience: "sts.amazonaws.com", json: #"{"aud":"sts.amazonaws.com","sub":""}"#),
    Body(audience: "https://aws.example/a", json: #"{"aud":"https://aws.example/a","sub":""}"#),
    Body(audience: "a\"b\\c\n", json: #"{"aud":"a\"b\\c\n","sub":""}"#),
    Body(audience: "é", json: #"{"aud":"é","sub":""}"#),
  ]

  @Test("The body is JSON, the same in every run", arguments: bodies)
  func body(_ test: Body) throws {
    let network = FakeNetwork([.buildToken()])
    _ = try Self.source(network).token(for: test.audience)
    #expect(network.bodies == [test.json])
  }

  @Test(
    "The path is joined without doubling a slash",
    arguments: [
      "https://app.bitrise.io/build/0a1b", "https://app.bitrise.io/build/0a1b/", "https://app.bitrise.io",
      "https://app.bitrise.io/",
    ])
  func join(_ url: String) throws {
    let network = FakeNetwork([.buildToken()])
    _ = try Self.source(network, url: url).token(for: "a")
    let base = url.hasSuffix("/") ? String(url.dropLast()) : url
    #expect(network.requests.map(\.url.absoluteString) == ["\(base)/id_token.json"])
  }

  @Test("Trouble that may pass is asked again, four times", arguments: [408, 429, 500, 502, 503, 504, 599])
  func retried(_ status: Int) throws {
    let steps = Array(repeating: ScriptedTransport.Outcome.answer(status), count: 4)
    let network = FakeNetwork(steps + [.buildToken()])
    #expect(try Self.source(network).token(for: "a").raw == Secret(TestToken.jwt()))
    #expect(network.transport.isExhausted)
    #expect(network.clock.sleeps == [1, 2, 4, 8].map { .seconds($0 / 2.0) })
  }

  @Test("A lost connection is tried again too")
  func transportFailure() throws {
    let network = FakeNetwork([.failure(.interrupted), .failure(.unknownHost), .buildToken()])
    #expect(try Self.source(network).token(for: "a").raw == Secret(TestToken.jwt()))
  }

  @Test("Without any connection it is said who could not be reached")
  func unreachable() throws {
    let network = FakeNetwork(Array(repeating: .failure(.noConnection, "refused"), count: 5))
    #expect(
      throws: AWSAuthError.saying(
        .unavailable, "cannot reach the Bitrise build API at app.bitrise.io: refused (5 attempts)")
    ) { try Self.source(network).token(for: "a") }
  }

  @Test("Retry-After is honoured")
  func retryAfter() throws {
    let network = FakeNetwork([.answer(503, fields: [HTTPField("Retry-After", "6")]), .buildToken()])
    _ = try Self.source(network).token(for: "a")
    // And half of 1 s.
    #expect(network.clock.sleeps == [.milliseconds(6500)])
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let status: Int
    var body = ""
    var attempts = 1
    let kind: AWSAuthError.Kind
    var text = ""

    var testDescription: String { "\(status) \(body)" }
  }

  static let refusals: [Refusal] = [
    Refusal(
      status: 401, body: #"{"error_msg":"Unauthorized"}"#, kind: .refused, text: ": Unauthorized"),
    Refusal(status: 403, kind: .refused),
    Refusal(status: 404, body: "<html>", kind: .refused),
    Refusal(
      status: 400, body: #"{"error_msg":"Bad\n\u001b[2Jaudience"}"#, kind: .refused,
      text: ": Bad \\u{1B}[2Jaudience"),
    Refusal(status: 422, body: #"{"error_msg":7}"#, kind: .refused),
    Refusal(status: 408, attempts: 5, kind: .unavailable),
    Refusal(status: 501, kind: .refused),
    Refusal(status: 301, kind: .malformedAnswer),
    Refusal(status: 308, kind: .malformedAnswer),
    Refusal(
      status: 429, body: #"{"error_msg":"slow"}"#, attempts: 5, kind: .unavailable, text: ": slow"),
    Refusal(status: 500, attempts: 5, kind: .unavailable),
    Refusal(status: 502, body: "<html>", attempts: 5, kind: .unavailable),
    Refusal(status: 503, attempts: 5, kind: .unavailable),
    Refusal(status: 504, attempts: 5, kind: .unavailable),
  ]

  @Test("Each refusal says its status and what the API said", arguments: refusals)
  func refused(_ test: Refusal) throws {
    let network = FakeNetwork(Array(repeating: .answer(test.status, test.body), count: test.attempts))
    #expect(
      throws: AWSAuthError.saying(
        test.kind,
        "the Bitrise build API at app.bitrise.io gave no identity token: status \(test.status)\(test.text)")
    ) { try Self.source(network).token(for: "a") }
    #expect(network.transport.isExhausted)
  }

  @Test(
    "An answer without a token is said to be none",
    arguments: [
      "", "<html>hunter2</html>", "null", "[]", "{}", #"{"id_token":null}"#, #"{"id_token":7}"#,
      #"{"token":"hunter2"}"#, #"{"id_token":"hunter2"#,
    ])
  func malformed(_ body: String) throws {
    let network = FakeNetwork([.answer(200, body)])
    #expect(
      throws: AWSAuthError.saying(
        .malformedAnswer, "the Bitrise build API at app.bitrise.io answered 200 without an id_token")
    ) { try Self.source(network).token(for: "a") }
  }

  @Test("A token that is none is reported as the API's answer, unquoted", arguments: ["", "hunter2", "hunter2.b.c"])
  func malformedToken(_ token: String) throws {
    let network = FakeNetwork([.buildToken(token)])
    let failure = try #require(
      #expect(throws: AWSAuthError.self) { try Self.source(network).token(for: "a") })
    #expect(failure.description.hasPrefix("what the Bitrise build API issued is not an identity token: "))
    #expect(failure.kind == .malformedAnswer)
    #expect(!failure.description.contains("hunter2"))
  }

  @Test("Neither log nor failures have the API token in them")
  func secrets() throws {
    for status in [200, 401, 301, 404] {
      let network = FakeNetwork([.answer(status, "{}")])
      let failure = try #require(
        #expect(throws: AWSAuthError.self) { try Self.source(network).token(for: "a") })
      #expect(!failure.description.contains("not-the-api-token"))
      #expect(!network.log.all.joined().contains("not-the-api-token"))
    }
  }

  @Test("What the API quotes of its token is taken out")
  func quotedToken() throws {
    let network = FakeNetwork([.answer(401, #"{"error_msg":"not-the-api-token is unknown"}"#)])
    let failure = try #require(
      #expect(throws: AWSAuthError.self) { try Self.source(network).token(for: "a") })
    #expect(
      failure.description
        == "the Bitrise build API at app.bitrise.io gave no identity token: status 401: <secret> is unknown")
  }
}
