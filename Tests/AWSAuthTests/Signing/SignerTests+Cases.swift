import AWSAuth
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct SigningCaseTests {
  @Test("Each stage of signing gives what botocore's gives", arguments: try SigningCase.all())
  func stages(_ example: SigningCase) throws {
    let wanted = try example.request()
    let url = try #require(RequestURL("https://example.amazonaws.com" + wanted.target))
    let fields = try (wanted.fields ?? []).map { field in
      try #require(field.count == 2, "a header field has a name and a value")
      return HTTPField(field[0], field[1])
    }
    let request = HTTPRequest(
      method: wanted.method, url: url, fields: HTTPFields(fields), body: Array((wanted.body ?? "").utf8))
    let signer = Signer(
      credentials: Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: SigningKeyTests.secret,
        sessionToken: wanted.sessionToken.map { Secret($0) }),
      region: "us-east-1", service: "service", options: wanted.options == .s3 ? .s3 : SigningOptions())
    let result = signer.signature(of: request, at: Date(timeIntervalSince1970: 1_440_938_160))
    try expect(result.canonicalRequest.text, in: .canonicalRequest, of: example)
    try expect(result.stringToSign.text, in: .stringToSign, of: example)
    try expect(result.authorization, in: .authorization, of: example)
    #expect(result.request.fields["Authorization"] == result.authorization)
    #expect(result.authorization.hasSuffix("Signature=\(result.signature)"))
  }

  /// Expects a text to be that of a file, byte for byte: Swift takes texts for equal that differ in how accents are
  /// composed.
  private func expect(
    _ text: String, in file: SigningCase.File, of example: SigningCase,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let wanted = try example.text(of: file)
    #expect(
      text.utf8.elementsEqual(wanted.utf8), "\(file.rawValue) is\n\(wanted)\nand not\n\(text)",
      sourceLocation: sourceLocation)
  }

  @Test("No case is missing")
  func count() throws {
    #expect(try SigningCase.all().count >= 44)
  }

  @Test("A case has a rule, and all of its files and no others", arguments: try SigningCase.all())
  func isComplete(_ example: SigningCase) throws {
    #expect(try example.fileNames() == SigningCase.File.allCases.map(\.rawValue).sorted())
    #expect(try example.request().rule.hasSuffix("."))
  }
}
