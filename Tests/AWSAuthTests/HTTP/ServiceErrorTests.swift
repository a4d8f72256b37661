import AWSAuth
import Testing

@Suite struct ServiceErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let code: String
    let status: Int
    let reason: RetryPolicy.Reason?

    var testDescription: String { "\(status) \(code)" }

    init(_ code: String, _ status: Int, _ reason: RetryPolicy.Reason?) {
      self.code = code
      self.status = status
      self.reason = reason
    }
  }

  static let cases: [Case] =
    [
      // The codes with which AWS says that it is asked too much.
      "Throttling", "ThrottlingException", "ThrottledException", "ThrottleException", "RequestThrottledException",
      "TooManyRequestsException", "TOOMANYREQUESTS", "ProvisionedThroughputExceededException",
      "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException",
      "RequestThrottled", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
    ].map { Case($0, 400, .throttled) } + [
      Case("ThrottlingException", 503, .throttled), Case("", 429, .throttled), Case("Whatever", 429, .throttled),
      // Its own trouble.
      Case("InternalFailure", 500, .serverError), Case("", 500, .serverError), Case("", 502, .serverError),
      Case("", 408, .serverError),
      Case("ServiceUnavailable", 503, .serverError), Case("", 504, .serverError),
      Case("RequestTimeout", 400, .serverError), Case("RequestTimeoutException", 408, .serverError),
      // All else is final.
      Case("", 501, nil), Case("", 505, nil), Case("", 599, nil), Case("", 400, nil), Case("", 301, nil),
      Case("AccessDenied", 403, nil), Case("throttling", 400, nil), Case("ThrottlingX", 400, nil),
      Case("ValidationError", 400, nil),
    ]

  @Test("Only what may pass is asked again", arguments: cases)
  func retryReason(_ test: Case) {
    #expect(ServiceError(code: test.code, message: "", status: test.status).retryReason == test.reason)
  }

  struct Summary: Sendable, CustomTestStringConvertible {
    let error: ServiceError
    let text: String

    var testDescription: String { text }
  }

  static let summaries: [Summary] = [
    Summary(
      error: ServiceError(code: "AccessDenied", message: "No.", status: 403, requestID: "r-1"),
      text: "AccessDenied: No (request r-1)"),
    Summary(error: ServiceError(code: "AccessDenied", message: "No.", status: 403), text: "AccessDenied: No"),
    Summary(error: ServiceError(code: "AccessDenied", message: "", status: 403), text: "AccessDenied"),
    Summary(error: ServiceError(code: "", message: "No.", status: 403), text: "No"),
    Summary(error: ServiceError(code: "", message: "", status: 503), text: "status 503"),
    Summary(
      error: ServiceError(code: "", message: "", status: 503, requestID: "r-1"), text: "status 503 (request r-1)"),
    // What a server says acts on nothing.
    Summary(
      error: ServiceError(
        code: "A\u{1B}[2J", message: "one\ntwo\u{202E}\u{7}", status: 400, requestID: "r\r\n1\u{1B}"),
      text: "A\\u{1B}[2J: one two\\u{202E}\\u{7} (request r  1\\u{1B})"),
    Summary(
      error: ServiceError(
        code: "A", message: String(repeating: "m", count: 600), status: 400,
        requestID: String(repeating: "r", count: 99)),
      text: "A: \(String(repeating: "m", count: 500))… (request \(String(repeating: "r", count: 64))…)"),
  ]

  @Test("The summary says what the answer said, made printable", arguments: summaries)
  func summary(_ test: Summary) {
    #expect(test.error.summary == test.text)
  }

  @Test(
    "A refused signature may mean that the clocks differ",
    arguments: ["InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure", "RequestTimeTooSkewed"])
  func clockSkew(_ code: String) {
    #expect(ServiceError(code: code, message: "", status: 403).mayBeClockSkew)
  }

  @Test(
    "Other refusals have nothing to do with the clock",
    arguments: ["", "AccessDenied", "ExpiredToken", "RequestExpired", "InvalidClientTokenId", "signaturedoesnotmatch"])
  func noClockSkew(_ code: String) {
    #expect(!ServiceError(code: code, message: "", status: 403).mayBeClockSkew)
  }

  @Test(
    "AWS says itself when the time of a signature is wrong",
    arguments: ["Signature expired: T1 is now earlier than T2", "Signature not yet current: T1 is still later than T2"])
  func aboutTime(_ message: String) {
    #expect(ServiceError(code: "SignatureDoesNotMatch", message: message, status: 403).isAboutTime)
    #expect(!ServiceError(code: message, message: "The signature does not match.", status: 403).isAboutTime)
  }
}
