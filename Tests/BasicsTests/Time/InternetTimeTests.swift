import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import Basics

@Suite struct InternetTimeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let seconds: Double?

    var testDescription: String { text.debugDescription }

    init(_ text: String, _ seconds: Double?) {
      self.text = text
      self.seconds = seconds
    }
  }

  static let iso8601: [Case] = [
    // What STS sends.
    Case("2021-08-16T20:52:53Z", 1_629_147_173),
    Case("1970-01-01T00:00:00Z", 0),
    // What others send.
    Case("2021-08-16T20:52:53.123Z", 1_629_147_173.123),
    Case("2021-08-16T20:52:53.5Z", 1_629_147_173.5),
    Case("2021-08-16T22:52:53+02:00", 1_629_147_173),
    Case("2021-08-16T20:52:53-02:30", 1_629_156_173),
    Case("2021-08-16T20:52:53.123456789+00:00", 1_629_147_173.123),
    // Leap years and leap seconds, and the ends of what four digits can say.
    Case("2024-02-29T00:00:00Z", 1_709_164_800),
    Case("2023-02-29T00:00:00Z", nil),
    Case("2100-02-29T00:00:00Z", nil),
    Case("2016-12-31T23:59:60Z", 1_483_228_800),
    Case("2016-12-31T23:59:61Z", nil),
    Case("1969-12-31T23:59:59.5Z", -0.5),
    Case("1969-12-31T23:59:59Z", -1),
    Case("0001-01-01T00:00:00Z", -62_135_596_800),
    Case("9999-12-31T23:59:59Z", 253_402_300_799),
    Case("10000-01-01T00:00:00Z", nil),
    // Other forms of ISO 8601, which nobody sends.
    Case("2021-08-16t20:52:53z", nil),
    Case("2021-08-16 20:52:53Z", nil),
    Case("20210816T205253Z", nil),
    Case("2021-08-16T20:52Z", nil),
    Case("2021-08-16T20:52:53+0200", nil),
    Case("2021-08-16T20:52:53+02", nil),
    Case("2021-08-16T20:52:53+24:00", nil),
    Case("2021-08-16T20:52:53+02:60", nil),
    Case("2021-08-16T20:52:53.Z", nil),
    Case("2021-08-16T20:52:53,5Z", nil),
    Case("2021-08-16T24:00:00Z", nil),
    Case("2021-08-16T20:60:00Z", nil),
    Case("2021-W33-1T20:52:53Z", nil),
    Case("2021-08-16T20:52:53Z ", nil),
    Case(" 2021-08-16T20:52:53Z", nil),
    Case("2021-8-16T20:52:53Z", nil),
    Case("+021-08-16T20:52:53Z", nil),
    Case("٢٠٢١-08-16T20:52:53Z", nil),
    // Nonsense.
    Case("", nil),
    Case("tomorrow", nil),
    Case("1629147173", nil),
    Case("1.629147173E9", nil),
    Case("2021-08-16", nil),
    Case("2021-08-16T20:52:53", nil),
    Case("2021-13-16T20:52:53Z", nil),
    Case("0000-00-00T00:00:00Z", nil),
    Case("Mon, 16 Aug 2021 20:52:53 GMT", nil),
  ]

  @Test("An ISO 8601 time is read, with fractions or without", arguments: iso8601)
  func readsISO8601(_ test: Case) throws {
    try expect(InternetTime.date(iso8601: test.text), isAt: test.seconds)
  }

  static let http: [Case] = [
    // RFC 9110's example, and every month.
    Case("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
    Case("Fri, 01 Jan 2027 00:00:00 GMT", 1_798_761_600),
    Case("Mon, 01 Feb 2027 00:00:00 GMT", 1_801_440_000),
    Case("Mon, 01 Mar 2027 00:00:00 GMT", 1_803_859_200),
    Case("Thu, 01 Apr 2027 00:00:00 GMT", 1_806_537_600),
    Case("Sat, 01 May 2027 00:00:00 GMT", 1_809_129_600),
    Case("Tue, 01 Jun 2027 00:00:00 GMT", 1_811_808_000),
    Case("Thu, 01 Jul 2027 00:00:00 GMT", 1_814_400_000),
    Case("Sun, 01 Aug 2027 00:00:00 GMT", 1_817_078_400),
    Case("Wed, 01 Sep 2027 00:00:00 GMT", 1_819_756_800),
    Case("Fri, 01 Oct 2027 00:00:00 GMT", 1_822_348_800),
    Case("Mon, 01 Nov 2027 00:00:00 GMT", 1_825_027_200),
    Case("Wed, 01 Dec 2027 00:00:00 GMT", 1_827_619_200),
    // The day of the week is not looked at; leap years and leap seconds are.
    Case("Mon, 06 Nov 1994 08:49:37 GMT", 784_111_777),
    Case("Thu, 29 Feb 2024 00:00:00 GMT", 1_709_164_800),
    Case("Wed, 29 Feb 2023 00:00:00 GMT", nil),
    Case("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
    Case("Wed, 31 Dec 1969 23:59:59 GMT", -1),
    Case("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
    // The two forms that nobody has to send any more.
    Case("Sunday, 06-Nov-94 08:49:37 GMT", nil),
    Case("Sun Nov  6 08:49:37 1994", nil),
    // Nonsense.
    Case("", nil),
    Case("GMT", nil),
    Case("     ", nil),
    Case("Sun, 06 Nov 1994 08:49:37", nil),
    Case("Sun, 06 Nov 1994 08:49:37 UTC", nil),
    Case("Sun, 06 nov 1994 08:49:37 GMT", nil),
    Case("Sun, 06 Brumaire 1994 08:49:37 GMT", nil),
    Case("Sun, 99 Nov 1994 08:49:37 GMT", nil),
    Case("Sun, 6 Nov 1994 08:49:37 GMT", nil),
    Case("Sun, 06 Nov 94 08:49:37 GMT", nil),
    Case("Sun,  06 Nov 1994 08:49:37 GMT", nil),
    Case("Sun 06 Nov 1994 08:49:37 GMT", nil),
    Case("06 Nov 1994 08:49:37 GMT", nil),
    Case("Sun, 06 Nov 1994 24:49:37 GMT", nil),
    Case("Sun, 06 Nov 1994 08:49:37 GMT ", nil),
    Case("Sun, 06 Nov 1994 08:49:37 +0000", nil),
    Case("Sun, 06 Nov 1994 noon GMT", nil),
    Case("1994-11-06T08:49:37Z", nil),
  ]

  @Test("An HTTP date is read in the form that servers must send", arguments: http)
  func readsHTTP(_ test: Case) throws {
    try expect(InternetTime.date(http: test.text), isAt: test.seconds)
  }

  @Test("Messages show times in UTC, to the second")
  func text() {
    #expect(InternetTime.text(Date(timeIntervalSince1970: 1_629_147_173)) == "2021-08-16T20:52:53Z")
    #expect(InternetTime.text(Date(timeIntervalSince1970: 1_629_147_173.9)) == "2021-08-16T20:52:53Z")
    #expect(InternetTime.text(Date(timeIntervalSince1970: 0)) == "1970-01-01T00:00:00Z")
    #expect(InternetTime.text(Date(timeIntervalSince1970: -0.5)) == "1969-12-31T23:59:59Z")
    #expect(InternetTime.text(Date(timeIntervalSince1970: -62_135_596_800)) == "0001-01-01T00:00:00Z")
  }

  @Test("A time far from all calendars has a text too", arguments: [1e13, 1e19, 1e300, -1e13, -1e19])
  func extremes(_ seconds: Double) {
    let nearest = seconds > 0 ? "9999-12-31T23:59:59Z" : "0001-01-01T00:00:00Z"
    #expect(InternetTime.text(Date(timeIntervalSince1970: seconds)) == nearest)
  }

  private func expect(_ date: Date?, isAt seconds: Double?) throws {
    if let seconds {
      let date = try #require(date)
      #expect(abs(date.timeIntervalSince1970 - seconds) < 0.001)
    } else {
      #expect(date == nil)
    }
  }
}
