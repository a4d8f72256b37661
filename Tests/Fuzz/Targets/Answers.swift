@testable import AWSAuth
@testable import ECRLogin

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Gives the same answer to every request.
private struct OneAnswer: HTTPTransport {
  let response: HTTPResponse

  func send(_ request: HTTPRequest, timeout: Duration) throws(TransportFailure) -> HTTPResponse { response }
}

extension FuzzTarget {
  /// Services' answers: the first byte says which service's and its status, the rest is the body.
  static let answers = FuzzTarget(name: "answers") { bytes in
    guard let first = bytes.first else { return }
    let status = [200, 200, 201, 400, 403, 429, 500, 503][Int(first & 7)]
    let response = HTTPResponse(
      status: status, fields: [HTTPField("x-amzn-RequestId", "r\u{1B}")], body: Array(bytes.dropFirst()))
    // Nothing is sent a second time: the time is over before it could be.
    let time = TimeSource(
      now: { Date(timeIntervalSince1970: 1_795_420_800) }, monotonic: { .zero }, sleep: { _ in }, random: { 0 })
    let sender = RetryingClient(
      transport: OneAnswer(response: response), time: time, deadline: Deadline(after: .milliseconds(1), by: time))
    do {
      try diagnosing { try ask(Int(first >> 3) % 4, sender) }
    } catch let failure as Diagnostic {
      checkShown(failure.description, limit: 4000)
      check(!failure.description.contains(secret), "a message with a secret in it")
    } catch {
      check(false, "a failure of another type: \(error)")
    }
  }

  private static let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

  private static func ask(_ service: Int, _ sender: RetryingClient) throws {
    let region = try Region("eu-central-1")
    let role = try RoleARN("arn:aws:iam::123456789012:role/ci-push")
    let credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret(secret))
    let sts = STSClient(region: region, sender: sender)
    switch service {
    case 0:
      let given = try sts.assumeRole(role, signedBy: credentials, sessionName: RoleSessionName(cleaning: "s"))
      check(!given.accessKeyID.isEmpty && !given.secretAccessKey.isEmpty, "credentials without a key")
    case 1:
      let token = try IdentityToken("e30.e30.\(secret.filter { $0 != "/" })", from: "test")
      let given = try sts.assumeRole(role, with: token, sessionName: RoleSessionName(cleaning: "s"))
      check(given.sessionToken.map { !$0.isEmpty } ?? false, "credentials without a token")
    case 2:
      let client = ECRClient(service: .ecr, region: region, endpoint: .ecr(in: region), sender: sender)
      let identity = Identity.keys(credentials)
      let token = try client.authorizationToken(signedBy: credentials, identity: identity)
      check(!token.username.isEmpty && !token.password.isEmpty, "a token without a password")
    default:
      let endpoint = try Endpoint("https://app.bitrise.io/build/1", from: "test")
      let api = BuildAPI(endpoint: endpoint, apiToken: Secret(secret), sender: sender)
      check(!(try api.token(for: "sts.amazonaws.com")).raw.isEmpty, "an empty token")
    }
  }
}
