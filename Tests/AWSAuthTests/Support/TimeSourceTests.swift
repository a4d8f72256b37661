import AWSAuth
import TestSupport
import Testing

@Suite struct DeadlineTests {
  @Test("What remains shrinks with the time, and is never negative")
  func remaining() {
    let time = FakeClock()
    let deadline = Deadline(after: .seconds(45), by: time.source)
    #expect(deadline.allowance == .seconds(45))
    #expect(deadline.remaining == .seconds(45))
    time.advance(by: .milliseconds(500))
    #expect(deadline.remaining == .milliseconds(44_500))
    time.advance(by: .milliseconds(44_500))
    #expect(deadline.remaining == .zero)
    time.advance(by: .seconds(100))
    #expect(deadline.remaining == .zero)
    #expect(deadline.allowance == .seconds(45))
  }

  @Test("A deadline of no time is over at once")
  func none() {
    #expect(Deadline(after: .zero, by: FakeClock().source).remaining == .zero)
  }
}

@Suite struct DurationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let duration: Duration
    let milliseconds: Int
    let seconds: Double

    var testDescription: String { "\(duration)" }

    init(_ duration: Duration, _ milliseconds: Int, _ seconds: Double) {
      self.duration = duration
      self.milliseconds = milliseconds
      self.seconds = seconds
    }
  }

  static let cases: [Case] = [
    Case(.zero, 0, 0),
    Case(.seconds(45), 45_000, 45),
    Case(.milliseconds(1), 1, 0.001),
    Case(.milliseconds(1_500), 1_500, 1.5),
    // Rounded up: a timeout of 0 would mean none.
    Case(.nanoseconds(1), 1, 1e-9),
    Case(.microseconds(1_001), 2, 0.001001),
    Case(.microseconds(2_999_001), 3_000, 2.999001),
  ]

  @Test("A duration is given in milliseconds, rounded up, and in seconds", arguments: cases)
  func units(_ test: Case) {
    #expect(test.duration.wholeMilliseconds == test.milliseconds)
    #expect(abs(test.duration.inSeconds - test.seconds) < 1e-12)
  }
}
