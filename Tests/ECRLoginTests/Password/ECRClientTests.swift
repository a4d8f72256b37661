import AWSAuth
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import ECRLogin

@Suite struct ECRClientTests {
  static let temporary = Credentials(
    accessKeyID: "ASIAEXAMPLE", secretAccessKey: Secret("hush-the-key"), sessionToken: Secret("hush-the-session"))
  static let permanent = Credentials(accessKeyID: "ASIAEXAMPLE", secretAccessKey: Secret("hush-the-key"))

  /// Asks a scripted ECR.
  static func ask(
    _ answers: [ScriptedTransport.Outcome], service: ECRService = .ecr, region name: String = "eu-central-1",
    _ credentials: Credentials = temporary, by identity: Identity? = nil, clock: FakeClock = FakeClock()
  ) throws -> (ScriptedTransport, Result<AuthorizationToken, any Error>) {
    let transport = ScriptedTransport(answers)
    let region = try Region(name)
    let sender = RetryingClient(
      transport: transport, time: clock.source, deadline: Deadline(after: .seconds(45), by: clock.source))
    let client = ECRClient(
      service: service, region: region, endpoint: service == .ecr ? .ecr(in: region) : .ecrPublic(in: region),
      sender: sender)
    let identity = try identity ?? Sample.assumedRole()
    return (transport, Result { try client.authorizationToken(signedBy: credentials, identity: identity) })
  }

  @Test("The request to ECR, to the byte; the signature is botocore's")
  func request() throws {
    let (transport, result) = try Self.ask([.authorization])
    let expected = HTTPRequest(
      url: try #require(RequestURL("https://api.ecr.eu-central-1.amazonaws.com/")),
      fields: [
        HTTPField("Content-Type", "application/x-amz-json-1.1"),
        HTTPField("X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"),
        HTTPField("X-Amz-Date", "20201123T080000Z"),
        HTTPField("X-Amz-Security-Token", "hush-the-session"),
        HTTPField(
          "Authorization",
          "AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20201123/eu-central-1/ecr/aws4_request, "
            + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, "
            + "Signature=a018da88e0ed6a2bdeab8e800ca82fdb06ba06df720abde90ccd4d0cd14325b1"),
      ], body: [UInt8]("{}".utf8))
    #expect(transport.requests == [expected])
    let token = try result.get()
    #expect(token == Sample.token())
  }

  @Test("The request to ECR Public, to the byte; the signature is botocore's")
  func publicRequest() throws {
    let (transport, result) = try Self.ask(
      [.publicAuthorization], service: .ecrPublic, region: "us-east-1", Self.permanent)
    let expected = HTTPRequest(
      url: try #require(RequestURL("https://api.ecr-public.us-east-1.amazonaws.com/")),
      fields: [
        HTTPField("Content-Type", "application/x-amz-json-1.1"),
        HTTPField("X-Amz-Target", "SpencerFrontendService.GetAuthorizationToken"),
        HTTPField("X-Amz-Date", "20201123T080000Z"),
        HTTPField(
          "Authorization",
          "AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20201123/us-east-1/ecr-public/aws4_request, "
            + "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
            + "Signature=8fb15cec68ec34152dbcec3ac64e77c0b69150cbcce49ae7c4547851b84a0e86"),
      ], body: [UInt8]("{}".utf8))
    #expect(transport.requests == [expected])
    let token = try result.get()
    #expect(token.username == "AWS")
    #expect(token.password == Secret(ECRAnswer.password))
    #expect(token.expiresAt == Date(timeIntervalSince1970: 1_606_161_600.5))
    #expect(token.proxyEndpoint == nil)
  }

  struct Answer: Sendable, CustomTestStringConvertible {
    let body: String
    let expiresAt: Double?

    var testDescription: String { body }

    init(_ data: String, _ expiresAt: Double?) {
      body = #"{"authorizationData":\#(data)}"#
      self.expiresAt = expiresAt
    }

    static func one(_ expiresAt: String) -> String {
      #"{"authorizationToken":"QVdTOnA=","expiresAt":\#(expiresAt)}"#
    }
  }

