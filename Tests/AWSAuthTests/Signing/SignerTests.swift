import AWSAuth
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct SignerTests {
  static let time = Date(timeIntervalSince1970: 1_440_938_160)

  static func signer(token: String?, options: SigningOptions = SigningOptions()) -> Signer {
    Signer(
      credentials: Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("KEYMARKER"),
        sessionToken: token.map { Secret($0) }),
      region: "us-east-1", service: "service", options: options)
  }

  static func request(_ fields: HTTPFields = [], body: String = "") throws -> HTTPRequest {
    let url = try #require(RequestURL("https://example.amazonaws.com/"))
    return HTTPRequest(url: url, fields: fields, body: Array(body.utf8))
  }

  @Test("Signing adds headers at the end and changes nothing else")
  func added() throws {
    let request = try Self.request([HTTPField("X-B", " 1 "), HTTPField("x-a", "2")], body: "body")
    let signed = Self.signer(token: "TOKEN").sign(request, at: Self.time)
    #expect(
      signed.fields.map(\.name) == ["X-B", "x-a", "X-Amz-Date", "X-Amz-Security-Token", "Authorization"])
    #expect(signed.fields["x-b"] == " 1 ")
    #expect(signed.fields["x-amz-date"] == "20150830T123600Z")
    #expect(signed.fields["x-amz-security-token"] == "TOKEN")
    #expect((signed.method, signed.url, signed.body) == (request.method, request.url, request.body))
  }

  @Test("Without a token, or with an empty one, none is sent", arguments: [nil, ""])
  func noToken(_ token: String?) throws {
    let signed = Self.signer(token: token).sign(try Self.request(), at: Self.time)
    #expect(signed.fields.map(\.name) == ["X-Amz-Date", "Authorization"])
  }

  @Test(
    "A signed request signed again is as if signed for the first time",
    arguments: [SigningOptions(), SigningOptions(sessionToken: .unsigned), .s3])
  func again(_ options: SigningOptions) throws {
    let request = try Self.request([HTTPField("X-A", "1")], body: "body")
    let old = Signer(
      credentials: Credentials(
        accessKeyID: "OLD", secretAccessKey: Secret("OLD"), sessionToken: Secret("OLD")),
      region: "old", service: "old", options: options)
    let stale = old.sign(request, at: Date(timeIntervalSince1970: 0))
    for token in ["TOKEN", nil] {
      let signer = Self.signer(token: token, options: options)
      #expect(signer.sign(stale, at: Self.time) == signer.sign(request, at: Self.time))
    }
  }

  @Test("Every field of the headers that are replaced is replaced, whatever its case")
  func replaced() throws {
    let stale = try Self.request([
      HTTPField("AUTHORIZATION", "1"), HTTPField("authorization", "2"), HTTPField("x-amz-date", "1"),
      HTTPField("X-AMZ-DATE", "2"), HTTPField("x-amz-security-token", "1"),
      HTTPField("X-Amz-Security-token", "2"),
    ])
    let signer = Self.signer(token: "TOKEN")
    #expect(signer.sign(stale, at: Self.time) == signer.sign(try Self.request(), at: Self.time))
  }

  @Test("A token added after signing is sent, and the signature is that without a token")
  func unsignedToken() throws {
    let request = try Self.request()
    let signer = Self.signer(token: "TOKEN", options: SigningOptions(sessionToken: .unsigned))
    let signed = signer.sign(request, at: Self.time)
    let without = Self.signer(token: nil).sign(request, at: Self.time)
    #expect(signed.fields["x-amz-security-token"] == "TOKEN")
    #expect(signed.fields["authorization"] == without.fields["authorization"])
  }

  @Test("A payload hash that is asked for is sent and signed")
  func computedPayloadHash() throws {
    let options = SigningOptions(payloadHash: .computed)
    let request = try Self.request([HTTPField("x-amz-content-sha256", "old")], body: "{}")
    let result = Self.signer(token: nil, options: options).signature(of: request, at: Self.time)
    let hash = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    #expect(result.canonicalRequest.payloadHash == hash)
    #expect(result.canonicalRequest.headers.names == "host;x-amz-content-sha256;x-amz-date")
    #expect(
      result.request.fields.filter { $0.name.lowercased() == "x-amz-content-sha256" }.map(\.value) == [hash])
  }

  @Test("A payload hash that is given is signed in place of the body's")
  func givenPayloadHash() throws {
    let request = try Self.request([HTTPField("x-amz-content-sha256", "UNSIGNED-PAYLOAD")], body: "{}")
    let result = Self.signer(token: nil).signature(of: request, at: Self.time)
    #expect(result.canonicalRequest.payloadHash == "UNSIGNED-PAYLOAD")
    #expect(
      result.canonicalRequest.text.hasSuffix("\n\nhost;x-amz-content-sha256;x-amz-date\nUNSIGNED-PAYLOAD"))
  }

  @Test("The scope has the UTC day of X-Amz-Date")
  func day() throws {
    let result = Self.signer(token: nil).signature(
      of: try Self.request(), at: Date(timeIntervalSince1970: 1_440_979_199))
    #expect(result.request.fields["x-amz-date"] == "20150830T235959Z")
    #expect(result.authorization.contains("Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"))
  }

  @Test("No way of printing shows the secret key or the token")
  func secrets() throws {
    let signer = Self.signer(token: "TOKENMARKER")
    let result = signer.signature(of: try Self.request(), at: Self.time)
    let scope = CredentialScope(date: "20150830", region: "us-east-1", service: "service")
    let key = SigningKey(signer.credentials.secretAccessKey, scope: scope)
    #expect(result.canonicalRequest.text.contains("TOKENMARKER"))
    let values: [any Sendable] = [
      signer, [signer], key, result.canonicalRequest, result.canonicalRequest.headers, result.stringToSign,
    ]
    for value in values {
      var dumped = ""
      dump(value, to: &dumped)
      for text in ["\(value)", String(reflecting: value), dumped] {
        #expect(!text.contains("MARKER"))
        #expect(!text.contains("\(key.bytes[0]), \(key.bytes[1])"))
        #expect(!text.contains("- \(key.bytes[0])\n"))
      }
    }
  }
}
