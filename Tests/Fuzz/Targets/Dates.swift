@testable import AWSAuth
@testable import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension FuzzTarget {
  /// Points in time, of STS and of HTTP: written down and read again they are the same second.
  static let dates = FuzzTarget(name: "dates") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    for date in [InternetTime.date(iso8601: text), InternetTime.date(http: text)].compactMap(\.self) {
      let seconds = date.timeIntervalSince1970
      check(seconds.isFinite, "a time that is none")
      let again = InternetTime.date(iso8601: InternetTime.text(date))
      guard (firstYear...years.upperBound).contains(seconds) else { continue }
      check(again?.timeIntervalSince1970 == seconds.rounded(.down), "\(text) is \(InternetTime.text(date))")
    }
    // Whatever a server says, nobody waits less than by our own rule, or longer than the longest text can mean.
    let own = Duration.seconds(1)
    for field in ["Retry-After", "x-amz-retry-after", "Date"] {
      let other = HTTPField("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT")
      let response = HTTPResponse(status: 503, fields: [HTTPField(field, text), other])
      let wait = response.wait(before: own, now: Date(timeIntervalSince1970: 0))
      check(wait >= own && wait.inSeconds <= years.upperBound - years.lowerBound + 1, "a wait of \(wait)")
      check(wait.wholeMilliseconds >= 1000, "a wait that is over")
      if field == "x-amz-retry-after" { check(wait <= .seconds(6) || UInt32(text) == nil, "AWS's field: \(wait)") }
    }
  }

  /// The years from 0 to 9999, which texts of this form can have.
  private static let years = -62_167_219_200.0...253_402_300_799.0

  /// Where the year 1 begins: an earlier time is written as that.
  private static let firstYear = -62_135_596_800.0
}
