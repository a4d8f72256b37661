import Testing

@testable import AWSAuth

@Suite struct SecretTests {
  private static let marker = "hunter2-marker"

  private struct Holder {
    var name = "a name"
    var secret = Secret(marker)
  }

  private struct HolderError: Error {
    let secret = Secret(marker)
  }

  private enum Choice {
    case one(Secret)
  }

  private static func texts(of value: Any) -> [String] {
    var dumped = ""
    dump(value, to: &dumped)
    return ["\(value)", String(describing: value), String(reflecting: value), dumped]
  }

  @Test("A secret becomes a placeholder, however it is turned into text")
  func placeholder() {
    let secret = Secret(Self.marker)
    #expect("\(secret)" == "<secret>")
    #expect(String(describing: secret) == "<secret>")
    #expect(String(reflecting: secret) == "<secret>")
    var dumped = ""
    dump(secret, to: &dumped)
    #expect(dumped == "- <secret>\n")
    #expect(Mirror(reflecting: secret).children.isEmpty)
  }

  @Test("A secret within another value is not shown either")
  func nested() {
    let secret = Secret(Self.marker)
    let values: [Any] = [
      [secret], ["key": secret], Optional(secret) as Any, (secret, 1), Holder(), [Holder()], HolderError(),
      Choice.one(secret), Result<Secret, any Error>.success(secret), [Optional(Holder())],
      Credentials(accessKeyID: "AKID", secretAccessKey: secret, sessionToken: secret),
      NetworkSettings(httpsProxy: secret, userAgent: "test"),
    ]
    for value in values {
      for text in Self.texts(of: value) {
        #expect(!text.contains(Self.marker))
        #expect(text.contains("<secret>"))
      }
    }
  }

  @Test("Keys made of a secret are not shown")
  func providers() throws {
    let credentials = Credentials(accessKeyID: "AKID", secretAccessKey: Secret(Self.marker))
    let values: [Any] = [
      StaticCredentials(credentials), StaticIdentityToken(Secret(Self.marker), name: "A_TOKEN"),
      Signer(credentials: credentials, region: "eu-central-1", service: "sts"),
    ]
    for value in values {
      for text in Self.texts(of: value) { #expect(!text.contains(Self.marker)) }
    }
  }

  @Test("Messages that hold a secret show where they go, and no value", arguments: [false, true])
  func messages(_ isRequest: Bool) throws {
    let fields: HTTPFields = [HTTPField("Authorization", Self.marker), HTTPField("X-Other", "1")]
    let body = Array(Self.marker.utf8)
    let url = try Endpoint("https://example.com/path", from: "test").url
    let values: [Any] = [
      HTTPField("Authorization", Self.marker), fields, [fields],
      isRequest
        ? HTTPRequest(url: url, fields: fields, body: body) : HTTPResponse(status: 200, fields: fields, body: body),
    ]
    for value in values {
      for text in Self.texts(of: value) {
        #expect(!text.contains(Self.marker))
        #expect(!text.contains("\(body[0])\n"))
      }
    }
    #expect("\(fields)" == "[Authorization: <value>, X-Other: <value>]")
    #expect("\(HTTPRequest(url: url))" == "POST https://example.com/path")
    #expect("\(HTTPResponse(status: 503))" == "status 503")
    #expect(
      Self.texts(of: HTTPResponse(status: 503, fields: fields, body: body)).last?.contains("bodyCount: 14") == true)
  }

  @Test("There are two ways to read it", arguments: [marker, "", "\u{0}", "é\u{1F600}", "e\u{301}"])
  func exposed(_ text: String) {
    #expect(Array(Secret(text).exposed().utf8) == Array(text.utf8))
    #expect(Secret(text).withExposedBytes { Array($0) } == Array(text.utf8))
  }

  @Test("It says whether there is anything in it")
  func emptiness() {
    #expect(Secret("").isEmpty)
    #expect(!Secret(" ").isEmpty)
  }

  @Test("Two secrets are equal when what they hide is")
  func equality() {
    #expect(Secret("a") == Secret("a"))
    #expect(Secret("a") != Secret("b"))
  }
}