  static let answers: [Answer] = [
    // Both services' shapes, and every form of the number.
    Answer(Answer.one("1606161600"), 1_606_161_600), Answer("[\(Answer.one("1606161600"))]", 1_606_161_600),
    Answer("[\(Answer.one("1.6061616E9"))]", 1_606_161_600),
    Answer("[\(Answer.one("1.790283445123E9"))]", 1_790_283_445.123),
    Answer("[\(Answer.one("1606161600.25"))]", 1_606_161_600.25),
    Answer("[\(Answer.one("16061616e2"))]", 1_606_161_600),
    // One token serves every registry: of several the first.
    Answer("[\(Answer.one("1606161600")),\(Answer.one("1606161601"))]", 1_606_161_600),
    // No end is one that nobody knows.
    Answer(#"{"authorizationToken":"QVdTOnA="}"#, nil), Answer(#"[{"authorizationToken":"QVdTOnA="}]"#, nil),
    Answer("[\(Answer.one("null"))]", nil),
    // Unknown keys are the future's.
    Answer(#"[{"new":[],"authorizationToken":"QVdTOnA=","expiresAt":1606161600,"proxyEndpoint":null}]"#, 1_606_161_600),
  ]

  @Test("Both shapes of answer are read", arguments: answers)
  func read(_ example: Answer) throws {
    let token = try Self.ask([.answer(200, example.body)]).1.get()
    #expect(token.expiresAt == example.expiresAt.map { Date(timeIntervalSince1970: $0) })
    #expect(token.username == "AWS")
    #expect(token.password == Secret("p"))
  }

  struct Malformed: Sendable, CustomTestStringConvertible {
    let body: String
    let status: Int
    let what: String

    var testDescription: String { body.debugDescription }

    init(_ body: String, status: Int = 200, _ what: String) {
      self.body = body
      self.status = status
      self.what = what
    }
  }

  private static let notJSON = "something else than an authorization token"

  static let malformedAnswers: [Malformed] = [
    Malformed("", notJSON), Malformed("", status: 204, notJSON),
    Malformed("<html>Log in to the hotel's network</html>", notJSON), Malformed("null", notJSON),
    Malformed("[]", notJSON), Malformed("{}", notJSON), Malformed(#"{"authorizationData":"x"}"#, notJSON),
    Malformed(#"{"authorizationData":[{"authorizationToken":1,"expiresAt":1}]}"#, notJSON),
    Malformed(#"{"authorizationData":[{"authorizationToken":"QVdTOnA=","expiresAt":"1"}]}"#, notJSON),
    Malformed(#"{"authorizationData":[{"authorizationToken":"QVdTOnA=","expiresAt":1,"proxyEndpoint":1}]}"#, notJSON),
    Malformed(#"{"authorizationData":[]}"#, "no authorization data"),
    Malformed(
      #"{"authorizationData":[{"authorizationToken":"?","expiresAt":1}]}"#,
      "an authorization token that is not base64"),
    Malformed(
      #"{"authorizationData":[{"authorizationToken":"QVdT","expiresAt":1}]}"#,
      "an authorization token without a user name or password"),
    Malformed(
      #"{"authorizationData":{"authorizationToken":"QVdTOg==","expiresAt":1}}"#,
      "an authorization token without a user name or password"),
  ]

  @Test("An answer that is none is said to be, without quoting it", arguments: malformedAnswers)
  func malformed(_ example: Malformed) throws {
    let (transport, result) = try Self.ask([.answer(example.status, example.body)])
    let failure = try failure { _ = try result.get() }
    #expect(failure.kind == .malformedAnswer)
    #expect(
      failure.problem == "Amazon ECR (eu-central-1) at api.ecr.eu-central-1.amazonaws.com answered \(example.status) "
        + "with \(example.what)")
    #expect(
      failure.advice
        == "Something else than ECR may be answering: check proxies, and the AWS_ENDPOINT_URL variables.")
    #expect(transport.requests.count == 1)
  }

  struct ErrorAnswer: Sendable, CustomTestStringConvertible {
    let body: String
    let fields: HTTPFields
    let error: ServiceError

    var testDescription: String { body + fields.map { " \($0.name): \($0.value)" }.joined() }

    init(
      _ body: String, _ code: String, _ message: String = "", requestID: String? = nil, with fields: HTTPFields = []
    ) {
      self.body = body
      self.fields = fields
      error = ServiceError(code: code, message: message, status: 400, requestID: requestID)
    }
  }

  static let errorAnswers: [ErrorAnswer] = [
    ErrorAnswer(
      #"{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}"#,
      "UnrecognizedClientException", "The security token included in the request is invalid.", requestID: "r-1",
      with: [HTTPField("x-amzn-requestid", "r-1")]),
    // A namespace before the code, a URL behind it.
    ErrorAnswer(#"{"__type":"com.amazonaws.ecr#ServerException","Message":"m"}"#, "ServerException", "m"),
    ErrorAnswer(#"{"__type":"ServerException:http://internal.amazon.com/coral/#x"}"#, "ServerException"),
    ErrorAnswer(#"{"__type":"a.b#C:http://d#e","message":"m","Message":"n"}"#, "C", "m"),
    // The header, and another key, where the body has no type; the body wins.
    ErrorAnswer("", "AccessDeniedException", with: [HTTPField("X-Amzn-ErrorType", "AccessDeniedException:http://x/")]),
    ErrorAnswer(#"{"message":"m"}"#, "B", "m", with: [HTTPField("x-amzn-ErrorType", "a#B")]),
    ErrorAnswer(#"{"__type":"A","code":"C"}"#, "A", with: [HTTPField("x-amzn-ErrorType", "B")]),
    ErrorAnswer(#"{"code":"C"}"#, "C"), ErrorAnswer(#"{"code":"C"}"#, "B", with: [HTTPField("x-amzn-ErrorType", "B")]),
    // Nothing that can be read leaves the status.
    ErrorAnswer("", ""), ErrorAnswer("{}", ""), ErrorAnswer("<html>", ""), ErrorAnswer("[1]", ""),
    ErrorAnswer(#"{"__type":""}"#, ""), ErrorAnswer(##"{"__type":"#"}"##, ""), ErrorAnswer(#"{"__type":null}"#, ""),
  ]

  @Test("Code and message are found wherever AWS puts them", arguments: errorAnswers)
  func readError(_ example: ErrorAnswer) {
    let response = HTTPResponse(status: 400, fields: example.fields, body: [UInt8](example.body.utf8))
    #expect(ECRClient.readError(response) == example.error)
  }

  @Test("Success is no error", arguments: [200, 201, 204, 299])
  func success(_ status: Int) {
    #expect(ECRClient.readError(HTTPResponse(status: status, body: [UInt8](#"{"__type":"A"}"#.utf8))) == nil)
  }

  @Test("A redirect is not followed, and not an answer")
  func redirect() throws {
    let (transport, result) = try Self.ask([.answer(302, fields: [HTTPField("Location", "https://evil.example/")])])
    let failure = try failure { _ = try result.get() }
    #expect(failure.kind == .malformedAnswer)
    #expect(
      failure.problem == "Amazon ECR (eu-central-1) at api.ecr.eu-central-1.amazonaws.com answered 302 "
        + "without an error that ECR has")
    #expect(transport.requests.count == 1)
  }

  struct Attempts: Sendable, CustomTestStringConvertible {
    let code: String
    let status: Int
    let requests: Int

    var testDescription: String { "\(status) \(code)" }
  }

  static let attemptCounts: [Attempts] = [
    // STS has issued these credentials just now.
    Attempts(code: "UnrecognizedClientException", status: 400, requests: 3),
    Attempts(code: "InvalidClientTokenId", status: 403, requests: 3),
    Attempts(code: "ExpiredTokenException", status: 400, requests: 1),
    Attempts(code: "InvalidSignatureException", status: 400, requests: 1),
    Attempts(code: "IncompleteSignatureException", status: 400, requests: 1),
    Attempts(code: "MissingAuthenticationTokenException", status: 400, requests: 1),
    Attempts(code: "AccessDeniedException", status: 400, requests: 1),
    Attempts(code: "InvalidParameterException", status: 400, requests: 1),
    Attempts(code: "UnsupportedCommandException", status: 400, requests: 1),
    Attempts(code: "ThrottlingException", status: 400, requests: 10),
    Attempts(code: "ThrottleException", status: 429, requests: 10),
    Attempts(code: "TOOMANYREQUESTS", status: 429, requests: 10),
    Attempts(code: "ServerException", status: 500, requests: 3),
    Attempts(code: "InternalFailure", status: 500, requests: 3),
    Attempts(code: "", status: 503, requests: 3),
  ]

  @Test("Only what passes by itself is asked again", arguments: attemptCounts)
  func attempts(_ example: Attempts) throws {
    let answer = ScriptedTransport.Outcome.ecrError(example.status, example.code)
    let (transport, result) = try Self.ask(Array(repeating: answer, count: example.requests))
    #expect(throws: Diagnostic.self) { try result.get() }
    #expect(transport.requests.count == example.requests)
  }

  @Test("Credentials of STS that are not known yet are given time")
  func notKnownYet() throws {
    let clock = FakeClock()
    let unknown = ScriptedTransport.Outcome.ecrError(400, "UnrecognizedClientException")
    let (_, result) = try Self.ask([unknown, unknown, .authorization], clock: clock)
    #expect(try result.get() == Sample.token())
    #expect(clock.sleeps.count == 2)
    #expect(zip(clock.sleeps, [Duration.milliseconds(500), .seconds(1)]).allSatisfy { $0 >= $1 })
  }

  @Test("Keys of the user's that are not known will not be")
  func unknownKeys() throws {
    let unknown = ScriptedTransport.Outcome.ecrError(400, "UnrecognizedClientException")
    let (transport, result) = try Self.ask([unknown], by: .keys(Sample.keys))
    #expect(throws: Diagnostic.self) { try result.get() }
    #expect(transport.requests.count == 1)
  }

  @Test("Another attempt is signed again, with its own time")
  func signedAgain() throws {
    let clock = FakeClock()
    let throttled = ScriptedTransport.Outcome.ecrError(
      400, "ThrottlingException", fields: [HTTPField("Retry-After", "3")])
    let (transport, result) = try Self.ask([throttled, .authorization], clock: clock)
    #expect(try result.get() == Sample.token())
    #expect(transport.requests.map { $0.fields["X-Amz-Date"] } == ["20201123T080000Z", "20201123T080004Z"])
    #expect(clock.sleeps == [.seconds(4)])
  }

  @Test("Where our clock is wrong, the server's time is signed, once")
  func skew() throws {
    let wrongTime = ScriptedTransport.Outcome.ecrError(
      400, "InvalidSignatureException", "Signature expired",
      fields: [HTTPField("Date", "Mon, 23 Nov 2020 09:00:00 GMT")])
    let (transport, result) = try Self.ask([wrongTime, .authorization])
    #expect(try result.get() == Sample.token())
    #expect(transport.requests.map { $0.fields["X-Amz-Date"] } == ["20201123T080000Z", "20201123T090000Z"])
    let (again, failed) = try Self.ask([wrongTime, wrongTime])
    #expect(throws: Diagnostic.self) { try failed.get() }
    #expect(again.requests.count == 2)
  }

  @Test("Nobody answers: said with service and host")
  func unreachable() throws {
    let broken = ScriptedTransport.Outcome.failure(.interrupted, "the connection broke")
    let (transport, result) = try Self.ask([broken, broken, broken])
    let failure = try failure { _ = try result.get() }
    #expect(failure.kind == .unavailable)
    #expect(
      failure.problem == "cannot reach Amazon ECR (eu-central-1) at api.ecr.eu-central-1.amazonaws.com: "
        + "the connection broke (3 attempts)")
    #expect(transport.requests.count == 3)
  }
}
