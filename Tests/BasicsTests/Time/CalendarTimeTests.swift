import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import Basics

@Suite struct CalendarTimeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let parts: [Int]
    let seconds: Double?

    var testDescription: String { "\(parts)" }

    init(_ parts: Int..., seconds: Double?) {
      self.parts = parts
      self.seconds = seconds
    }

    var time: CalendarTime {
      CalendarTime(
        year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4], second: parts[5])
    }
  }

  static let times: [Case] = [
    Case(1970, 1, 1, 0, 0, 0, seconds: 0), Case(1969, 12, 31, 23, 59, 59, seconds: -1),
    Case(2038, 1, 19, 3, 14, 8, seconds: 2_147_483_648), Case(1900, 3, 1, 0, 0, 0, seconds: -2_203_891_200),
    Case(2000, 2, 29, 0, 0, 0, seconds: 951_782_400), Case(2024, 2, 29, 12, 0, 0, seconds: 1_709_208_000),
    Case(2100, 3, 1, 0, 0, 0, seconds: 4_107_542_400), Case(1, 1, 1, 0, 0, 0, seconds: -62_135_596_800),
    Case(9999, 12, 31, 23, 59, 59, seconds: 253_402_300_799),
  ]

  @Test("A time is a moment, and the moment is the time", arguments: times)
  func both(_ example: Case) throws {
    let seconds = try #require(example.seconds)
    #expect(example.time.date?.timeIntervalSince1970 == seconds)
    #expect(CalendarTime(Date(timeIntervalSince1970: seconds)) == example.time)
    #expect(CalendarTime(Date(timeIntervalSince1970: seconds + 0.9)) == example.time)
  }

  @Test(
    "A time that there is not has no moment",
    arguments: [
      Case(2023, 2, 29, 0, 0, 0, seconds: nil), Case(2100, 2, 29, 0, 0, 0, seconds: nil),
      Case(1900, 2, 29, 0, 0, 0, seconds: nil), Case(2024, 2, 30, 0, 0, 0, seconds: nil),
      Case(2024, 4, 31, 0, 0, 0, seconds: nil), Case(2024, 0, 1, 0, 0, 0, seconds: nil),
      Case(2024, 13, 1, 0, 0, 0, seconds: nil), Case(2024, 1, 0, 0, 0, 0, seconds: nil),
      Case(2024, 1, 32, 0, 0, 0, seconds: nil), Case(2024, 1, 1, 24, 0, 0, seconds: nil),
      Case(2024, 1, 1, 0, 60, 0, seconds: nil), Case(2024, 1, 1, 0, 0, 61, seconds: nil),
      Case(2024, 1, 1, 0, 0, -1, seconds: nil), Case(2024, 1, 1, -1, 0, 0, seconds: nil),
    ])
  func none(_ example: Case) {
    #expect(example.time.date == nil)
  }

  @Test("A leap second is the next one")
  func leapSecond() {
    let time = CalendarTime(year: 2016, month: 12, day: 31, hour: 23, minute: 59, second: 60)
    #expect(time.date?.timeIntervalSince1970 == 1_483_228_800)
  }
}
