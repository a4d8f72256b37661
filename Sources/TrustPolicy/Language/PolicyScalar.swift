import Basics

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

  /// Seconds since 1970, from such a number or from an ISO 8601 text: a date, or a date with a time and its zone.
  static func date(_ text: String) -> Double? {
    if let whole = Int64(text) { return Double(whole) }
    let halves = text.split(separator: "T", omittingEmptySubsequences: false)
    let date = halves.first.map { $0.split(separator: "-", omittingEmptySubsequences: false) } ?? []
    guard (1...2).contains(halves.count), date.count == 3, let year = digits(date[0], 4),
      let month = digits(date[1], 2),
      let day = digits(date[2], 2), (1...12).contains(month), day >= 1, day <= length(of: month, year)
    else { return nil }
    guard halves.count == 2 else { return Double(days(year, month, day) * 86_400) }
    return time(String(halves[1])).map { Double(days(year, month, day) * 86_400) + $0 }
  }

  private static func time(_ text: String) -> Double? {
    guard let zoneStart = text.firstIndex(where: { "Z+-".contains($0) }) else { return nil }
    let clock = text[..<zoneStart].split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(clock.count), let hour = digits(clock[0], 2), let minute = digits(clock[1], 2), hour < 24,
      minute < 60
    else { return nil }
    var seconds = 0.0
    if clock.count == 3 {
      guard digits(clock[2].prefix(2), 2) != nil, let value = number(String(clock[2])), value < 60 else { return nil }
      seconds = value
    }
    guard let offset = zone(text[zoneStart...]) else { return nil }
    return Double(hour * 3600 + minute * 60 - offset) + seconds
  }

  private static func zone(_ text: Substring) -> Int? {
    if text == "Z" { return 0 }
    let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let hour = digits(parts[0], 2), let minute = digits(parts[1], 2), hour < 24, minute < 60
    else { return nil }
    return (text.hasPrefix("-") ? -60 : 60) * (hour * 60 + minute)
  }

  private static func digits(_ text: Substring, _ count: Int) -> Int? {
    text.utf8.count == count && text.isASCIIDigits ? Int(text) : nil
  }

  private static func length(of month: Int, _ year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// The days from 1970-01-01, counted in years that begin with March, so that a leap day is a year's last.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
  }
}
