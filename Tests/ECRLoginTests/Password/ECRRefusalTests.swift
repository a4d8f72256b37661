import AWSAuth
import Testing

@testable import ECRLogin

@Suite struct ECRRefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let error: ServiceError
    let kind: Diagnostic.Kind
    let problem: String
    let advice: String
    let service: ECRService
    /// Whether the request was signed with keys, not with a role's credentials.
    let hasKeys: Bool

    var testDescription: String { "\(error.status) \(error.code)" }

    init(
      _ code: String, status: Int = 400, message: String = "Words.", requestID: String? = nil,
      service: ECRService = .ecr, keys: Bool = false,
      _ kind: Diagnostic.Kind = .refused, saying problem: String? = nil,
      advice: String
    ) {
      error = ServiceError(code: code, message: message, status: status, requestID: requestID)
      self.kind = kind
      let name = service == .ecr ? "Amazon ECR (eu-central-1)" : "Amazon ECR Public (eu-central-1)"
      let identity = keys ? "access key AKIAEXAMPLE" : "role \(Sample.role)"
      self.problem = name + " " + (problem ?? "refuses \(identity): \(code): Words")
      hasKeys = keys
      self.advice = advice
      self.service = service
    }
  }

  private static let unknownRole =
    "STS issued these credentials just now, and ECR does not know them yet: start the build again. If it stays, "
    + "check that STS and ECR are asked in the same partition (the AWS_ENDPOINT_URL variables)."
  private static let unknownKey =
    "AWS does not know these keys here: the access key does not exist or is switched off, its session token is "
    + "missing, or it is of another partition than region eu-central-1."
  private static let expiredKeys =
    "The keys in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN have expired: get new ones."
  private static let expiredRole =
    "STS issued these credentials just now, so a clock is wrong: check this machine's; else start the build again."
  private static let keysSignature =
    "The secret key does not belong to the access key, or this machine's clock is wrong: check AWS_SECRET_ACCESS_KEY, "
    + "then the clock."
  private static let roleSignature =
    "This machine's clock is wrong, or something on the way changed the request: check the clock, then proxies."
  private static let clock = "This machine's clock is wrong: set it."
  private static let onTheWay = "The signature did not arrive as it was sent: check proxies on the way."
  private static let throttled = "Too many requests from this account at once; start the build again in a minute."
  private static let trouble =
    "This is trouble on AWS's side; start the build again later, and see health.aws.amazon.com if it stays."
  private static let somethingElse =
    "Something else than ECR may be answering: check proxies, and the AWS_ENDPOINT_URL variables."

  static let cases: [Case] = [
    // What STS has just issued, ECR will know in the end.
    Case("UnrecognizedClientException", .unavailable, advice: unknownRole),
    Case("InvalidClientTokenId", .unavailable, advice: unknownRole),
    Case("UnrecognizedClientException", keys: true, advice: unknownKey),
    Case("InvalidClientTokenId", keys: true, advice: unknownKey),
    // What to do about keys is not what to do about a role.
    Case("ExpiredTokenException", advice: expiredRole), Case("ExpiredToken", advice: expiredRole),
    Case("ExpiredTokenException", keys: true, advice: expiredKeys),
    Case("ExpiredToken", keys: true, advice: expiredKeys),
    Case("InvalidSignatureException", advice: roleSignature), Case("SignatureDoesNotMatch", advice: roleSignature),
    Case("InvalidSignatureException", keys: true, advice: keysSignature),
    Case("SignatureDoesNotMatch", keys: true, advice: keysSignature),
    Case(
      "InvalidSignatureException", message: "Signature expired: 1 is now earlier than 2",
      saying: "refuses role \(Sample.role): InvalidSignatureException: Signature expired: 1 is now earlier than 2",
      advice: clock),
    Case(
      "SignatureDoesNotMatch", message: "Signature not yet current", keys: true,
      saying: "refuses access key AKIAEXAMPLE: SignatureDoesNotMatch: Signature not yet current", advice: clock),
    Case("IncompleteSignatureException", advice: onTheWay),
    Case("MissingAuthenticationTokenException", advice: onTheWay),
    Case(
      "AccessDeniedException", advice: "Allow ecr:GetAuthorizationToken on resource * in a policy of that identity."),
    Case(
      "AccessDenied", status: 403, advice: "Allow ecr:GetAuthorizationToken on resource * in a policy of that identity."
    ),
    Case(
      "AccessDeniedException", service: .ecrPublic,
      advice:
        "Allow ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken on resource * in a policy of that identity."
    ),
    Case(
      "InvalidParameterException",
      advice: "The request is not one that this service takes: check the AWS_ENDPOINT_URL variables."),
    Case(
      "UnsupportedCommandException", service: .ecrPublic,
      advice: "ECR Public is not in this region: it is reached in us-east-1."),
    Case("OptInRequired", advice: "The account has not signed up for ECR: complete the account's registration."),
    Case("NewFangledException", advice: "Look this code up among the errors in AWS's documentation of ECR."),
    // What passes by itself.
    Case(
      "ThrottlingException", .unavailable, saying: "cannot answer role \(Sample.role): ThrottlingException: Words",
      advice: throttled),
    Case(
      "ThrottleException", status: 429, .unavailable,
      saying: "cannot answer role \(Sample.role): ThrottleException: Words", advice: throttled),
    Case(
      "TOOMANYREQUESTS", status: 429, .unavailable, saying: "cannot answer role \(Sample.role): TOOMANYREQUESTS: Words",
      advice: throttled),
    Case(
      "", status: 429, message: "", .unavailable, saying: "cannot answer role \(Sample.role): status 429",
      advice: throttled),
    Case(
      "ServerException", status: 500, .unavailable, saying: "cannot answer role \(Sample.role): ServerException: Words",
      advice: trouble),
    Case(
      "InternalFailure", status: 500, .unavailable, saying: "cannot answer role \(Sample.role): InternalFailure: Words",
      advice: trouble),
    Case(
      "", status: 503, message: "", .unavailable, saying: "cannot answer role \(Sample.role): status 503",
      advice: trouble),
    Case(
      "RequestTimeout", .unavailable, saying: "cannot answer role \(Sample.role): RequestTimeout: Words",
      advice: trouble),
    // No code: something else answered.
    Case(
      "", status: 404, .malformedAnswer,
      saying: "at api.ecr.eu-central-1.amazonaws.com answered 404 without an error that ECR has", advice: somethingElse),
    Case(
      "", status: 302, message: "", .malformedAnswer,
      saying: "at api.ecr.eu-central-1.amazonaws.com answered 302 without an error that ECR has", advice: somethingElse),
    // What AWS's support asks for, and what a terminal must not see.
    Case(
      "AccessDeniedException", requestID: "a-b-c", .refused,
      saying: "refuses role \(Sample.role): AccessDeniedException: Words (request a-b-c)",
      advice: "Allow ecr:GetAuthorizationToken on resource * in a policy of that identity."),
    Case(
      "Odd\u{1B}", message: "a\nb\u{1B}[31m", .refused,
      saying: "refuses role \(Sample.role): Odd\\u{1B}: a b\\u{1B}[31m",
      advice: "Look this code up among the errors in AWS's documentation of ECR."),
  ]

  private static let enabling =
    "me-south-1 is a region that an account has to enable first: enable it in the AWS console, under Account, AWS "
    + "Regions, or use a registry in another region."

  @Test(
    "In a region that an account has to enable that is named as the cause",
    arguments: [
      ("OptInRequired", enabling), ("RegionDisabledException", enabling),
      ("UnrecognizedClientException", elsewhere), ("InvalidClientTokenId", elsewhere),
    ])
  func optInRegion(_ code: String, _ advice: String) throws {
    let region = try Region("me-south-1")
    let keys = Credentials(accessKeyID: "AKIAEXAMPLE", secretAccessKey: Secret("hush"))
    let refusal = ECRRefusal(service: .ecr, region: region, endpoint: .ecr(in: region), identity: .keys(keys))
    #expect(refusal.failure(ServiceError(code: code, message: "Words.", status: 400)).advice == advice)
  }

  private static let elsewhere =
    "AWS does not know these keys here: the access key does not exist or is switched off, its session token is "
    + "missing, or it is of another partition than region me-south-1. Or the account lacks the region: \(enabling)"

  @Test("Every code of ECR's is explained", arguments: cases)
  func explained(_ example: Case) throws {
    let region = try Region("eu-central-1")
    let failure = ECRRefusal(
      service: example.service, region: region, endpoint: .ecr(in: region),
      identity: example.hasKeys ? .keys(Sample.keys) : try Sample.assumedRole()
    ).failure(example.error)
    #expect(failure.kind == example.kind)
    #expect(failure.problem == example.problem)
    #expect(failure.advice == example.advice)
    #expect(failure.code == (example.error.code.isEmpty && example.kind == .malformedAnswer ? nil : example.error.code))
  }
}
