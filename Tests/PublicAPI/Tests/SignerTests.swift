import AWSAuth
import Foundation
import Testing

@Suite struct SignerTests {
  /// The example of AWS's documentation, with the signature that stands there:
  /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, earlier edition.
  @Test("The example of AWS's documentation has the signature that stands there")
  func listUsers() throws {
    let signer = Signer(
      credentials: Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")),
      region: "us-east-1", service: "iam")
    let request = HTTPRequest(
      method: "GET",
      url: try #require(RequestURL("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08")),
      fields: [HTTPField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")])
    // 2015-08-30T12:36:00Z
    let signed = signer.sign(request, at: Date(timeIntervalSince1970: 1_440_938_160))
    #expect(signed.url == request.url)
    #expect(signed.fields["X-Amz-Date"] == "20150830T123600Z")
    #expect(
      signed.fields["Authorization"]
        == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
        + "SignedHeaders=content-type;host;x-amz-date, "
        + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")
  }
}
