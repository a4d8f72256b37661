import AWSAuth
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Sends a request that says at what second it was made.
private func send(
  over network: FakeNetwork, _ policy: RetryPolicy = .aws,
  classify: (HTTPResponse) -> RetryingClient.RetryDecision = RetryingClientTests.classify
) throws -> HTTPResponse {
  let url = try #require(RequestURL("https://service.example:8443/path"))
  return try network.sender.send(
    to: "the service", policy,
    makeRequest: { now in
      HTTPRequest(url: url, fields: [HTTPField("Made-At", "\(now.timeIntervalSince(FakeClock.start))")])
    }, classify: classify)
}

@Suite struct RetryingClientTests {
  static func classify(_ response: HTTPResponse) -> RetryingClient.RetryDecision {
    switch response.status {
    case 429: .again(.throttled)
    case 500...: .again(.serverError)
    default: .final
    }
  }

  @Test("A request that succeeds is sent once, without any wait")
  func success() throws {
    let network = FakeNetwork([.answer(200, "body", fields: [HTTPField("A", "b")])])
    #expect(
      try send(over: network) == HTTPResponse(status: 200, fields: [HTTPField("A", "b")], body: [UInt8]("body".utf8)))
    #expect(network.requests.count == 1)
    #expect(network.clock.sleeps.isEmpty)
    #expect(network.log.all == ["the service answered 200 (attempt 1)"])
  }

  @Test("An answer that counts is returned, good or bad", arguments: [200, 204, 301, 400, 403, 404])
  func finalAnswers(_ status: Int) throws {
    let network = FakeNetwork([.answer(status)])
    #expect(try send(over: network).status == status)
    #expect(network.requests.count == 1)
  }

  @Test("A failure that may pass is followed by another attempt")
  func retries() throws {
    let network = FakeNetwork([.failure(.noConnection, "refused"), .answer(503), .answer(200)])
    #expect(try send(over: network).status == 200)
    #expect(network.transport.isExhausted)
    // Half of the spans of 50 and 100 ms.
    #expect(network.clock.sleeps == [.milliseconds(25), .milliseconds(50)])
    #expect(
      network.log.all == [
        "the service: refused (attempt 1)", "the service answered 503 (attempt 2)",
        "the service answered 200 (attempt 3)",
      ])
  }

  @Test("A request is made for the time that the last answer has told")
  func correctedTime() throws {
    let network = FakeNetwork(
      [
        .answer(503, fields: [HTTPField("Date", "Mon, 23 Nov 2020 09:00:00 GMT")], after: .seconds(1)),
        .answer(503, fields: [HTTPField("Date", "Mon, 23 Nov 2020 07:00:00 GMT")]), .answer(200),
      ], clock: FakeClock(random: 0))
    _ = try send(over: network)
    #expect(network.requests.map { $0.fields["Made-At"] } == ["0.0", "3600.0", "-3600.0"])
    #expect(network.sender.now() == FakeClock.start.addingTimeInterval(-3600))
    #expect(
      network.log.all.filter { $0.contains("clock") } == [
        "the service: the clock here is 3599 s behind; going by the server's time",
        "the service: the clock here is 3601 s ahead; going by the server's time",
      ])
  }

  @Test("The time can be asked for by itself, once, and need not be told")
  func learnsTime() throws {
    let url = try #require(RequestURL("https://service.example/"))
    let request = HTTPRequest(method: "GET", url: url)
    let network = FakeNetwork([
      .failure(.interrupted, "it broke"), .answer(404),
      .answer(302, fields: [HTTPField("Date", "Mon, 23 Nov 2020 09:00:00 GMT")]),
    ])
    for offset in [0.0, 0, 3600] {
      try network.sender.synchronizeClock(of: "the service", by: request)
      #expect(network.sender.clock.offset == offset)
    }
    #expect(network.requests == [request, request, request])
    #expect(network.log.all.first == "the service: it broke")
  }

  @Test("A certificate that is not trusted when the time is asked for is an error: it may be the clock's fault")
  func learnsTimeFromNobody() throws {
    let url = try #require(RequestURL("https://service.example/"))
    let network = FakeNetwork([.failure(.untrustedCertificate, "certificate has expired")])
    let failure = try #require(
      #expect(throws: AuthenticationFailure.self) {
        try network.sender.synchronizeClock(of: "the service", by: HTTPRequest(method: "GET", url: url))
      })
    #expect(failure.problem == "cannot reach the service at service.example: certificate has expired")
    #expect(failure.advice.hasPrefix("This machine's clock says 2020-11-23T08:00:00Z: "))
  }

  @Test("After the deadline not even the time is asked for")
  func learnsTimeTooLate() throws {
    let url = try #require(RequestURL("https://service.example/"))
    let network = FakeNetwork(allowance: .seconds(1))
    network.clock.advance(by: .seconds(1))
    try network.sender.synchronizeClock(of: "the service", by: HTTPRequest(method: "GET", url: url))
    #expect(network.requests.isEmpty)
  }

  @Test("Each attempt has a request of its own, made at its time")
  func requestPerAttempt() throws {
    let network = FakeNetwork([.answer(429, after: .seconds(2)), .answer(429, after: .seconds(3)), .answer(200)])
    _ = try send(over: network)
    // Throttled, the waits are half of 2 and of 4 s.
    #expect(network.requests.map { $0.fields["Made-At"] } == ["0.0", "3.0", "8.0"])
  }

  @Test("When the attempts are used up, the last answer is the answer")
  func attemptsUsedUp() throws {
    let network = FakeNetwork([.answer(500), .answer(502), .answer(503, "last")])
    #expect(try send(over: network).body == [UInt8]("last".utf8))
    #expect(network.requests.count == 3)
    #expect(network.clock.sleeps.count == 2)
  }

  @Test("A service that is asked too much is asked ten times, and what is wrong otherwise counts as before")
  func throttledAttempts() throws {
    let network = FakeNetwork(Array(repeating: .answer(429), count: 10))
    #expect(try send(over: network).status == 429)
    #expect(network.requests.count == 10)
    let mixed = FakeNetwork([.answer(429), .answer(429), .answer(500)])
    #expect(try send(over: mixed).status == 500)
    #expect(mixed.requests.count == 3)
  }

  @Test("A policy of one attempt is one attempt")
  func oneAttempt() throws {
    let network = FakeNetwork([.answer(500)])
    #expect(
      try send(over: network, RetryPolicy(attempts: 1, throttledAttempts: 1, base: 1, throttledBase: 1, ceiling: 1))
        .status == 500)
    #expect(network.clock.sleeps.isEmpty)
  }

  @Test("Retry-After lengthens the wait, and never shortens it")
  func retryAfter() throws {
    let network = FakeNetwork([
      .answer(429, fields: [HTTPField("Retry-After", "7")]), .answer(429, fields: [HTTPField("Retry-After", "0")]),
      .answer(200),
    ])
    _ = try send(over: network)
    #expect(network.clock.sleeps == [.seconds(8), .seconds(2)])
  }

  @Test("Where the wait would outlast the deadline, the answer is returned without it")
  func waitBeyondDeadline() throws {
    let network = FakeNetwork([.answer(429, fields: [HTTPField("Retry-After", "45")])])
    #expect(try send(over: network).status == 429)
    #expect(network.clock.sleeps.isEmpty)
    #expect(network.log.all.last == "the next attempt would be in 46 s, for which there is no time")
    let shorter = FakeNetwork([.answer(429, fields: [HTTPField("Retry-After", "43")]), .answer(200)])
    #expect(try send(over: shorter).status == 200)
    #expect(shorter.clock.sleeps == [.seconds(44)])
  }

  @Test("An attempt may take what is left, and 15 s at the most")
  func timeouts() throws {
    let network = FakeNetwork(
      [
        .failure(.timedOut, after: .seconds(15)), .failure(.timedOut, after: .seconds(3)), .answer(200),
      ], clock: FakeClock(random: 0), allowance: .seconds(20))
    _ = try send(over: network)
    #expect(network.transport.timeouts == [.seconds(15), .seconds(5), .seconds(2)])
  }

  @Test("An error of the request's maker goes through, and nothing is sent")
  func makeRequestFails() {
    struct MakerError: Error {}
    let network = FakeNetwork()
    #expect(throws: MakerError.self) {
      try network.sender.send(
        to: "the service", .aws, makeRequest: { _ in throw MakerError() }, classify: { _ in .final })
    }
    #expect(network.requests.isEmpty)
  }
}

