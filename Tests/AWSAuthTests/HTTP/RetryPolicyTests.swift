import AWSAuth
import TestSupport
import Testing

@Suite struct RetryPolicyTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let attempt: Int
    let reason: RetryPolicy.Reason
    let span: Double

    var testDescription: String { "\(reason), attempt \(attempt)" }

    init(_ attempt: Int, _ reason: RetryPolicy.Reason, _ span: Double) {
      self.attempt = attempt
      self.reason = reason
      self.span = span
    }
  }

  static let aws: [Case] = [
    Case(1, .noAnswer, 0.05), Case(2, .noAnswer, 0.1), Case(3, .noAnswer, 0.2), Case(4, .noAnswer, 0.4),
    Case(1, .serverError, 0.05), Case(2, .serverError, 0.1), Case(1, .dependency, 2), Case(2, .dependency, 4),
    Case(1, .throttled, 2), Case(2, .throttled, 4), Case(3, .throttled, 8),
    // Nothing exceeds the ceiling.
    Case(4, .throttled, 10), Case(5, .throttled, 10), Case(1_000_000, .throttled, 10), Case(100, .noAnswer, 10),
    // There is no attempt before the first.
    Case(0, .throttled, 2), Case(-1, .throttled, 2),
  ]

  @Test("A wait is a random part of a span that doubles up to a ceiling", arguments: aws)
  func delay(_ test: Case) {
    for random in [0, 0.25, 0.5, 0.999_999] {
      let delay = RetryPolicy.aws.delay(after: test.attempt, test.reason, random: random).inSeconds
      #expect(abs(delay - test.span * random) < 1e-9)
    }
  }

  @Test("A base above the ceiling is cut too")
  func baseAboveCeiling() {
    let policy = RetryPolicy(attempts: 2, throttledAttempts: 2, base: 30, throttledBase: 60, ceiling: 5)
    #expect(policy.delay(after: 1, .noAnswer, random: 1) == .seconds(5))
    #expect(policy.delay(after: 3, .throttled, random: 1) == .seconds(5))
  }

  @Test("What is not known yet is given at least half of the span, that of throttling")
  func notKnownYet() {
    let policy = RetryPolicy(attempts: 3, throttledAttempts: 10, base: 0.05, throttledBase: 2, ceiling: 20)
    #expect(policy.delay(after: 1, .notKnownYet, random: 0) == .milliseconds(500))
    #expect(policy.delay(after: 1, .notKnownYet, random: 1) == .seconds(1))
    #expect(policy.delay(after: 2, .notKnownYet, random: 0) == .seconds(1))
    #expect(policy.delay(after: 2, .notKnownYet, random: 1) == .seconds(2))
  }

  @Test("AWS is asked three times, ten times where it is asked too much, the build API five times")
  func policies() {
    #expect(
      RetryPolicy.aws
        == RetryPolicy(attempts: 3, throttledAttempts: 10, base: 0.05, throttledBase: 2, ceiling: 10))
    #expect(
      RetryPolicy.buildAPI == RetryPolicy(attempts: 5, throttledAttempts: 5, base: 1, throttledBase: 1, ceiling: 8))
    for reason in [RetryPolicy.Reason.noAnswer, .serverError, .dependency] {
      #expect(RetryPolicy.aws.allowsAnother(after: 2, reason))
      #expect(!RetryPolicy.aws.allowsAnother(after: 3, reason))
    }
    #expect(RetryPolicy.aws.allowsAnother(after: 9, .throttled))
    #expect(!RetryPolicy.aws.allowsAnother(after: 10, .throttled))
  }
}

@Suite struct RetryAfterTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let fields: HTTPFields
    let own: Duration
    /// What comes before our own wait.
    let asked: Duration

    var testDescription: String { name }

    init(_ name: String, _ fields: HTTPFields, own: Duration = .milliseconds(40), _ asked: Duration = .zero) {
      self.name = name
      self.fields = fields
      self.own = own
      self.asked = asked
    }

    /// With one field `Retry-After`.
    init(_ value: String, _ asked: Duration = .zero) {
      self.init(value.debugDescription, [HTTPField("Retry-After", value)], asked)
    }
  }

  static let cases: [Case] = [
    Case("no field", []),
    // Seconds.
    Case("0"), Case("1", .seconds(1)), Case("120", .seconds(120)),
    Case("4294967295", .seconds(4_294_967_295)),
    // More than anybody waits.
    Case("99999999999999999999", .seconds(4_294_967_295)),
    // A date: the test's clock shows 08:00:00.
    Case("Mon, 23 Nov 2020 08:00:30 GMT", .seconds(30)),
    Case("Mon, 23 Nov 2020 08:00:00 GMT"), Case("Mon, 23 Nov 2020 07:59:00 GMT"),
    Case("Sun, 06 Nov 1994 08:49:37 GMT"),
    // It is by the server's clock, where that is known.
    Case(
      "a date by another clock",
      [
        HTTPField("Date", "Mon, 23 Nov 2020 10:00:00 GMT"), HTTPField("Retry-After", "Mon, 23 Nov 2020 10:00:07 GMT"),
      ], .seconds(7)),
    // Negative, nonsense: as if it were not there.
    Case("-1"), Case("1.5"), Case("soon"), Case(""), Case("0x10"), Case("1e3"), Case("1 2"), Case("Mon, 23 Nov 2020"),
    // It comes before our own wait.
    Case("and our own", [HTTPField("Retry-After", "2")], own: .seconds(3), .seconds(2)),
    Case("none, and our own", [HTTPField("Retry-After", "0")], own: .seconds(3)),
    // AWS's own field, in milliseconds.
    Case("x-amz-retry-after", [HTTPField("x-amz-retry-after", "1500")], .milliseconds(1500)),
    Case("X-Amz-Retry-After: 0", [HTTPField("X-Amz-Retry-After", "0")]),
    Case("x-amz-retry-after: nonsense", [HTTPField("x-amz-retry-after", "soon")]),
    Case("x-amz-retry-after: negative", [HTTPField("x-amz-retry-after", "-5")]),
    Case("x-amz-retry-after: an hour", [HTTPField("x-amz-retry-after", "3600000")], own: .seconds(2), .seconds(5)),
    Case("x-amz-retry-after: 5 s more", [HTTPField("x-amz-retry-after", "5000")], own: .seconds(2), .seconds(5)),
    Case("x-amz-retry-after: short", [HTTPField("x-amz-retry-after", "7")], own: .seconds(2), .milliseconds(7)),
    Case(
      "AWS's own wins", [HTTPField("Retry-After", "9"), HTTPField("x-amz-retry-after", "250")], .milliseconds(250)),
    Case(
      "AWS's own is nonsense", [HTTPField("x-amz-retry-after", "?"), HTTPField("retry-after", "9")], .seconds(9)),
  ]

  @Test("What the server asks to wait is understood, or ignored", arguments: cases)
  func retryAfter(_ test: Case) {
    let response = HTTPResponse(status: 503, fields: test.fields)
    #expect(response.wait(before: test.own, now: FakeClock.start) == test.asked + test.own)
  }
}
