import AWSAuth
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
    Case(1, .serverError, 0.05), Case(2, .serverError, 0.1),
    Case(1, .throttled, 1), Case(2, .throttled, 2), Case(3, .throttled, 4), Case(5, .throttled, 16),
    // Nothing exceeds the ceiling.
    Case(6, .throttled, 20), Case(7, .throttled, 20), Case(1_000_000, .throttled, 20), Case(100, .noAnswer, 20),
    // There is no attempt before the first.
    Case(0, .throttled, 1), Case(-1, .throttled, 1),
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
    let policy = RetryPolicy(attempts: 2, base: 30, throttledBase: 60, ceiling: 5)
    #expect(policy.delay(after: 1, .noAnswer, random: 1) == .seconds(5))
    #expect(policy.delay(after: 3, .throttled, random: 1) == .seconds(5))
  }

  @Test("AWS is asked three times, the build API five times")
  func policies() {
    #expect(RetryPolicy.aws == RetryPolicy(attempts: 3, base: 0.05, throttledBase: 1, ceiling: 20))
    #expect(RetryPolicy.buildAPI == RetryPolicy(attempts: 5, base: 1, throttledBase: 1, ceiling: 8))
  }
}

@Suite struct RetryAfterTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let fields: HTTPFields
    let wait: Duration?

    var testDescription: String { name }

    init(_ name: String, _ fields: HTTPFields, _ wait: Duration?) {
      self.name = name
      self.fields = fields
      self.wait = wait
    }

    /// With one field `Retry-After`.
    init(_ value: String, _ wait: Duration?) {
      self.init(value.debugDescription, [HTTPField("Retry-After", value)], wait)
    }
  }

  static let cases: [Case] = [
    Case("no field", [], nil),
    // Seconds.
    Case("0", .zero), Case("1", .seconds(1)), Case("120", .seconds(120)),
    Case("4294967295", .seconds(4_294_967_295)),
    // A date: the test's clock shows 08:00:00.
    Case("Mon, 23 Nov 2026 08:00:30 GMT", .seconds(30)),
    Case("Mon, 23 Nov 2026 08:00:00 GMT", .zero),
    Case("Mon, 23 Nov 2026 07:59:00 GMT", .zero),
    Case("Sun, 06 Nov 1994 08:49:37 GMT", .zero),
    // Absurd, negative, nonsense: as if it were not there.
    Case("99999999999999999999", nil), Case("-1", nil), Case("1.5", nil), Case("soon", nil), Case("", nil),
    Case("0x10", nil), Case("1e3", nil), Case("1 2", nil), Case("Mon, 23 Nov 2026", nil),
    // AWS's own field, in milliseconds.
    Case("x-amz-retry-after", [HTTPField("x-amz-retry-after", "1500")], .milliseconds(1500)),
    Case("X-Amz-Retry-After: 0", [HTTPField("X-Amz-Retry-After", "0")], .zero),
    Case("x-amz-retry-after: nonsense", [HTTPField("x-amz-retry-after", "soon")], nil),
    Case("x-amz-retry-after: negative", [HTTPField("x-amz-retry-after", "-5")], nil),
    Case(
      "AWS's own wins", [HTTPField("Retry-After", "9"), HTTPField("x-amz-retry-after", "250")], .milliseconds(250)),
    Case(
      "AWS's own is nonsense", [HTTPField("x-amz-retry-after", "?"), HTTPField("retry-after", "9")], .seconds(9)),
  ]

  @Test("What the server asks to wait is understood, or ignored", arguments: cases)
  func retryAfter(_ test: Case) {
    #expect(HTTPResponse(status: 503, fields: test.fields).retryAfter(now: FakeTime.start) == test.wait)
  }
}
