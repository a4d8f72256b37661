import AWSAuth
import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The one call of Amazon ECR, and of ECR Public, that is needed: GetAuthorizationToken.
struct ECRClient {
  let service: ECRService
  let region: Region
  let endpoint: Endpoint
  let sender: RetryingClient

  /// Asks for a token.
  /// - Parameters:
  ///   - credentials: What the request is signed with.
  ///   - identity: Whose they are, for messages.
  /// - Returns: The token, fresh from the service.
  /// - Throws: `Diagnostic`.
  func authorizationToken(signedBy credentials: Credentials, identity: Identity) throws -> AuthorizationToken {
    let name = "\(service.displayName) (\(region))"
    let signer = Signer(credentials: credentials, region: region.name, service: service.signingName)
    // Registry ids are deprecated and change nothing about the token: it serves every account's registry.
    let request = HTTPRequest(
      url: endpoint.url,
      fields: [
        HTTPField("Content-Type", "application/x-amz-json-1.1"), HTTPField("X-Amz-Target", Self.target(of: service)),
      ],
      body: [UInt8]("{}".utf8))
    let response = try SigningClient(sender, signer: signer).send(
      request, to: name,
      mayPass: { identity.role != nil && $0.isUnknownKey ? .notKnownYet : nil }, readError: Self.readError)
    if let error = Self.readError(response) {
      throw ECRRefusal(service: service, region: region, endpoint: endpoint, identity: identity)
        .failure(error.redacted(of: [credentials.secretAccessKey, credentials.sessionToken]))
    }
    return try read(response, name)
  }

  /// The call, by the name that the service's JSON protocol has for it.
  private static func target(of service: ECRService) -> String {
    switch service {
    case .ecr: "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"
    case .ecrPublic: "SpencerFrontendService.GetAuthorizationToken"
    }
  }

  private func read(_ response: HTTPResponse, _ name: String) throws -> AuthorizationToken {
    func malformed(_ what: String) -> Diagnostic {
      Diagnostic(
        .malformedAnswer, "\(name) at \(endpoint.authority) answered \(response.status) with \(what)",
        advice: "Something else than ECR may be answering: check proxies, and the AWS_ENDPOINT_URL variables.")
    }
    guard let answer = AuthorizationData.all(in: response.body) else {
      throw malformed("something else than an authorization token")
    }
    guard let data = answer.first else { throw malformed("no authorization data") }
    do {
      return try AuthorizationToken(
        text: data.authorizationToken, expiresAt: data.expiresAt.map { Date(timeIntervalSince1970: $0) },
        proxyEndpoint: data.proxyEndpoint)
    } catch .notBase64 {
      throw malformed("an authorization token that is not base64")
    } catch {
      throw malformed("an authorization token without a user name or password")
    }
  }

  /// The error in an answer (AWS JSON 1.1); an answer without readable content is one by its status.
  static func readError(_ response: HTTPResponse) -> ServiceError? {
    guard !(200...299).contains(response.status) else { return nil }
    let answer = ErrorAnswer(json: response.body)
    let type = answer?.type ?? response.fields["x-amzn-ErrorType"] ?? answer?.code ?? ""
    // Services put a namespace before `#`, and a URL behind `:`.
    let code = type.prefix(before: ":").splitScalars(at: "#").last ?? ""
    return ServiceError(
      code: String(code), message: answer?.message ?? "", status: response.status,
      requestID: response.fields["x-amzn-RequestId"])
  }
}

private struct AuthorizationData {
  var authorizationToken: String
  var expiresAt: Double?
  var proxyEndpoint: String?

  init?(_ json: JSONValue) {
    guard let token = json["authorizationToken"]?.string else { return nil }
    authorizationToken = token
    do {
      expiresAt = try json.optional("expiresAt", \.double)
      proxyEndpoint = try json.optional("proxyEndpoint", \.string)
    } catch {
      return nil
    }
  }

  /// What an answer has, an array from ECR, one object from ECR Public; `nil` if it is no answer.
  static func all(in body: [UInt8]) -> [AuthorizationData]? {
    guard let json = (try? JSONValue(parsing: body))?["authorizationData"] else { return nil }
    let elements = json.elements ?? [json]
    let all = elements.compactMap { AuthorizationData($0) }
    return all.count == elements.count ? all : nil
  }
}

private struct ErrorAnswer {
  var type: String?
  var code: String?
  var message: String?

  init?(json: [UInt8]) {
    do {
      let json = try JSONValue(parsing: json)
      type = try json.optional("__type", \.string)
      code = try json.optional("code", \.string)
      let capitalMessage = try json.optional("Message", \.string)
      message = try json.optional("message", \.string) ?? capitalMessage
    } catch {
      return nil
    }
  }
}
