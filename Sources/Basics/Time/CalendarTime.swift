#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A second in UTC, by the Gregorian calendar, as texts write it down.
///
/// The calendar is the C library's.
package struct CalendarTime: Sendable, Hashable {
  /// The year, 0 to 9999.
  package var year: Int
  /// The month, from 1.
  package var month: Int
  /// The day of the month, from 1.
  package var day: Int
  /// The hour, from 0.
  package var hour: Int
  /// The minute, from 0.
  package var minute: Int
  /// The second, from 0; 60 is a leap second.
  package var second: Int

  /// Creates a time from its parts, which need not be in their ranges.
  package init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    (self.year, self.month, self.day) = (year, month, day)
    (self.hour, self.minute, self.second) = (hour, minute, second)
  }

  /// Takes the second in which a moment lies.
  ///
  /// Years have four digits, so what lies outside of the years 1 to 9999 becomes the nearest second within.
  package init(_ moment: Date) {
    var seconds = Self.clamp(moment.timeIntervalSince1970)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    self.init(
      year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
      hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: Int(parts.tm_sec))
  }

  /// The moment at which the second begins, a leap second being the next one; `nil` if there is no such time.
  package var date: Date? {
    guard (0...60).contains(second) else { return nil }
    var parts = tm()
    parts.tm_year = Int32(year - 1900)
    parts.tm_mon = Int32(month - 1)
    parts.tm_mday = Int32(day)
    parts.tm_hour = Int32(hour)
    parts.tm_min = Int32(minute)
    let wanted = parts
    // It brings parts that are out of their ranges back into them: the 30th of February becomes a day in March.
    let seconds = timegm(&parts)
    guard parts.tm_year == wanted.tm_year, parts.tm_mon == wanted.tm_mon, parts.tm_mday == wanted.tm_mday,
      parts.tm_hour == wanted.tm_hour, parts.tm_min == wanted.tm_min
    else { return nil }
    return Date(timeIntervalSince1970: Double(seconds) + Double(second))
  }

  /// A number in so many digits, filled up with zeros.
  package static func digits(_ number: Int, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }

  private static func clamp(_ secondsSince1970: Double) -> time_t {
    let (first, last) = (-62_135_596_800.0, 253_402_300_799.0)
    let seconds = secondsSince1970.rounded(.down)
    // Written so that a value that is not a number fails the first comparison too.
    return time_t(seconds >= first ? min(seconds, last) : first)
  }
}
