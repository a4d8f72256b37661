#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// The moment of a signature, as `X-Amz-Date` and the scope write it: in UTC, to the second.
///
/// Worked out here: `Date.ISO8601FormatStyle` writes years before 1583 in the Julian calendar, and those after
/// 9999 with five digits.
package struct SigningTimestamp: Sendable, Hashable {
  /// The day, `yyyyMMdd`.
  package let date: String

  /// The moment, `yyyyMMdd'T'HHmmss'Z'`.
  package let dateTime: String

  /// Takes the second in which the moment lies.
  ///
  /// Years have four digits, so what lies outside of the years 1 to 9999 becomes the nearest second within.
  package init(_ moment: Date) {
    let seconds = Self.clamp(moment.timeIntervalSince1970)
    let day = Self.civilDate(ofDay: seconds / 86_400)
    let second = seconds % 86_400
    date = Self.digits(day.year, 4) + Self.digits(day.month, 2) + Self.digits(day.day, 2)
    dateTime =
      date + "T" + Self.digits(second / 3_600, 2) + Self.digits(second / 60 % 60, 2)
      + Self.digits(second % 60, 2) + "Z"
  }

  /// Seconds since 0000-03-01, never negative, so that division needs no care.
  ///
  /// A year that begins in March has its leap day last.
  private static func clamp(_ secondsSince1970: Double) -> Int {
    let (first, last) = (-62_135_596_800, 253_402_300_799)
    let startOfEra = -719_468 * 86_400
    let seconds = secondsSince1970.rounded(.down)
    // Written so that a value that is not a number fails the first comparison too.
    guard seconds >= Double(first) else { return first - startOfEra }
    guard seconds <= Double(last) else { return last - startOfEra }
    return Int(seconds) - startOfEra
  }

  /// The date in the Gregorian calendar, so many days after 0000-03-01.
  private static func civilDate(ofDay count: Int) -> (year: Int, month: Int, day: Int) {
    // 400 years have 146,097 days, and then all repeats.
    let cycle = count / 146_097
    let dayOfCycle = count % 146_097
    // Take the leap days out, one in 1,461 days but for one in 36,524: what is left are years of 365 days.
    let yearOfCycle =
      (dayOfCycle - dayOfCycle / 1_460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    // From March on, five months in a row have 153 days, whichever five.
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (400 * cycle + yearOfCycle + (month <= 2 ? 1 : 0), month, day)
  }

  private static func digits(_ number: Int, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
