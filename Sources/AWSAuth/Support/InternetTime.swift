#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// Points in time as the internet's texts write them.
package enum InternetTime {
  /// `2026-11-23T08:00:00Z`, as messages show times.
  package static func text(_ date: Date) -> String {
    date.formatted(.iso8601)
  }

  /// The time in an ISO 8601 text of STS, such as `2021-08-16T20:52:53Z`, also with fractions of a second.
  package static func date(iso8601 text: String) -> Date? {
    if let date = try? Date(text, strategy: .iso8601) { return date }
    return try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }

  /// The time in an HTTP date (RFC 9110, 5.6.7), such as `Sun, 06 Nov 1994 08:49:37 GMT`.
  ///
  /// Only the form that servers must send: the two older ones have not been seen in decades.
  package static func date(http text: String) -> Date? {
    let parts = text.split(separator: " ")
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard parts.count == 6, parts[5] == "GMT", parts[3].utf8.count == 4,
      let month = months.firstIndex(of: String(parts[2]))
    else {
      return nil
    }
    let number = month + 1
    let padded = number < 10 ? "0\(number)" : "\(number)"
    return date(iso8601: "\(parts[3])-\(padded)-\(parts[1])T\(parts[4])Z")
  }
}
