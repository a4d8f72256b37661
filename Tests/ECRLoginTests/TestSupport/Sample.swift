import AWSAuth

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import ECRLogin

/// Values that many tests need.
enum Sample {
  /// 2020-09-13T12:26:40Z.
  static let now = Date(timeIntervalSince1970: 1_600_000_000)
  static let host = "123456789012.dkr.ecr.eu-central-1.amazonaws.com"
  static let role = "arn:aws:iam::123456789012:role/ci"
  /// What no output but a password may contain.
  static let password = "hush-the-password"

  /// A JWT; nobody checks its signature.
  static func identityToken(
    issuer: String = "https://token.builds.bitrise.io", subject: String = "app:a1:workflow:w1",
    audience: String = "sts.amazonaws.com", expiresIn seconds: Double = 3600
  ) -> String {
    let claims = """
      {"iss":"\(issuer)","sub":"\(subject)","aud":"\(audience)",\
      "exp":\(Int(now.timeIntervalSince1970 + seconds))}
      """
    return [#"{"alg":"RS256"}"#, claims, "hush-the-signature"].map(base64URL).joined(separator: ".")
  }

  private static func base64URL(_ text: String) -> String {
    Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// The base64 of `AWS:` and the password.
  static let authorizationToken = Data("AWS:\(password)".utf8).base64EncodedString()

  static func token(expiresIn seconds: Double = 12 * 3600, password: String = password) -> AuthorizationToken {
    AuthorizationToken(
      username: "AWS", password: Secret(password), expiresAt: now.addingTimeInterval(seconds),
      proxyEndpoint: "https://\(host)")
  }

  /// Keys that somebody has.
  static let keys = Credentials(accessKeyID: "AKIAEXAMPLE", secretAccessKey: Secret("hush-the-key"))

  /// The role, assumed with those keys.
  static func assumedRole() throws -> Identity { .assumedRole(try RoleARN(role), by: keys) }

  static func registry(_ host: String = host) -> ECRRegistry? { ECRRegistry(host: host) }
}

extension ScriptedTransport.Answer {
  /// What the build's token service answers.
  static func buildToken(_ token: String = Sample.identityToken()) -> Self {
    .text(200, #"{"id_token":"\#(token)"}"#)
  }

  /// What STS answers to either call.
  static func credentials(_ action: String = "AssumeRoleWithWebIdentity") -> Self {
    .text(
      200,
      """
      <\(action)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><\(action)Result><Credentials>\
      <AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>hush-the-key</SecretAccessKey>\
      <SessionToken>hush-the-session</SessionToken><Expiration>2020-09-13T13:26:40Z</Expiration>\
      </Credentials></\(action)Result></\(action)Response>
      """)
  }

  /// What STS answers when it refuses.
  static func refusal(_ status: Int, _ code: String, _ message: String) -> Self {
    .text(
      status,
      "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error>"
        + "<RequestId>r-1</RequestId></ErrorResponse>")
  }

  /// What ECR answers: a token that lasts twelve hours from the tests' time.
  static let authorization = Self.text(
    200,
    """
    {"authorizationData":[{"authorizationToken":"\(Sample.authorizationToken)","expiresAt":1.6000432E9,\
    "proxyEndpoint":"https://123456789012.dkr.ecr.eu-central-1.amazonaws.com"}]}
    """)

  /// What ECR Public answers.
  static let publicAuthorization = Self.text(
    200,
    #"{"authorizationData":{"authorizationToken":"\#(Sample.authorizationToken)","expiresAt":1600043200.5}}"#)
}
