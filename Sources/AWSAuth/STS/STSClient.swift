import Basics

/// AWS's Security Token Service in one region: what turns an identity into credentials.
public struct STSClient: Sendable {
  private let endpoint: Endpoint
  private let region: Region
  private let sender: RetryingClient

  /// Creates a client.
  /// - Parameters:
  ///   - region: The region, which signatures name.
  ///   - endpoint: Where the service is; AWS's own endpoint of the region unless given.
  ///   - sender: Sends the requests.
  public init(region: Region, endpoint: Endpoint? = nil, sender: RetryingClient) {
    self.region = region
    self.endpoint = endpoint ?? .sts(in: region)
    self.sender = sender
  }

  private var service: MalformedAnswer.Service { .sts(region: region.name) }

  /// Finds out what time it is for AWS, without asking for anything else; it is in `sender.now` then.
  /// - Throws: An error where the service's certificate is not trusted.
  package func synchronizeClock() throws(AWSAuthError) {
    try sender.synchronizeClock(of: service.name, by: HTTPRequest(method: "GET", url: endpoint.url))
  }

  /// AssumeRoleWithWebIdentity: not signed, the token is all that is shown.
  /// - Throws: An error; one with the code `ExpiredTokenException` may go away with a newer token.
  public func assumeRole(
    _ role: RoleARN, with token: IdentityToken, sessionName: RoleSessionName, duration: SessionDuration? = nil
  ) throws(AWSAuthError) -> Credentials {
    let request = makeRequest(
      [
        ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role.description),
        ("RoleSessionName", sessionName.description), ("WebIdentityToken", token.raw.exposed()),
      ] + duration.parameters)
    let response = try sender.send(
      to: service.name, .aws, makeRequest: { _ in request },
      classify: { response in
        guard let error = Self.readError(response) else { return .final }
        return (error.retryReason ?? error.identityRetryReason).map { .again($0) } ?? .final
      })
    if let error = Self.readError(response) {
      throw refusal(error.redacted(of: [token.raw]), role, token)
    }
    return try readCredentials(response, "AssumeRoleWithWebIdentity")
  }

  /// AssumeRole: signed with credentials that are there already.
  /// - Throws: An error: STS was not reached, or refuses.
  public func assumeRole(
    _ role: RoleARN, signedBy credentials: Credentials, sessionName: RoleSessionName,
    duration: SessionDuration? = nil
  ) throws(AWSAuthError) -> Credentials {
    let request = makeRequest(
      [
        ("Action", "AssumeRole"), ("Version", "2011-06-15"), ("RoleArn", role.description),
        ("RoleSessionName", sessionName.description),
      ] + duration.parameters)
    let signer = Signer(credentials: credentials, region: region.name, service: "sts")
    let response = try SigningClient(sender, signer: signer).send(
      request, to: service.name, readError: Self.readError)
    if let error = Self.readError(response) {
      throw refusal(error.redacted(of: [credentials.secretAccessKey, credentials.sessionToken]), role, nil)
    }
    return try readCredentials(response, "AssumeRole")
  }

  private func makeRequest(_ parameters: [(String, String)]) -> HTTPRequest {
    let form = parameters.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
    return HTTPRequest(
      url: endpoint.url,
      fields: [HTTPField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
      body: [UInt8](form.utf8))
  }

  private func refusal(_ error: ServiceError, _ role: RoleARN, _ token: IdentityToken?) -> AWSAuthError {
    AWSAuthError(STSRefusal(role: role, region: region, host: endpoint.authority, token: token, error: error))
  }

  private func readCredentials(_ response: HTTPResponse, _ action: String) throws(AWSAuthError) -> Credentials {
    func malformed(_ what: String) -> AWSAuthError {
      AWSAuthError(
        MalformedAnswer(service: service, host: endpoint.authority, status: response.status, reason: "with \(what)"))
    }
    // The reader mends what is not UTF-8, as is right for messages: a key that was mended is none.
    guard String(validating: response.body, as: UTF8.self) != nil, let root = try? XMLReader.read(response.body)
    else { throw malformed("something that is not STS's XML") }
    guard root.name == "\(action)Response", let result = root.first("\(action)Result"),
      let keys = result.first("Credentials"),
      let keyID = keys.first("AccessKeyId")?.text, !keyID.isEmpty,
      let secret = keys.first("SecretAccessKey")?.text, !secret.isEmpty,
      let token = keys.first("SessionToken")?.text, !token.isEmpty,
      let expiration = keys.first("Expiration").flatMap({ InternetTime.date(iso8601: $0.text) })
    else { throw malformed("no complete credentials") }
    return Credentials(
      accessKeyID: keyID, secretAccessKey: Secret(secret), sessionToken: Secret(token), expiration: expiration,
      assumedRoleARN: result.first("AssumedRoleUser", "Arn")?.text)
  }

  /// The error in an answer; an answer without readable content is one by its status.
  static func readError(_ response: HTTPResponse) -> ServiceError? {
    guard !(200...299).contains(response.status) else { return nil }
    let root = try? XMLReader.read(response.body)
    let error = root?.name == "ErrorResponse" ? root?.first("Error") : nil
    return ServiceError(
      code: error?.first("Code")?.text ?? "", message: error?.first("Message")?.text ?? "",
      status: response.status,
      requestID: root?.first("RequestId")?.text ?? response.fields["x-amzn-RequestId"])
  }
}

extension SessionDuration? {
  fileprivate var parameters: [(String, String)] {
    map { [("DurationSeconds", String($0.seconds))] } ?? []
  }
}
