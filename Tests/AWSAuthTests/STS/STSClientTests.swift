import TestSupport
import Testing

@testable import AWSAuth

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct STSClientTests {
  private static let keys = Credentials(
    accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("not-a-key"), sessionToken: Secret("not-a-token"))

  /// The two calls of the client, which answer alike.
  enum Call: String, Sendable, CaseIterable {
    case webIdentity = "AssumeRoleWithWebIdentity"
    case signed = "AssumeRole"

    func run(
      over network: FakeNetwork, role: String = "arn:aws:iam::123456789012:role/deploy", session: String = "bitrise-1",
      duration: String? = nil, endpoint: Endpoint? = nil, region: String = "eu-central-1"
    ) throws -> Credentials {
      let client = STSClient(region: try Region(region), endpoint: endpoint, sender: network.sender)
      let role = try RoleARN(role)
      let session = try RoleSessionName(session)
      let duration = try duration.map { try SessionDuration($0) }
      switch self {
      case .webIdentity:
        let token = try IdentityToken(TestToken.jwt(), from: "A_TOKEN")
        return try client.assumeRole(role, with: token, sessionName: session, duration: duration)
      case .signed:
        return try client.assumeRole(role, signedBy: STSClientTests.keys, sessionName: session, duration: duration)
      }
    }
  }

  struct Body: Sendable, CustomTestStringConvertible {
    var role = "arn:aws:iam::123456789012:role/deploy"
    var session = "bitrise-1"
    var duration: String?
    let roleAndSession: String
    var rest = ""

    var testDescription: String { "\(role) \(session) \(duration ?? "")" }
  }

  static let bodies: [Body] = [
    Body(roleAndSession: "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdeploy&RoleSessionName=bitrise-1"),
    Body(
      duration: "900",
      roleAndSession: "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdeploy&RoleSessionName=bitrise-1",
      rest: "&DurationSeconds=900"),
    Body(
      role: "arn:aws:iam::123456789012:role/c&i/a=b+c%20@~", session: "a_+=,.@-b",
      roleAndSession: "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fc%26i%2Fa%3Db%2Bc%2520%40~"
        + "&RoleSessionName=a_%2B%3D%2C.%40-b"),
  ]

  @Test("AssumeRoleWithWebIdentity is a form, unsigned, with the token in the body", arguments: bodies)
  func webIdentityRequest(_ test: Body) throws {
    let network = FakeNetwork([.credentials()])
    _ = try Call.webIdentity.run(over: network, role: test.role, session: test.session, duration: test.duration)
    let body =
      "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&\(test.roleAndSession)"
      + "&WebIdentityToken=\(TestToken.jwt())\(test.rest)"
    let url = try #require(RequestURL("https://sts.eu-central-1.amazonaws.com/"))
    #expect(
      network.requests == [
        HTTPRequest(
          method: "POST", url: url,
          fields: [HTTPField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
          body: [UInt8](body.utf8))
      ])
  }

  @Test("AssumeRole is a form, signed for sts in the region", arguments: bodies)
  func signedRequest(_ test: Body) throws {
    let network = FakeNetwork([.credentials("AssumeRole")])
    _ = try Call.signed.run(over: network, role: test.role, session: test.session, duration: test.duration)
    let unsigned = HTTPRequest(
      method: "POST", url: try #require(RequestURL("https://sts.eu-central-1.amazonaws.com/")),
      fields: [HTTPField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
      body: [UInt8]("Action=AssumeRole&Version=2011-06-15&\(test.roleAndSession)\(test.rest)".utf8))
    let signer = Signer(credentials: Self.keys, region: "eu-central-1", service: "sts")
    #expect(network.requests == [signer.sign(unsigned, at: FakeClock.start)])
    #expect(
      network.requests.first?.fields["Authorization"]?.hasPrefix(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20201123/eu-central-1/sts/aws4_request, "
          + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=") == true)
  }

  @Test("A region of another partition has another host", arguments: Call.allCases)
  func regionHost(_ call: Call) throws {
    let network = FakeNetwork([.credentials(call.rawValue)])
    _ = try call.run(over: network, region: "cn-north-1")
    #expect(network.requests.map(\.url.absoluteString) == ["https://sts.cn-north-1.amazonaws.com.cn/"])
    #expect(network.log.all == ["AWS STS (cn-north-1) answered 200 (attempt 1)"])
  }

  @Test("An endpoint that was given is used, with the region's name", arguments: Call.allCases)
  func endpoint(_ call: Call) throws {
    let network = FakeNetwork([.credentials(call.rawValue)])
    _ = try call.run(over: network, endpoint: try Endpoint("http://127.0.0.1:4566/sts", from: "X"))
    #expect(network.requests.map(\.url.absoluteString) == ["http://127.0.0.1:4566/sts"])
  }

  @Test("Each attempt of a signed call is signed anew")
  func signsAgain() throws {
    let network = FakeNetwork([
      .answer(503, after: .seconds(5)), .credentials("AssumeRole"),
    ])
    _ = try Call.signed.run(over: network)
    #expect(network.requests.map { $0.fields["X-Amz-Date"] } == ["20201123T080000Z", "20201123T080005Z"])
  }

  @Test("Where our clock is wrong, a signed call is signed with the server's time")
  func clockSkew() throws {
    let network = FakeNetwork([
      .stsError(
        403, "SignatureDoesNotMatch", "Signature expired",
        fields: [HTTPField("Date", "Mon, 23 Nov 2020 08:10:00 GMT")]),
      .credentials("AssumeRole"),
    ])
    _ = try Call.signed.run(over: network)
    #expect(network.requests.map { $0.fields["X-Amz-Date"] } == ["20201123T080000Z", "20201123T081000Z"])
  }

  private static let credentials = Credentials(
    accessKeyID: STSAnswer.accessKeyID, secretAccessKey: Secret(STSAnswer.secretAccessKey),
    sessionToken: Secret(STSAnswer.sessionToken), expiration: FakeClock.start.addingTimeInterval(3600),
    assumedRoleARN: STSAnswer.assumedRole)

  @Test("The answer gives the credentials, in whatever order its elements are", arguments: Call.allCases)
  func answer(_ call: Call) throws {
    let arrangements: [([String]) -> [String]] = [
      { $0 }, { $0.reversed() }, { $0.sorted() }, { Array($0.suffix(2) + $0.dropLast(2)) },
      { Array($0.dropFirst() + $0.prefix(1)) },
    ]
    for arrange in arrangements {
      let network = FakeNetwork([.answer(200, STSAnswer.success(call.rawValue, arrange: arrange))])
      #expect(try call.run(over: network) == Self.credentials)
    }
  }

  @Test("An answer need not name the role that was assumed")
  func withoutARN() throws {
    let text = STSAnswer.success().replacing("<Arn>\(STSAnswer.assumedRole)</Arn>", with: "")
    #expect(try Call.webIdentity.run(over: FakeNetwork([.answer(200, text)])).assumedRoleARN == nil)
  }

  struct Malformed: Sendable, CustomTestStringConvertible {
    let name: String
    let body: String
    var status = 200
    let what: String

    var testDescription: String { name }
  }

  private static let incomplete = "no complete credentials"
  private static let notXML = "something that is not STS's XML"

  static let malformed: [Malformed] =
    STSAnswer.keys.indices.map { index in
      var keys = STSAnswer.keys
      let name = keys.remove(at: index)
      return Malformed(name: "without \(name)", body: STSAnswer.success(keys: keys), what: incomplete)
    }
    + ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"].map { name in
      let keys = STSAnswer.keys.map { $0.hasPrefix("<\(name)>") ? "<\(name)/>" : $0 }
      return Malformed(name: "empty \(name)", body: STSAnswer.success(keys: keys), what: incomplete)
    } + [
      Malformed(
        name: "expiration is no time",
        body: STSAnswer.success().replacing(STSAnswer.expiration, with: "soon"), what: incomplete),
      Malformed(name: "no credentials", body: STSAnswer.success(keys: []), what: incomplete),
      Malformed(name: "another action's answer", body: STSAnswer.success("GetSessionToken"), what: incomplete),
      Malformed(
        name: "the right result in another document",
        body: STSAnswer.success().replacing("AssumeRoleWithWebIdentityResponse", with: "Envelope"), what: incomplete),
      Malformed(name: "an error with status 200", body: STSAnswer.error("AccessDenied", "No."), what: incomplete),
      Malformed(name: "XHTML", body: "<html><body>Log in, please</body></html>", what: incomplete),
      Malformed(name: "HTML", body: "<!DOCTYPE html><html><body>Log in<br></body></html>", what: notXML),
      Malformed(name: "JSON", body: #"{"AssumeRoleWithWebIdentityResponse":{}}"#, what: notXML),
      Malformed(name: "text", body: "OK", what: notXML),
      Malformed(name: "nothing", body: "", what: notXML),
      Malformed(name: "nothing, 204", body: "", status: 204, what: notXML),
      Malformed(name: "half an answer", body: String(STSAnswer.success().prefix(300)), what: notXML),
    ]

  @Test("An answer without credentials is said to be none, and is not asked for again", arguments: malformed)
  func malformedAnswer(_ test: Malformed) {
    let network = FakeNetwork([.answer(test.status, test.body)])
    #expect(
      throws: AWSAuthError.saying(
        .malformedAnswer,
        "AWS STS (eu-central-1) at sts.eu-central-1.amazonaws.com answered \(test.status) with \(test.what)")
    ) { try Call.webIdentity.run(over: network) }
  }

  @Test("A key that is not UTF-8 is not mended")
  func invalidUTF8() {
    let body = [UInt8](STSAnswer.success().utf8).map { $0 == UInt8(ascii: "+") ? 0xFF : $0 }
    let answer = ScriptedTransport.Outcome(.success(HTTPResponse(status: 200, body: body)))
    #expect(
      throws: AWSAuthError.saying(
        .malformedAnswer,
        "AWS STS (eu-central-1) at sts.eu-central-1.amazonaws.com answered 200 with something that is not STS's XML")
    ) { try Call.webIdentity.run(over: FakeNetwork([answer])) }
  }

  @Test("A malformed answer of a given endpoint names that endpoint", arguments: Call.allCases)
  func malformedAnswerOfEndpoint(_ call: Call) throws {
    let endpoint = try Endpoint("http://127.0.0.1:4566", from: "X")
    let failure = try #require(
      #expect(throws: AWSAuthError.self) {
        try call.run(over: FakeNetwork([.answer(200)]), endpoint: endpoint)
      })
    #expect(
      failure.description
        == "AWS STS (eu-central-1) at 127.0.0.1:4566 answered 200 with something that is not STS's XML")
  }

  @Test("A call's answer is not taken for the other's")
  func otherAction() {
    #expect(throws: AWSAuthError.self) {
      try Call.signed.run(over: FakeNetwork([.credentials()]))
    }
  }

  @Test("Without a connection it is said that STS could not be reached", arguments: Call.allCases)
  func unreachable(_ call: Call) {
    let network = FakeNetwork(Array(repeating: .failure(.unknownHost, "no such host"), count: 3))
    #expect(
      throws: AWSAuthError.saying(
        .unavailable,
        "cannot reach AWS STS (eu-central-1) at sts.eu-central-1.amazonaws.com: no such host (3 attempts)")
    ) { try call.run(over: network) }
  }

  struct ReadError: Sendable, CustomTestStringConvertible {
    let name: String
    let response: HTTPResponse
    let error: ServiceError?

    var testDescription: String { name }

    init(_ name: String, _ status: Int, _ body: String, _ fields: HTTPFields = [], _ error: ServiceError?) {
      self.name = name
      response = HTTPResponse(status: status, fields: fields, body: [UInt8](body.utf8))
      self.error = error
    }
  }

  private static let requestID = HTTPField("x-amzn-RequestId", "from-the-header")

  static let errors: [ReadError] = [
    ReadError("a success", 200, STSAnswer.error("A", "b"), nil),
    ReadError("another success", 299, "", nil),
    ReadError(
      "an error", 403, STSAnswer.error("AccessDenied", "a &lt; b"), [requestID],
      ServiceError(code: "AccessDenied", message: "a < b", status: 403, requestID: "1-2-3")),
    ReadError(
      "an error on one line, of any namespace", 400,
      "<x:ErrorResponse><x:Error><x:Message>m</x:Message><x:Code>c</x:Code></x:Error></x:ErrorResponse>", [requestID],
      ServiceError(code: "c", message: "m", status: 400, requestID: "from-the-header")),
    ReadError(
      "an error without content", 400, "<ErrorResponse><RequestId>r</RequestId></ErrorResponse>",
      ServiceError(code: "", message: "", status: 400, requestID: "r")),
    ReadError(
      "another document", 400, "<Response><Error><Code>c</Code></Error></Response>",
      ServiceError(code: "", message: "", status: 400)),
    ReadError("HTML", 502, "<!DOCTYPE html><p>Bad gateway", ServiceError(code: "", message: "", status: 502)),
    ReadError(
      "nothing", 503, "", [requestID],
      ServiceError(code: "", message: "", status: 503, requestID: "from-the-header")),
    ReadError("a redirect", 302, "", ServiceError(code: "", message: "", status: 302)),
  ]

  @Test("The error in an answer is read as far as it can be", arguments: errors)
  func readsError(_ test: ReadError) {
    #expect(STSClient.readError(test.response) == test.error)
  }
}

extension STSClientTests.ReadError {
  fileprivate init(_ name: String, _ status: Int, _ body: String, _ error: ServiceError?) {
    self.init(name, status, body, [], error)
  }
}