@Suite struct RequestSenderFailureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: TransportFailure.Kind
    let attempts: Int
    let failure: AuthenticationFailure.Kind
    let problem: String
    let advice: String
    /// The failure's own advice, where it has one.
    let given: String
    /// The failure's own words.
    let detail: String

    var testDescription: String { "\(kind), \(detail)\(given.isEmpty ? "" : ", with advice")" }

    init(
      _ kind: TransportFailure.Kind, _ attempts: Int, _ failure: AuthenticationFailure.Kind, problem: String? = nil,
      saying detail: String = "it broke", _ advice: String, given: String = ""
    ) {
      self.detail = detail
      self.kind = kind
      self.attempts = attempts
      self.failure = failure
      let times = attempts == 1 ? "" : " (\(attempts) attempts)"
      self.problem = problem ?? "cannot reach the service at service.example: \(detail)\(times)"
      self.advice = advice
      self.given = given
    }
  }

  static let cases: [Case] = [
    // What passes is tried three times.
    Case(
      .unknownHost, 3, .unavailable,
      "Check the region's spelling, the machine's DNS, and HTTPS_PROXY if it needs a proxy."),
    Case(
      .noConnection, 3, .unavailable,
      "Check that the network lets this machine reach it, and HTTPS_PROXY if it needs a proxy."),
    Case(
      .timedOut, 3, .unavailable,
      "Check that the network lets this machine reach it, and HTTPS_PROXY if it needs a proxy."),
    Case(.noTLS, 3, .unavailable, "Something on the way may not let TLS 1.2 or newer through: check proxies."),
    Case(.interrupted, 3, .unavailable, "Start the build again; if it stays, check proxies on the way."),
    // Advice that the failure brings is better than the general one.
    Case(.noConnection, 3, .unavailable, "Do that.", given: "Do that."),
    // What does not pass is tried once.
    Case(.proxyRefused, 1, .invalidConfiguration, "Do that.", given: "Do that."),
    Case(
      .untrustedCertificate, 1, .invalidConfiguration,
      "If a proxy re-encrypts TLS here, name its certificate authority's file in AWS_CA_BUNDLE; else install the "
        + "package ca-certificates, and check the machine's clock."),
    Case(
      .untrustedCertificate, 1, .invalidConfiguration, saying: "certificate has expired",
      "This machine's clock says 2020-11-23T08:00:00Z: if that is wrong, set it; if it is right, the certificate is "
        + "out of date, be it the server's or that of a proxy that re-encrypts TLS."),
    Case(
      .untrustedCertificate, 1, .invalidConfiguration, saying: "certificate is not yet valid",
      "This machine's clock says 2020-11-23T08:00:00Z: if that is wrong, set it; if it is right, the certificate is "
        + "out of date, be it the server's or that of a proxy that re-encrypts TLS."),
    Case(
      .untrustedCertificate, 1, .invalidConfiguration, saying: "no match for target host name 'a'",
      "Another server answers in its place: check DNS, proxies and endpoint settings."),
    Case(
      .tooLarge, 1, .malformedAnswer, problem: "the service at service.example answered with it broke",
      "Something else than AWS may be answering: check proxies and endpoint settings."),
    Case(
      .notHTTP, 1, .malformedAnswer,
      "Something else than AWS may be answering: check proxies and endpoint settings."),
    Case(.unusable, 1, .invalidConfiguration, problem: "it broke", "Do that.", given: "Do that."),
    Case(.unusable, 1, .invalidConfiguration, problem: "it broke", ""),
  ]

  @Test("Every way not to get an answer is explained", arguments: cases)
  func explained(_ test: Case) {
    let network = FakeNetwork(
      Array(repeating: .failure(test.kind, test.detail, advice: test.given), count: test.attempts))
    #expect(throws: AuthenticationFailure(test.failure, test.problem, advice: test.advice)) {
      try send(over: network)
    }
    #expect(network.transport.isExhausted)
    #expect(network.clock.sleeps.count == test.attempts - 1)
  }

  @Test("The table above has every kind")
  func complete() {
    #expect(Set(Self.cases.map(\.kind)) == Set(TransportFailure.Kind.allCases))
  }

  @Test("What passes is tried again, and what does not is not", arguments: TransportFailure.Kind.allCases)
  func passing(_ kind: TransportFailure.Kind) {
    let attempts = Self.cases.first { $0.kind == kind }?.attempts
    #expect(TransportFailure(kind, "").isTransient == (attempts == 3))
  }

  private static let networkAdvice =
    "Check the network, or allow more time with --timeout or ECR_LOGIN_TIMEOUT."

  @Test(
    "An attempt that the deadline cuts off is explained by the deadline, also a millisecond before it",
    arguments: [.seconds(10), .milliseconds(9_999)] as [Duration])
  func deadlineDuringAttempt(_ time: Duration) {
    let network = FakeNetwork([.failure(.timedOut, "no answer came", after: time)], allowance: .seconds(10))
    #expect(
      throws: AuthenticationFailure(
        .timedOut, "the 10 s for everything were over before the service answered: no answer came",
        advice: Self.networkAdvice)
    ) { try send(over: network) }
    #expect(network.clock.sleeps.isEmpty)
  }

  @Test("Nothing is sent after the deadline")
  func deadlineBeforeFirstAttempt() {
    let network = FakeNetwork(allowance: .milliseconds(1500))
    network.clock.advance(by: .seconds(2))
    #expect(
      throws: AuthenticationFailure(
        .timedOut, "the 1.5 s for everything were over before the service answered: it was not asked yet",
        advice: Self.networkAdvice)
    ) { try send(over: network) }
    #expect(network.requests.isEmpty)
  }

  @Test(
    "A failure shortly before the deadline is not waited after: another attempt could not be answered",
    arguments: [.milliseconds(9_980), .milliseconds(9_500)] as [Duration])
  func noTimeForAnotherAttempt(_ time: Duration) {
    let network = FakeNetwork([.failure(.noConnection, "refused", after: time)], allowance: .seconds(10))
    #expect(
      throws: AuthenticationFailure(
        .unavailable, "cannot reach the service at service.example: refused",
        advice: "Check that the network lets this machine reach it, and HTTPS_PROXY if it needs a proxy.")
    ) { try send(over: network) }
    #expect(network.clock.sleeps.isEmpty)
  }

  @Test("Half a second is enough for another attempt")
  func timeForAnotherAttempt() throws {
    let network = FakeNetwork(
      [.failure(.noConnection, "refused", after: .milliseconds(9_300)), .answer(200)], allowance: .seconds(10))
    #expect(try send(over: network).status == 200)
    #expect(network.requests.count == 2)
  }

  @Test("Where a wait took longer than meant, it is not said that nobody was asked")
  func oversleep() throws {
    let network = FakeNetwork(
      [.failure(.noConnection, "refused")], clock: FakeClock(oversleep: .seconds(20)), allowance: .seconds(10))
    let failure = try #require(#expect(throws: AuthenticationFailure.self) { try send(over: network) })
    #expect(failure.kind == .timedOut)
    #expect(failure.problem.hasPrefix("the 10 s for everything were over before the service answered: "))
    #expect(!failure.problem.contains("it was not asked yet"))
  }
}
