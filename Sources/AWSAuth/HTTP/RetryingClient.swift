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
  /// What to do about a host that is not reached, where that is known.
  private let hint: @Sendable (String) -> String?

  /// Creates a sender.
  /// - Parameters:
  ///   - transport: What sends one request.
  ///   - time: Where time and chance come from.
  ///   - deadline: When everything has to be over.
  ///   - log: Takes a line about each attempt; never a secret.
  ///   - hint: Says what to do about a host that is not reached, where that is known: whole sentences.
  public init(
    transport: any HTTPTransport, time: TimeSource, deadline: Deadline,
    log: @escaping @Sendable (String) -> Void = { _ in }, hint: @escaping @Sendable (String) -> String? = { _ in nil }
  ) {
    self.transport = transport
    self.time = time
    self.deadline = deadline
    self.log = log
    self.hint = hint
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
  /// - Throws: `AuthenticationFailure`: no answer came, or `makeRequest` failed.
  package func send(
    to service: String, _ policy: RetryPolicy, makeRequest: (Date) throws -> HTTPRequest,
    classify: (HTTPResponse) -> RetryDecision
  ) throws -> HTTPResponse {
    var attempt = 0
    while true {
      attempt += 1
      let request = try makeRequest(now())
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
        else { throw explain(failure, service, host, attempt) }
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
  /// - Throws: `AuthenticationFailure` where its certificate is not trusted, which a wrong clock may be the reason for.
  package func synchronizeClock(of service: String, by request: HTTPRequest) throws {
    guard deadline.remaining > .zero else { return }
    switch attemptOnce(request) {
    case .success(let response): synchronizeClock(of: service, from: response)
    case .failure(let failure) where failure.kind == .untrustedCertificate:
      throw explain(failure, service, request.url.host, 1)
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

  private func outOfTime(_ service: String, _ detail: String) -> AuthenticationFailure {
    AuthenticationFailure(
      .timedOut, "the \(deadline.allowanceText) s for everything were over before \(service) answered: \(detail)",
      advice: "Check the network, or allow more time with --timeout or ECR_LOGIN_TIMEOUT.")
  }

  private func explain(
    _ failure: TransportFailure, _ service: String, _ host: String, _ attempts: Int
  ) -> AuthenticationFailure {
    let times = attempts == 1 ? "" : " (\(attempts) attempts)"
    let text = "cannot reach \(service) at \(host): \(failure.detail)\(times)"
    func unreached(_ kind: AuthenticationFailure.Kind, _ advice: String) -> AuthenticationFailure {
      AuthenticationFailure(kind, text, advice: hint(host).map { "\($0) \(advice)" } ?? advice)
    }
    func unavailable(_ advice: String) -> AuthenticationFailure {
      unreached(.unavailable, failure.advice.isEmpty ? advice : failure.advice)
    }
    let somethingElse = "Something else than AWS may be answering: check proxies and endpoint settings."
    switch failure.kind {
    case .timedOut where deadline.remaining < Self.clockStep: return outOfTime(service, failure.detail)
    case .unknownHost:
      return unavailable("Check the region's spelling, the machine's DNS, and HTTPS_PROXY if it needs a proxy.")
    case .noConnection, .timedOut:
      return unavailable("Check that the network lets this machine reach it, and HTTPS_PROXY if it needs a proxy.")
    case .proxyRefused: return unreached(.invalidConfiguration, failure.advice)
    case .noTLS: return unavailable("Something on the way may not let TLS 1.2 or newer through: check proxies.")
    case .interrupted: return unavailable("Start the build again; if it stays, check proxies on the way.")
    case .untrustedCertificate:
      return AuthenticationFailure(.invalidConfiguration, text, advice: certificateAdvice(failure.detail))
    case .tooLarge:
      return AuthenticationFailure(
        .malformedAnswer, "\(service) at \(host) answered with \(failure.detail)", advice: somethingElse)
    case .notHTTP: return AuthenticationFailure(.malformedAnswer, text, advice: somethingElse)
    case .unusable: return AuthenticationFailure(.invalidConfiguration, failure.detail, advice: failure.advice)
    }
  }
  private func certificateAdvice(_ detail: String) -> String {
    if detail.containsUTF8("expired") || detail.containsUTF8("not yet valid") {
      return "This machine's clock says \(InternetTime.text(time.now())): if that is wrong, set it; if it is right, "
        + "the certificate is out of date, be it the server's or that of a proxy that re-encrypts TLS."
    }
    if detail.containsUTF8("target host name") {
      return "Another server answers in its place: check DNS, proxies and endpoint settings."
    }
    return "If a proxy re-encrypts TLS here, name its certificate authority's file in AWS_CA_BUNDLE; "
      + "else install the package ca-certificates, and check the machine's clock."
  }
}
