import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import AWSAuth

@Suite struct ClockSkewTests {
  private static func answer(_ date: String?) -> HTTPResponse {
    HTTPResponse(status: 200, fields: HTTPFields(date.map { [HTTPField("Date", $0)] } ?? []))
  }

  @Test(
    "A clock that differs by up to four minutes, or that nobody speaks of, is right",
    arguments: [
      nil, "now", "Mon, 23 Nov 2020 08:00:00 GMT", "Mon, 23 Nov 2020 08:04:00 GMT", "Mon, 23 Nov 2020 07:56:00 GMT",
    ])
  func right(_ date: String?) {
    let clock = ClockSkew()
    #expect(clock.update(from: Self.answer(date), at: FakeClock.start) == nil)
    #expect(clock.offset == 0)
  }

  @Test(
    "One that differs by more is corrected",
    arguments: [
      ("Mon, 23 Nov 2020 08:04:01 GMT", 241.0), ("Mon, 23 Nov 2020 07:55:59 GMT", -241),
      ("Thu, 23 Nov 2017 08:00:00 GMT", -94_694_400),
    ])
  func wrong(_ date: String, _ offset: Double) {
    let clock = ClockSkew()
    #expect(clock.update(from: Self.answer(date), at: FakeClock.start) == offset)
    #expect(clock.offset == offset)
    // The second time it is no news, nor is a little more or less.
    for other in [date, "nonsense"] { #expect(clock.update(from: Self.answer(other), at: FakeClock.start) == nil) }
    #expect(clock.update(from: Self.answer(date), at: FakeClock.start.addingTimeInterval(0.5)) == nil)
    #expect(clock.offset == offset)
  }

  @Test("The last answer is believed, also that nothing was wrong")
  func takenBack() {
    let clock = ClockSkew()
    _ = clock.update(from: Self.answer("Mon, 23 Nov 2020 09:00:00 GMT"), at: FakeClock.start)
    #expect(clock.update(from: Self.answer("Mon, 23 Nov 2020 08:00:00 GMT"), at: FakeClock.start) == 0)
    #expect(clock.offset == 0)
  }
}
