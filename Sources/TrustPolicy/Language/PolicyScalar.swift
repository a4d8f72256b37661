import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Numbers and times as policies spell them.
enum PolicyScalar {
  /// A decimal number.
  static func number(_ text: String) -> Double? {
    let parts = text.drop { $0 == "-" || $0 == "+" }.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), text.prefix(while: { $0 == "-" || $0 == "+" }).count <= 1,
      parts.allSatisfy(\.isASCIIDigits)
    else { return nil }
    return Double(text)
  }

  /// Seconds since 1970, from a whole number or from an ISO 8601 text: a date, or a date with a time and its zone.
  static func date(_ text: String) -> Double? {
    if let whole = Int64(text) { return Double(whole) }
    let bytes = Array(text.utf8)
    let rest = bytes.dropFirst("2026-11-23T10:00".utf8.count)
    // There are no leap seconds here.
    guard !rest.starts(with: ":60".utf8) else { return nil }
    // A day stands for its beginning, a minute for its own.
    let whole: [UInt8] =
      switch rest.first {
      case nil: bytes + Array("T00:00:00Z".utf8)
      case UInt8(ascii: ":"): bytes
      default: Array(bytes.dropLast(rest.count)) + Array(":00".utf8) + rest
      }
    return InternetTime.date(iso8601: String(decoding: whole, as: UTF8.self))?.timeIntervalSince1970
  }
}
