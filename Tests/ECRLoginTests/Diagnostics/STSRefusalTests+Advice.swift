import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

/// What a person reads where STS says no: the whole line, for every code in AWS's documentation.
@Suite struct STSRefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let status: Int
    let code: String
    let message: String
    /// How many requests are sent.
    let requests: Int
    let kind: Diagnostic.Kind
    let problem: String
    let advice: String

    var testDescription: String { "\(status) \(code): \(message)" }

    /// A refusal, which another request would not change.
    static func refused(
      _ status: Int, _ code: String, _ message: String, showsClaims: Bool = false, _ advice: String
    ) -> Case {
      Case(
        status: status, code: code, message: message, requests: 1, kind: .refused,
        problem: "AWS STS (eu-central-1) refuses role arn:aws:iam::123456789012:role/ci/deploy: "
          + "\(code): \(sentence(message)) (request 1-2-3)\(showsClaims ? claims : "")", advice: advice)
    }

    /// An error that passes, but did not for so many requests.
    static func unavailable(
      _ status: Int, _ code: String, _ message: String, requests: Int = 3, _ advice: String
    ) -> Case {
      Case(
        status: status, code: code, message: message, requests: requests, kind: .unavailable,
        problem: "AWS STS (eu-central-1) cannot answer for role arn:aws:iam::123456789012:role/ci/deploy: "
          + "\(code): \(sentence(message)) (request 1-2-3)", advice: advice)
    }

    /// STS's sentence goes on behind it: without its period.
    private static func sentence(_ message: String) -> String {
      message.hasSuffix(".") ? String(message.dropLast()) : message
    }
  }

  private static let claims =
    "; the token says: iss https://token.builds.bitrise.io, aud sts.amazonaws.com, "
    + "sub app:a1:workflow:w1, expires 2020-11-23T08:10:00Z"
  private static let provider = "arn:aws:iam::123456789012:oidc-provider/token.builds.bitrise.io"
  private static let throttled = "Too many requests from this account at once; start the build again in a minute."
  private static let awsTrouble =
    "This is trouble on AWS's side; start the build again later, and see health.aws.amazon.com if it stays."
  private static let unknown = "Look this code up among the errors in AWS's documentation of STS."
  private static let disabled =
    "STS is not active in this region for the account: activate it under IAM, Account settings."
  private static let duration =
    "Ask for fewer seconds (--duration-seconds, ECR_LOGIN_DURATION_SECONDS), or raise the role's maximum session "
    + "duration."
  private static let parameters = "Check the role ARN, the session name and the session duration."

  private static let otherCauses =
    "If all of that fits, the policy of a VPC endpoint for STS, a service control policy (SCP) or a resource control "
    + "policy (RCP) denies the call."

  /// What both calls answer alike.
  private static let common: [Case] = [
    .refused(403, "RegionDisabledException", "STS is not activated in this region.", disabled),
    .refused(
      403, "OptInRequired", "The AWS Access Key Id needs a subscription for the service",
      "The account has not signed up for STS: complete the account's registration."),
    .refused(
      400, "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", duration),
    .refused(400, "ValidationError", "1 validation error detected: Value 'x' failed to satisfy constraint", parameters),
    .refused(
      400, "ValidationError",
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
      "A role that is assumed with another role's credentials lasts one hour at the most: ask for 3600 seconds or "
        + "fewer."),
    .refused(400, "NobodyKnowsThis", "An error of next year.", unknown),
    .unavailable(400, "Throttling", "Rate exceeded", requests: 10, throttled),
    .unavailable(400, "ThrottlingException", "Rate exceeded", requests: 10, throttled),
    .unavailable(503, "RequestLimitExceeded", "Request limit exceeded.", requests: 10, throttled),
    .unavailable(500, "InternalFailure", "Something broke.", awsTrouble),
    .unavailable(503, "ServiceUnavailable", "Come back.", awsTrouble),
    .unavailable(502, "BadGateway", "x", awsTrouble),
    .unavailable(504, "GatewayTimeout", "x", awsTrouble),
    .unavailable(400, "RequestTimeout", "x", awsTrouble),
  ]

  static let webIdentity: [Case] =
    common + [
      .refused(
        403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", showsClaims: true,
        "Check that the role exists, that its trust policy names \(provider) as principal, and that its conditions "
          + "fit: of a Bitrise token AWS compares only aud and sub, conditions on any other claim never hold. "
          + otherCauses),
      .refused(
        400, "InvalidIdentityToken",
        "No OpenIDConnect provider found in your account for https://token.builds.bitrise.io", showsClaims: true,
        "Create the IAM OIDC provider \(provider) for exactly that issuer URL, in the role's account 123456789012."),
      .refused(
        400, "InvalidIdentityToken", "Incorrect token audience", showsClaims: true,
        "Add the token's aud to the audiences (client ids) of the IAM OIDC provider \(provider), or ask for an "
          + "audience that it has with --audience or ECR_LOGIN_AUDIENCE."),
      .refused(
        400, "ExpiredTokenException",
        "Token expired: current date/time 1606119100 must be before the expiration date/time 1606119000",
        showsClaims: true,
        "Get the token later in the build, or let this program get it: Bitrise's build API issues one whenever it is "
          + "asked (BITRISE_BUILD_URL, BITRISE_BUILD_API_TOKEN)."),
      .refused(
        403, "IDPRejectedClaim", "The claim was revoked.", showsClaims: true,
        "The issuer no longer stands by the token: get a new one."),
      .unavailable(
        400, "IDPCommunicationError", "Cannot reach the IdP.",
        "AWS cannot reach the token's issuer; start the build again later. If it stays, check that the issuer's "
          + "discovery document and keys are public."),
      .refused(
        400, "MalformedPolicyDocument", "Syntax errors in policy.",
        "Correct the session policy: it is not a valid IAM policy."),
      .refused(
        400, "PackedPolicyTooLarge", "Packed policy consumes 120% of allotted space.",
        "Shorten the session policy: the message says by how much it is over."),
    ]

  private static let keysDoNotFit =
    "The secret key does not belong to the access key, or this machine's clock is wrong: check "
    + "AWS_SECRET_ACCESS_KEY, then the clock."
  private static let keysExpired =
    "The keys in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN have expired: get new ones."
  private static let clock = "This machine's clock is wrong: set it."
  private static let brokenSignature = "The signature did not arrive as it was sent: check proxies on the way."

  static let signed: [Case] =
    common + [
      .refused(
        403, "AccessDenied", "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: sts:AssumeRole",
        "Allow sts:AssumeRole on this role to the user or role whose keys these are, and name it in the role's trust "
          + "policy."),
      .refused(
        403, "InvalidClientTokenId", "The security token included in the request is invalid.",
        "The access key does not exist, is switched off, or lacks its session token: check AWS_ACCESS_KEY_ID and "
          + "AWS_SESSION_TOKEN."),
      .refused(403, "SignatureDoesNotMatch", "The request signature we calculated does not match.", keysDoNotFit),
      .refused(
        403, "SignatureDoesNotMatch", "Signature expired: T1 is now earlier than T2 (T3 - 15 min.)", clock),
      .refused(
        403, "SignatureDoesNotMatch", "Signature not yet current: T1 is still later than T2 (T3 + 15 min.)", clock),
      .refused(403, "RequestExpired", "Request has expired.", clock),
      .refused(403, "InvalidSignatureException", "The signature is wrong.", keysDoNotFit),
      .refused(403, "ExpiredToken", "The security token included in the request is expired", keysExpired),
      .refused(400, "ExpiredTokenException", "The security token included in the request is expired", keysExpired),
      .refused(400, "IncompleteSignature", "Authorization header requires 'Credential' parameter.", brokenSignature),
      .refused(403, "MissingAuthenticationToken", "Request is missing Authentication Token", brokenSignature),
    ]

  private static func assumeRole(
    over network: FakeNetwork, isSigned: Bool, token: String = TestToken.jwt(),
    role: String = "arn:aws:iam::123456789012:role/ci/deploy"
  ) throws -> Credentials {
    let client = STSClient(region: try Region("eu-central-1"), sender: network.sender)
    let role = try RoleARN(role)
    let session = try RoleSessionName("bitrise-1")
    guard isSigned else {
      return try client.assumeRole(role, with: try IdentityToken(token, from: "A_TOKEN"), sessionName: session)
    }
    let keys = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("not-a-key-but-as-long-as-one"))
    return try client.assumeRole(role, signedBy: keys, sessionName: session)
  }

  private func check(_ test: Case, isSigned: Bool) throws {
    let step = ScriptedTransport.Outcome.stsError(test.status, test.code, test.message)
    let network = FakeNetwork(Array(repeating: step, count: test.requests))
    let failure = try failure { _ = try Self.assumeRole(over: network, isSigned: isSigned) }
    #expect(failure == Diagnostic(test.kind, test.problem, advice: test.advice, code: test.code))
    #expect(failure.description == "\(test.problem). \(test.advice)")
    #expect(network.transport.isExhausted)
  }

  @Test("Every error of AssumeRoleWithWebIdentity is explained", arguments: webIdentity)
  func webIdentityErrors(_ test: Case) throws {
    try check(test, isSigned: false)
  }

  @Test("Every error of AssumeRole is explained", arguments: signed)
  func signedErrors(_ test: Case) throws {
    try check(test, isSigned: true)
  }

  @Test("That AWS could not fetch the issuer's keys may pass, and says so when it did not")
  func verificationKey() throws {
    try check(
      .unavailable(
        400, "InvalidIdentityToken", "Couldn't retrieve verification key from your identity provider",
        "AWS could not fetch the issuer's keys; start the build again. If it stays, check that the issuer's "
          + "discovery document and keys are public."), isSigned: false)
  }

  @Test(
    "What passes by itself is asked again, and then works",
    arguments: [
      STSAnswer.error("IDPCommunicationError", "x"),
      STSAnswer.error("InvalidIdentityToken", "Couldn't retrieve verification key from your identity provider, x"),
      STSAnswer.error("Throttling", "Rate exceeded"),
    ])
  func passes(_ body: String) throws {
    let network = FakeNetwork([.answer(400, body), .answer(400, body), .credentials()])
    #expect(try Self.assumeRole(over: network, isSigned: false).accessKeyID == STSAnswer.accessKeyID)
    // As patiently as where AWS is asked too much: half of 2 and of 4 s.
    #expect(network.clock.sleeps == [.seconds(1), .seconds(2)])
  }

  struct Bodiless: Sendable, CustomTestStringConvertible {
    let status: Int
    let body: String
    let requests: Int
    let kind: Diagnostic.Kind
    let problem: String
    let advice: String

    var testDescription: String { "\(status) \(body)" }
  }

  static let bodiless: [Bodiless] = ["", "<!DOCTYPE html><h1>Blocked", "<html></html>"].flatMap { body in
    [301, 400, 403, 404, 413, 501].map { status in
      Bodiless(
        status: status, body: body, requests: 1, kind: .malformedAnswer,
        problem: "AWS STS (eu-central-1) at sts.eu-central-1.amazonaws.com answered \(status) without an error that "
          + "STS has",
        advice: "Something else than STS may be answering: check proxies, AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL.")
    }
      + [429, 500, 502, 503, 504].map { status in
        Bodiless(
          status: status, body: body, requests: status == 429 ? 10 : 3, kind: .unavailable,
          problem: "AWS STS (eu-central-1) cannot answer for role arn:aws:iam::123456789012:role/ci/deploy: "
            + "status \(status)",
          advice: status == 429 ? throttled : awsTrouble)
      }
  }

  @Test("An error without readable content is explained by its status", arguments: bodiless, [true, false])
  func withoutContent(_ test: Bodiless, isSigned: Bool) throws {
    let network = FakeNetwork(Array(repeating: .answer(test.status, test.body), count: test.requests))
    let failure = try failure { _ = try Self.assumeRole(over: network, isSigned: isSigned) }
    #expect(
      failure == Diagnostic(test.kind, test.problem, advice: test.advice, code: test.requests == 1 ? nil : ""))
    #expect(network.transport.isExhausted)
  }

  @Test("The provider is named in the role's partition, for the token's issuer and its path")
  func provider() throws {
    let network = FakeNetwork([.stsError(403, "AccessDenied", "x")])
    let failure = try failure {
      _ = try Self.assumeRole(
        over: network, isSigned: false, token: TestToken.jwt(claims: #"{"iss":"https://i.example/a/b"}"#),
        role: "arn:aws-cn:iam::210987654321:role/deploy")
    }
    #expect(failure.advice.contains(" arn:aws-cn:iam::210987654321:oidc-provider/i.example/a/b as principal"))
    #expect(
      failure.problem.hasSuffix("; the token says: iss https://i.example/a/b, aud (none), sub (none), expires (never)"))
  }

  @Test("What a server or a token says is made printable, and the token itself is never shown")
  func printable() throws {
    let network = FakeNetwork([.stsError(403, "AccessDenied", "a&#10;b\u{1B}[2J\u{202E}")])
    let token = TestToken.jwt(claims: #"{"iss":"https://i\u001b[31m","sub":"x\ny"}"#)
    let failure = try failure {
      _ = try Self.assumeRole(over: network, isSigned: false, token: token)
    }
    #expect(failure.problem.contains("AccessDenied: a b\\u{1B}[2J\\u{202E} (request 1-2-3)"))
    #expect(failure.problem.contains("iss https://i\\u{1B}[31m, aud (none), sub x y,"))
    #expect(failure.advice.contains("oidc-provider/i\\u{1B}[31m as principal"))
    #expect(!token.split(separator: ".").contains { failure.description.contains($0) })
  }

  @Test("What STS quotes of the token or the keys is taken out", arguments: [true, false])
  func quotedSecrets(_ isSigned: Bool) throws {
    let secret = isSigned ? "not-a-key-but-as-long-as-one" : TestToken.jwt()
    let network = FakeNetwork([.stsError(400, "NobodyKnowsThis", "Value '\(secret)' is bad")])
    let failure = try failure { _ = try Self.assumeRole(over: network, isSigned: isSigned) }
    #expect(failure.problem.contains("NobodyKnowsThis: Value '<secret>' is bad"))
    #expect(!failure.description.contains(secret))
  }
}
