import Basics

#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// Sends a request until it has an answer that counts, within the time that there is for everything.
public struct RetryingClient: Sendable {
  /// What an answer means for the question whether to ask again.
  package enum RetryDecision: Sendable, Hashable {
    /// It is the answer, good or bad.
    case final
    /// The service may answer better in a moment.
    case again(RetryPolicy.Reason)
  }

  /// How long one attempt may take.
  package static let attemptTimeout = Duration.seconds(15)

  /// By how much libcurl, which counts milliseconds, may end an attempt before its time.
  private static let clockStep = Duration.milliseconds(5)

  /// How long an attempt must have at the least: one that cannot be answered would only hide the answer before it.
  private static let timeForAnswer = Duration.milliseconds(500)

  private let transport: any HTTPTransport
  /// Where time and chance come from.
  package let time: TimeSource
  /// When everything has to be over.
  package let deadline: Deadline
  /// By how much the clock here is wrong, learned from every answer.
  package let clock = ClockSkew()
  /// Takes a line about what is done; never a secret.
  package let log: @Sendable (String) -> Void

  /// Creates a sender.
  /// - Parameters:
  ///   - transport: What sends one request.
  ///   - time: Where time and chance come from.
  ///   - deadline: When everything has to be over.
  ///   - log: Takes a line about each attempt; never a secret.
  public init(
    transport: any HTTPTransport, time: TimeSource, deadline: Deadline,
    log: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.transport = transport
    self.time = time
    self.deadline = deadline
    self.log = log
  }

  /// The time of day, corrected by what servers said of it.
  package func now() -> Date { time.now().addingTimeInterval(clock.offset) }

  /// Sends a request, again where that may help.
  /// - Parameters:
  ///   - service: What the other side is called in messages: `AWS STS (eu-central-1)`.
  ///   - policy: How often and how fast.
  ///   - makeRequest: Makes the request for a time of day, anew for each attempt: a signature is only good for a while.
  ///   - classify: Says what an answer means.
  /// - Returns: The last answer; also one that asks for another attempt, when there are no more.
  /// - Throws: An error: no answer came.
  package func send(
    to service: String, _ policy: RetryPolicy, makeRequest: (Date) -> HTTPRequest,
    classify: (HTTPResponse) -> RetryDecision
  ) throws(AWSAuthError) -> HTTPResponse {
    var attempt = 0
    while true {
      attempt += 1
      let request = makeRequest(now())
      let host = request.url.host
      guard deadline.remaining > .zero else {
        throw outOfTime(service, attempt == 1 ? "it was not asked yet" : "another attempt was due")
      }
      let result = attemptOnce(request)
      switch result {
      case .success(let response):
        log("\(service) answered \(response.status) (attempt \(attempt))")
        synchronizeClock(of: service, from: response)
        guard case .again(let reason) = classify(response), policy.allowsAnother(after: attempt, reason),
          wait(after: attempt, reason, policy, as: response)
        else { return response }
      case .failure(let failure):
        log("\(service): \(failure.detail) (attempt \(attempt))")
        guard failure.isTransient, policy.allowsAnother(after: attempt, .noAnswer),
          wait(after: attempt, .noAnswer, policy)
        else { throw error(failure, service, host, attempt) }
      }
    }
  }

  /// Opens a connection to where a request will go soon, while something else is waited for.
  package func preconnect(_ endpoint: Endpoint) {
    transport.preconnect(endpoint, timeout: min(deadline.remaining, Self.attemptTimeout))
  }

  /// Asks a server for nothing but its time; whatever else it answers is of no interest.
  /// - Parameters:
  ///   - service: What messages call it.
  ///   - request: A request without anything secret.
  /// - Throws: An error where its certificate is not trusted, which a wrong clock may be the reason for.
  package func synchronizeClock(of service: String, by request: HTTPRequest) throws(AWSAuthError) {
    guard deadline.remaining > .zero else { return }
    switch attemptOnce(request) {
    case .success(let response): synchronizeClock(of: service, from: response)
    case .failure(let failure) where failure.kind == .untrustedCertificate:
      throw error(failure, service, request.url.host, 1)
    case .failure(let failure): log("\(service): \(failure.detail)")
    }
  }

  private func synchronizeClock(of service: String, from response: HTTPResponse) {
    guard let offset = clock.update(from: response, at: time.now()) else { return }
    let finding = offset == 0 ? "right" : "\(Int(abs(offset))) s \(offset > 0 ? "behind" : "ahead")"
    log("\(service): the clock here is \(finding); going by the server's time")
  }

  private func attemptOnce(_ request: HTTPRequest) -> Result<HTTPResponse, TransportFailure> {
    do throws(TransportFailure) {
      return .success(try transport.send(request, timeout: min(deadline.remaining, Self.attemptTimeout)))
    } catch {
      return .failure(error)
    }
  }

  /// Waits before another attempt, unless there would be too little time for it then.
  private func wait(
    after attempt: Int, _ reason: RetryPolicy.Reason, _ policy: RetryPolicy, as response: HTTPResponse? = nil
  ) -> Bool {
    let own = policy.delay(after: attempt, reason, random: time.random())
    let delay = response?.wait(before: own, now: now()) ?? own
    guard delay + Self.timeForAnswer < deadline.remaining else {
      log("the next attempt would be in \(Int(delay.inSeconds.rounded(.up))) s, for which there is no time")
      return false
    }
    time.sleep(delay)
    return true
  }

  private func outOfTime(_ service: String, _ detail: String) -> AWSAuthError {
    AWSAuthError(Unanswered.timedOut(service: service, allowance: deadline.allowanceText, detail: detail))
  }

  private func error(_ failure: TransportFailure, _ service: String, _ host: String, _ attempts: Int) -> AWSAuthError {
    if failure.kind == .timedOut, deadline.remaining < Self.clockStep { return outOfTime(service, failure.detail) }
    return AWSAuthError(
      Unanswered.unreachable(
        service: service, host: host, failure: failure, attempts: attempts, clock: time.now()))
  }
}
