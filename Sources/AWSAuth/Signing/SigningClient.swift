/// Sends requests to a service that wants them signed, each attempt with a signature of its own.
package struct SigningClient: Sendable {
  private let sender: RetryingClient
  private let signer: Signer

  /// Creates a sender.
  package init(_ sender: RetryingClient, signer: Signer) {
    self.sender = sender
    self.signer = signer
  }

  /// Sends a request, again where that may help: also once with the server's time where our clock is wrong.
  /// - Parameters:
  ///   - request: The request, without what signing adds.
  ///   - service: What messages call the other side.
  ///   - mayPass: Why an error may go away by itself that no service but this one has; none does unless given.
  ///   - readError: Finds the error in an answer, if it is one.
  /// - Returns: The last answer; also one that is an error.
  /// - Throws: An error where no answer came.
  package func send(
    _ request: HTTPRequest, to service: String, mayPass: (ServiceError) -> RetryPolicy.Reason? = { _ in nil },
    readError: (HTTPResponse) -> ServiceError?
  ) throws(AWSAuthError) -> HTTPResponse {
    var offset = 0.0
    func attempt() throws(AWSAuthError) -> HTTPResponse {
      try sender.send(
        to: service, .aws,
        makeRequest: { now in
          offset = sender.clock.offset
          return signer.sign(request, at: now)
        },
        classify: { response in
          readError(response).flatMap { $0.retryReason ?? mayPass($0) }.map { .again($0) } ?? .final
        })
    }
    let response = try attempt()
    // Without news of the clock the same signature would be refused again.
    guard let error = readError(response), error.mayBeClockSkew,
      abs(sender.clock.offset - offset) > ClockSkew.threshold
    else { return response }
    return try attempt()
  }
}
