import AWSAuth
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Calls signed elsewhere: AWS's documented example, and this package's own calls, signed by two other signers.
@Suite struct SignerVectorTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let request: HTTPRequest?
    let scope: CredentialScope
    let token: String?
    let names: String
    let hash: String
    let signature: String

    init(
      _ name: String, _ method: String, _ url: String, _ fields: HTTPFields, body: String = "",
      region: String, service: String, token: String? = nil, names: String, hash: String, signature: String
    ) {
      testDescription = name
      request = RequestURL(url).map {
        HTTPRequest(method: method, url: $0, fields: fields, body: Array(body.utf8))
      }
      scope = CredentialScope(date: "20150830", region: region, service: service)
      self.token = token
      self.names = names
      self.hash = hash
      self.signature = signature
    }
  }

  static let vectors: [Vector] = [
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, earlier edition
    Vector(
      "IAM ListUsers", "GET", "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
      [HTTPField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
      region: "us-east-1", service: "iam", names: "content-type;host;x-amz-date",
      hash: "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59",
      signature: "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"),
    Vector(
      "ECR GetAuthorizationToken", "POST", "https://api.ecr.eu-central-1.amazonaws.com/",
      [
        HTTPField("Content-Type", "application/x-amz-json-1.1"),
        HTTPField("X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"),
      ], body: "{}", region: "eu-central-1", service: "ecr", token: "TOKEN",
      names: "content-type;host;x-amz-date;x-amz-security-token;x-amz-target",
      hash: "7334f50819b0c16e9c48c67ef20858f95965eb7d6d086d7b7474136b9bd7c803",
      signature: "9713ce4b307e948ae9d72977c9e0026f5e732db9de45e4e71f828880f7074ae9"),
    Vector(
      "STS GetCallerIdentity", "POST", "https://sts.eu-central-1.amazonaws.com/",
      [HTTPField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
      body: "Action=GetCallerIdentity&Version=2011-06-15", region: "eu-central-1", service: "sts",
      token: "TOKEN",
      names: "content-type;host;x-amz-date;x-amz-security-token",
      hash: "5f0cd3d955883e7a6064af4614769cbf105ddc7ca3cbf1f9f05beb424fe44f8d",
      signature: "b55427b3e1c7fc0b547c4a4eeff62b95e266d5bee0f5ea71745fb922354f86e4"),
    Vector(
      "ECR Public GetAuthorizationToken", "POST", "https://api.ecr-public.us-east-1.amazonaws.com/",
      [
        HTTPField("Content-Type", "application/x-amz-json-1.1"),
        HTTPField("X-Amz-Target", "SpencerFrontendService.GetAuthorizationToken"),
      ], body: "{}", region: "us-east-1", service: "ecr-public",
      names: "content-type;host;x-amz-date;x-amz-target",
      hash: "8709576bf4de49dab8b4b34519cab17862c938aeccc76e70518b3c633d2fe859",
      signature: "7f4ca0d963a87df3d01f6c4ab2257843501fb7772d9351b0a56f5eca8095cd59"),
  ]

  @Test("A call is signed as others sign it, stage by stage", arguments: vectors)
  func signed(_ vector: Vector) throws {
    let request = try #require(vector.request)
    let signer = Signer(
      credentials: Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: SigningKeyTests.secret,
        sessionToken: vector.token.map { Secret($0) }),
      region: vector.scope.region, service: vector.scope.service)
    let time = Date(timeIntervalSince1970: 1_440_938_160)
    let result = signer.signature(of: request, at: time)
    #expect(result.canonicalRequest.headers.names == vector.names)
    #expect(result.canonicalRequest.hash == vector.hash)
    #expect(
      result.stringToSign.text
        == "AWS4-HMAC-SHA256\n20150830T123600Z\n\(vector.scope.text)\n\(vector.hash)")
    #expect(result.signature == vector.signature)
    let authorization =
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\(vector.scope.text), SignedHeaders=\(vector.names), "
      + "Signature=\(vector.signature)"
    #expect(result.authorization == authorization)
    #expect(signer.sign(request, at: time).fields["authorization"] == authorization)
  }
}
