#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// Points in time as the internet's texts write them.
package enum InternetTime {
  /// `2026-11-23T08:00:00Z`, as messages show times; the nearest of the years 1 to 9999.
  package static func text(_ date: Date) -> String {
    let time = CalendarTime(date)
    func digits(_ number: Int) -> String { CalendarTime.digits(number, 2) }
    return "\(CalendarTime.digits(time.year, 4))-\(digits(time.month))-\(digits(time.day))"
      + "T\(digits(time.hour)):\(digits(time.minute)):\(digits(time.second))Z"
  }

  /// The time in an ISO 8601 text of STS, such as `2021-08-16T20:52:53Z`, also with fractions of a second.
  ///
  /// The form of RFC 3339, in capitals: also with an offset from UTC in place of the `Z`.
  package static func date(iso8601 text: String) -> Date? {
    var reader = FieldReader(text)
    guard let year = reader.number(digits: 4), reader.take("-"), let month = reader.number(digits: 2),
      reader.take("-"), let day = reader.number(digits: 2), reader.take("T"), let time = reader.clock(),
      let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd
    else { return nil }
    let local = CalendarTime(
      year: year, month: month, day: day, hour: time.hour, minute: time.minute, second: time.second)
    return local.date?.addingTimeInterval(fraction - Double(offset))
  }

  /// The time in an HTTP date (RFC 9110, 5.6.7), such as `Sun, 06 Nov 1994 08:49:37 GMT`.
  ///
  /// Only the form that servers must send: the two older ones have not been seen in decades. Which day of the week
  /// it is follows from the date, whatever the text says.
  package static func date(http text: String) -> Date? {
    var reader = FieldReader(text)
    guard reader.name(of: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]) != nil, reader.take(", "),
      let day = reader.number(digits: 2), reader.take(" "), let month = reader.name(of: months), reader.take(" "),
      let year = reader.number(digits: 4), reader.take(" "), let time = reader.clock(), reader.take(" GMT"),
      reader.isAtEnd
    else { return nil }
    return CalendarTime(
      year: year, month: month + 1, day: day, hour: time.hour, minute: time.minute, second: time.second
    ).date
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}

/// Reads a text from left to right, field by field.
private struct FieldReader {
  private var rest: ArraySlice<UInt8>

  init(_ text: String) {
    rest = Array(text.utf8)[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ text: String) -> Bool {
    guard rest.starts(with: text.utf8) else { return false }
    rest = rest.dropFirst(text.utf8.count)
    return true
  }

  mutating func number(digits count: Int) -> Int? {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy(\.isASCIIDigit) else { return nil }
    rest = rest.dropFirst(count)
    return Int(String(decoding: digits, as: UTF8.self))
  }

  /// The place of the name in the list.
  mutating func name(of names: [String]) -> Int? {
    names.firstIndex { take($0) }
  }

  /// `20:52:53`.
  mutating func clock() -> (hour: Int, minute: Int, second: Int)? {
    guard let hour = number(digits: 2), take(":"), let minute = number(digits: 2), take(":"),
      let second = number(digits: 2)
    else { return nil }
    return (hour, minute, second)
  }

  /// `.123`, in seconds; 0 where there is none.
  mutating func fraction() -> Double? {
    guard take(".") else { return 0 }
    let digits = rest.prefix(while: \.isASCIIDigit)
    rest = rest.dropFirst(digits.count)
    return digits.isEmpty ? nil : Double("0." + String(decoding: digits, as: UTF8.self))
  }

  /// `Z` or `+02:00`, in seconds.
  mutating func offset() -> Int? {
    if take("Z") { return 0 }
    guard let sign = take("+") ? 1 : take("-") ? -1 : nil, let hours = number(digits: 2), take(":"),
      let minutes = number(digits: 2), hours < 24, minutes < 60
    else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}
