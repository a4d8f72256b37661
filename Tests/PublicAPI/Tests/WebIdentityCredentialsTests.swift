import AWSAuth
import Foundation
import Testing

/// A transport of the caller's own, with one answer of STS's for every request.
private struct OneAnswer: HTTPTransport {
  func send(_ request: HTTPRequest, timeout: Duration) throws(TransportFailure) -> HTTPResponse {
    guard request.url.absoluteString == "https://sts.eu-central-1.amazonaws.com/" else {
      throw TransportFailure(.unusable, "the test does not know \(request.url)")
    }
    let answer = """
      <AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>
      <AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>not-a-key</SecretAccessKey>
      <SessionToken>not-a-token</SessionToken><Expiration>2020-11-23T09:00:00Z</Expiration>
      </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
      """
    return HTTPResponse(status: 200, body: Array(answer.utf8))
  }
}

@Suite struct WebIdentityCredentialsTests {
  /// A JWT that never expires: `{}.{"iss":"https://issuer.example"}.` and a signature, which nobody reads here.
  private static let token = "e30.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIn0.c2lnbmF0dXJl"

  @Test("Each part can be the caller's own: the transport, the time for everything, the source of the token")
  func parts() throws {
    let deadline = Deadline(after: .seconds(10), by: .system)
    let sender = RetryingClient(transport: OneAnswer(), time: .system, deadline: deadline)
    let tokens = IdentityTokenProvider(
      sources: [StaticIdentityToken(Secret(Self.token), name: "the test's token")], audience: "sts.amazonaws.com",
      audienceIsExplicit: false, now: { Date() })
    let provider = WebIdentityCredentials(
      role: try RoleARN("arn:aws:iam::123456789012:role/deploy"), tokens: try #require(tokens),
      sessionName: try RoleSessionName("nightly"), duration: try SessionDuration("900"),
      sts: STSClient(region: try Region("eu-central-1"), sender: sender))
    let credentials = try provider.credentials()
    #expect(credentials.accessKeyID == "ASIAEXAMPLE")
    #expect(credentials.secretAccessKey.exposed() == "not-a-key")
    #expect(credentials.expiration == Date(timeIntervalSince1970: 1_606_122_000))
  }

  @Test("A token's mistake is an error that says what is wrong with it")
  func refused() throws {
    let provider = try WebIdentityCredentials(
      role: "arn:aws:iam::123456789012:role/deploy", token: Secret("one part"), region: "eu-central-1",
      timeout: .seconds(1), network: NetworkSettings(userAgent: "the test"))
    let error = try #require(throws: AWSAuthError.self) { try provider.credentials() }
    #expect(error.kind == .invalidConfiguration)
    #expect(error.description == "the parameter token is not an identity token: it has 1 part, not three")
  }
}
