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
      #expect(throws: AWSAuthError.self) {
        try network.sender.synchronizeClock(of: "the service", by: HTTPRequest(method: "GET", url: url))
      })
    #expect(failure.description == "cannot reach the service at service.example: certificate has expired")
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
}

@Suite struct RequestSenderFailureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: TransportFailure.Kind
    let attempts: Int
    let error: AWSAuthError.Kind
    let text: String

    var testDescription: String { "\(kind)" }

    init(_ kind: TransportFailure.Kind, _ attempts: Int, _ error: AWSAuthError.Kind, _ text: String? = nil) {
      self.kind = kind
      self.attempts = attempts
      self.error = error
      let times = attempts == 1 ? "" : " (\(attempts) attempts)"
      self.text = text ?? "cannot reach the service at service.example: it broke\(times)"
    }
  }

  static let cases: [Case] = [
    // What passes is tried three times.
    Case(.unknownHost, 3, .unavailable), Case(.noConnection, 3, .unavailable), Case(.timedOut, 3, .unavailable),
    Case(.noTLS, 3, .unavailable), Case(.interrupted, 3, .unavailable),
    // What does not pass is tried once.
    Case(.proxyRefused, 1, .invalidConfiguration), Case(.untrustedCertificate, 1, .invalidConfiguration),
    Case(.tooLarge, 1, .malformedAnswer, "the service at service.example answered with it broke"),
    Case(.notHTTP, 1, .malformedAnswer), Case(.unusable, 1, .invalidConfiguration, "it broke"),
  ]

  @Test("Every way not to get an answer is an error of its kind", arguments: cases)
  func explained(_ test: Case) {
    let network = FakeNetwork(Array(repeating: .failure(test.kind), count: test.attempts))
    #expect(throws: AWSAuthError.saying(test.error, test.text)) { try send(over: network) }
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

  @Test(
    "An attempt that the deadline cuts off is explained by the deadline, also a millisecond before it",
    arguments: [.seconds(10), .milliseconds(9_999)] as [Duration])
  func deadlineDuringAttempt(_ time: Duration) {
    let network = FakeNetwork([.failure(.timedOut, "no answer came", after: time)], allowance: .seconds(10))
    #expect(
      throws: AWSAuthError.saying(
        .timedOut, "the 10 s for everything were over before the service answered: no answer came")
    ) { try send(over: network) }
    #expect(network.clock.sleeps.isEmpty)
  }

  @Test("Nothing is sent after the deadline")
  func deadlineBeforeFirstAttempt() {
    let network = FakeNetwork(allowance: .milliseconds(1500))
    network.clock.advance(by: .seconds(2))
    #expect(
      throws: AWSAuthError.saying(
        .timedOut, "the 1.5 s for everything were over before the service answered: it was not asked yet")
    ) { try send(over: network) }
    #expect(network.requests.isEmpty)
  }

  @Test(
    "A failure shortly before the deadline is not waited after: another attempt could not be answered",
    arguments: [.milliseconds(9_980), .milliseconds(9_500)] as [Duration])
  func noTimeForAnotherAttempt(_ time: Duration) {
    let network = FakeNetwork([.failure(.noConnection, "refused", after: time)], allowance: .seconds(10))
    #expect(
      throws: AWSAuthError.saying(.unavailable, "cannot reach the service at service.example: refused")
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
    let failure = try #require(#expect(throws: AWSAuthError.self) { try send(over: network) })
    #expect(failure.kind == .timedOut)
    #expect(failure.description.hasPrefix("the 10 s for everything were over before the service answered: "))
    #expect(!failure.description.contains("it was not asked yet"))
  }
}
