import AWSAuth
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Random requests, each signed by botocore as well: `make_botocore_cases.py` makes them, anew for every run.
@Suite struct BotocoreSigningTests {
  struct Case: Decodable {
    let seed: Int
    let index: Int
    let options: Options
    let method: String
    let url: String
    let headers: [[String]]
    let body: Data
    let time: Double
    let accessKeyID: String
    let secretAccessKey: String
    let sessionToken: String?
    let region: String
    let service: String
    let canonicalRequest: String
    let stringToSign: String
    let authorization: String

    enum Options: String, Decodable {
      case standard
      case s3
    }
  }

  /// The file of the requests, where there is one.
  private static let path = ProcessInfo.processInfo.environment["BOTOCORE_SIGNING_CASES"]

  @Test(
    "At least 2,000 random requests are signed as botocore signs them",
    .enabled(
      if: path != nil,
      "needs the requests that `make test` lets botocore sign: BOTOCORE_SIGNING_CASES names their file"))
  func random() throws {
    let path = try #require(Self.path)
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: URL(filePath: path)))
    #expect(cases.count >= 2_000)
    for example in cases {
      let difference = try Self.difference(example)
      #expect(difference == nil, "seed \(example.seed), index \(example.index): \(example.url)")
    }
  }

  /// The first stage that is not botocore's, with both results; `nil` if all are.
  private static func difference(_ example: Case) throws -> String? {
    let url = try #require(RequestURL(example.url))
    let fields = try example.headers.map { field in
      HTTPField(try #require(field.first), try #require(field.last))
    }
    let signer = Signer(
      credentials: Credentials(
        accessKeyID: example.accessKeyID, secretAccessKey: Secret(example.secretAccessKey),
        sessionToken: example.sessionToken.map { Secret($0) }),
      region: example.region, service: example.service,
      options: example.options == .s3 ? .s3 : SigningOptions())
    let request = HTTPRequest(
      method: example.method, url: url, fields: HTTPFields(fields), body: Array(example.body))
    let result = signer.signature(of: request, at: Date(timeIntervalSince1970: example.time))
    let stages = [
      ("canonical request", result.canonicalRequest.text, example.canonicalRequest),
      ("string to sign", result.stringToSign.text, example.stringToSign),
      ("Authorization", result.request.fields["Authorization"] ?? "", example.authorization),
    ]
    // By bytes: Swift takes texts for equal that differ in how accents are composed.
    return stages.first { !$1.utf8.elementsEqual($2.utf8) }
      .map { "\($0), here:\n\($1)\nbotocore:\n\($2)" }
  }
}
