import AWSAuth
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A request that shows one rule; most are named for the case of AWS's signing test suite with the same rule.
///
/// All are signed at 2015-08-30T12:36:00Z for `service` in us-east-1, with the keys of AWS's documentation.
struct SuiteCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let method: String
  let target: String
  let fields: HTTPFields
  let body: String
  let token: String?
  let options: SigningOptions
  let canonicalRequest: String
  let hash: String
  let signature: String

  init(
    _ name: String, method: String, target: String, fields: HTTPFields = [], body: String = "",
    token: String? = nil, options: SigningOptions = SigningOptions(), canonicalRequest: String, hash: String,
    signature: String
  ) {
    testDescription = name
    self.method = method
    self.target = target
    self.fields = fields
    self.body = body
    self.token = token
    self.options = options
    self.canonicalRequest = canonicalRequest
    self.hash = hash
    self.signature = signature
  }
}

@Suite struct SigningSuiteTests {
  @Test(
    "Each stage of signing gives what botocore's gives",
    arguments: SuiteCase.paths + SuiteCase.queries + SuiteCase.headers)
  func stages(_ example: SuiteCase) throws {
    let url = try #require(RequestURL("https://example.amazonaws.com" + example.target))
    let request = HTTPRequest(
      method: example.method, url: url, fields: example.fields, body: Array(example.body.utf8))
    let signer = Signer(
      credentials: Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: SigningKeyTests.secret,
        sessionToken: example.token.map { Secret($0) }),
      region: "us-east-1", service: "service", options: example.options)
    let result = signer.signature(of: request, at: Date(timeIntervalSince1970: 1_440_938_160))
    #expect(result.canonicalRequest.text == example.canonicalRequest)
    #expect(
      result.stringToSign.text == """
        AWS4-HMAC-SHA256
        20150830T123600Z
        20150830/us-east-1/service/aws4_request
        \(example.hash)
        """)
    #expect(result.signature == example.signature)
  }
}
