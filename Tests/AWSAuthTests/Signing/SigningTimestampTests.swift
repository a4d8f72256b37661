import AWSAuth
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct SigningTimestampTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let seconds: Double
    let dateTime: String

    var testDescription: String { "\(seconds)" }

    init(_ seconds: Double, _ dateTime: String) {
      self.seconds = seconds
      self.dateTime = dateTime
    }
  }

  static let cases: [Case] = [
    Case(0, "19700101T000000Z"),
    Case(1_440_938_160, "20150830T123600Z"),
    Case(86_399, "19700101T235959Z"),
    // A second has begun, not passed: also before 1970.
    Case(0.999_999, "19700101T000000Z"),
    Case(-0.5, "19691231T235959Z"),
    Case(-1, "19691231T235959Z"),
    Case(-86_401, "19691230T235959Z"),
    // Leap years, by 4, 100 and 400.
    Case(951_782_399, "20000228T235959Z"),
    Case(951_782_400, "20000229T000000Z"),
    Case(951_868_800, "20000301T000000Z"),
    Case(1_709_164_800, "20240229T000000Z"),
    Case(4_107_542_400, "21000301T000000Z"),
    Case(-2_203_891_200, "19000301T000000Z"),
    // The Gregorian calendar also before it was introduced.
    Case(-12_219_292_801, "15821014T235959Z"),
    // Four digits, whatever the moment.
    Case(-62_135_596_800, "00010101T000000Z"),
    Case(-62_135_596_801, "00010101T000000Z"),
    Case(253_402_300_799.5, "99991231T235959Z"),
    Case(253_402_300_800, "99991231T235959Z"),
    Case(.infinity, "99991231T235959Z"),
    Case(-.infinity, "00010101T000000Z"),
    Case(.nan, "00010101T000000Z"),
  ]

  @Test("A moment is written in UTC, to the second that has begun", arguments: cases)
  func written(_ example: Case) {
    let timestamp = SigningTimestamp(Date(timeIntervalSince1970: example.seconds))
    #expect(timestamp.dateTime == example.dateTime)
    #expect(timestamp.date == String(example.dateTime.prefix(8)))
  }

  @Test("Counted through from year 1 to 9999, each year has its days")
  func everyYear() {
    var day = -719_162
    for year in 1...9999 {
      let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      #expect(Self.date(ofDay: day) == Self.digits(year) + "0101")
      #expect(Self.date(ofDay: day + 59) == Self.digits(year) + (isLeapYear ? "0229" : "0301"))
      day += isLeapYear ? 366 : 365
      #expect(Self.date(ofDay: day - 1) == Self.digits(year) + "1231")
    }
  }

  @Test("Counted through a leap year, each month has its days")
  func everyDay() {
    let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    let days = lengths.enumerated().flatMap { month, length in
      (1...length).map { "2024" + Self.digits(month + 1, 2) + Self.digits($0, 2) }
    }
    #expect((0..<366).map { Self.date(ofDay: 19_723 + $0) } == days)
  }

  private static func date(ofDay day: Int) -> String {
    SigningTimestamp(Date(timeIntervalSince1970: Double(day) * 86_400)).date
  }

  private static func digits(_ number: Int, _ count: Int = 4) -> String {
    String(repeating: "0", count: count - String(number).count) + String(number)
  }
}
