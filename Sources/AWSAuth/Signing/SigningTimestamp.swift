import Basics

#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// The moment of a signature, as `X-Amz-Date` and the scope write it: in UTC, to the second.
package struct SigningTimestamp: Sendable, Hashable {
  /// The day, `yyyyMMdd`.
  package let date: String

  /// The moment, `yyyyMMdd'T'HHmmss'Z'`.
  package let dateTime: String

  /// Takes the second in which the moment lies; the nearest one of the years 1 to 9999.
  package init(_ moment: Date) {
    let time = CalendarTime(moment)
    func digits(_ number: Int) -> String { CalendarTime.digits(number, 2) }
    date = CalendarTime.digits(time.year, 4) + digits(time.month) + digits(time.day)
    dateTime = date + "T" + digits(time.hour) + digits(time.minute) + digits(time.second) + "Z"
  }
}
