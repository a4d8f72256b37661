import Basics

/// What a service of AWS says when it refuses a request.
package struct ServiceError: Sendable, Hashable {
  /// The service's code without namespace: `AccessDenied`; empty where the answer has none.
  package var code: String

  /// The service's sentence for people; empty where the answer has none.
  package var message: String

  /// The status of the answer.
  package var status: Int

  /// What AWS's support finds the request by, where the answer says it.
  package var requestID: String?

  /// Creates an error.
  package init(code: String, message: String, status: Int, requestID: String? = nil) {
    self.code = code
    self.message = message
    self.status = status
    self.requestID = requestID
  }

  /// `CODE: MESSAGE (request ID)` as far as the answer has them, made printable; else the status.
  package var summary: String {
    // The sentence goes on behind it.
    let sentence = message.ends(with: ".") ? String(message.unicodeScalars.dropLast()) : message
    let words = [code, sentence].filter { !$0.isEmpty }.map { $0.printable() }
    let text = words.isEmpty ? "status \(status)" : words.joined(separator: ": ")
    return text + (requestID.map { " (request \($0.printable(limit: 64)))" } ?? "")
  }

  /// Why the same request may be answered better in a moment; `nil` if it will not be.
  ///
  /// Statuses and codes are those of the AWS SDKs' standard retry mode, and the statuses 408 and 429 besides: HTTP
  /// itself means them so.
  package var retryReason: RetryPolicy.Reason? {
    if Self.throttlingCodes.contains(code) || status == 429 { return .throttled }
    switch status {
    case 408, 500, 502, 503, 504: return .serverError
    default: return code == "RequestTimeout" || code == "RequestTimeoutException" ? .serverError : nil
    }
  }

  /// Whether the message itself says that it is the time of the signature that is wrong.
  package var isAboutTime: Bool {
    ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"].contains(code)
      || message.containsUTF8("Signature expired") || message.containsUTF8("Signature not yet current")
  }

  /// Whether the service may mean that the clocks differ.
  package var mayBeClockSkew: Bool {
    ["InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure", "RequestTimeTooSkewed"].contains(code)
  }

  private static let throttlingCodes: Set<String> = [
    "Throttling", "ThrottlingException", "ThrottledException", "ThrottleException", "RequestThrottledException",
    "TooManyRequestsException", "TOOMANYREQUESTS", "ProvisionedThroughputExceededException",
    "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded",
    "LimitExceededException", "RequestThrottled", "SlowDown", "PriorRequestNotComplete",
    "EC2ThrottledException",
  ]
}

extension ServiceError {
  /// The error without what its message quotes of secrets that the service was shown.
  package func redacted(of secrets: [Secret?]) -> ServiceError {
    let redactor = Redactor(secrets)
    var error = self
    error.code = redactor.redact(code)
    error.message = redactor.redact(message)
    error.requestID = requestID.map(redactor.redact)
    return error
  }
}
