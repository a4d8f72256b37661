import AWSAuth
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import ECRLogin

@Suite struct CacheEntryTests {
  /// Times in seconds from now.
  struct Case: Sendable, CustomTestStringConvertible {
    let requestedAt: Double
    let expiresAt: Double
    let isFresh: Bool
    let isFallback: Bool

    var testDescription: String { "from \(requestedAt) to \(expiresAt)" }

    init(_ requestedAt: Double, _ expiresAt: Double, fresh: Bool, fallback: Bool) {
      self.requestedAt = requestedAt
      self.expiresAt = expiresAt
      isFresh = fresh
      isFallback = fallback
    }
  }

  private static let hour: Double = 3600

  static let cases: [Case] = [
    // amazon-ecr-credential-helper's table (cache/credentials_test.go), but for the boundary, which counts here.
    Case(0, 12 * hour, fresh: true, fallback: true), Case(-12 * hour, 0, fresh: false, fallback: false),
    Case(-6 * hour + 1, 6 * hour + 1, fresh: true, fallback: true),
    Case(-6 * hour, 6 * hour, fresh: true, fallback: true),
    Case(-6 * hour - 1, 6 * hour - 1, fresh: false, fallback: true),
    Case(-5 * hour, 7 * hour, fresh: true, fallback: true),
    // A life of any length: also of a minute, which is enough for the one who asks now.
    Case(-30, 30, fresh: true, fallback: false), Case(-31, 30, fresh: false, fallback: false),
    Case(0, 1, fresh: true, fallback: false),
    // The fallback ends a quarter of an hour before the token does.
    Case(-11 * hour, 900, fresh: false, fallback: true), Case(-11 * hour, 899.5, fresh: false, fallback: false),
    Case(-11 * hour, 1, fresh: false, fallback: false), Case(-11 * hour, -1, fresh: false, fallback: false),
    // From the future: a clock was wrong, and how old the entry is cannot be known.
    Case(1, 12 * hour, fresh: false, fallback: false), Case(0.001, 12 * hour, fresh: false, fallback: false),
    // It ended before it began, or at once.
    Case(-1, -2, fresh: false, fallback: false), Case(0, 0, fresh: false, fallback: false),
    Case(-1, -1, fresh: false, fallback: false),
  ]

  @Test("A token is handed out while half of its life is left", arguments: cases)
  func freshness(_ example: Case) {
    let entry = CacheEntry(
      token: Sample.token(expiresIn: example.expiresAt),
      requestedAt: FakeClock.start.addingTimeInterval(example.requestedAt)
    )
    #expect(entry.isFresh(at: FakeClock.start) == example.isFresh)
    #expect(entry.isFallback(at: FakeClock.start) == example.isFallback)
  }

  static let entry = CacheEntry(token: Sample.token(password: "pass\"word/é"), requestedAt: FakeClock.start)

  @Test("An entry is read as it was written")
  func roundTrip() throws {
    #expect(CacheEntry(json: try #require(Self.entry.json())) == Self.entry)
    var other = Self.entry
    other.token.proxyEndpoint = nil
    other.token.expiresAt = Date(timeIntervalSince1970: 1_790_283_445.123)
    #expect(CacheEntry(json: try #require(other.json())) == other)
  }

  @Test("An entry that was cut off anywhere is a miss")
  func truncated() throws {
    let json = try #require(Self.entry.json())
    for length in 0..<json.count { #expect(CacheEntry(json: Array(json[..<length])) == nil) }
  }

  static let good = #"{"version":1,"username":"AWS","password":"p","requestedAt":1606118400,"expiresAt":1606161600}"#

  @Test("The form of version 1 stays readable, also with more in it")
  func versionOne() throws {
    let entry = try #require(CacheEntry(json: [UInt8](Self.good.utf8)))
    #expect(entry.token.username == "AWS")
    #expect(entry.token.password == Secret("p"))
    #expect(entry.token.expiresAt == FakeClock.start.addingTimeInterval(12 * 3600))
    #expect(entry.requestedAt == FakeClock.start)
    #expect(CacheEntry(json: [UInt8](Self.good.replacing("{", with: #"{"more":[],"#).utf8)) == entry)
  }

  @Test(
    "Anything else is a miss",
    arguments: [
      // Other versions.
      good.replacing(#""version":1"#, with: #""version":2"#), good.replacing(#""version":1"#, with: #""version":0"#),
      good.replacing(#""version":1,"#, with: ""), good.replacing(#""version":1"#, with: #""version":"1""#),
      good.replacing(#""version":1"#, with: #""version":"0.1""#),
      // Parts that are missing, empty or of another type.
      good.replacing("AWS", with: ""), good.replacing(#""p""#, with: #""""#), good.replacing(#""p""#, with: "null"),
      good.replacing("1606161600", with: #""soon""#), good.replacing("requestedAt", with: "askedAt"),
      // No such object.
      "", "{}", "[]", "null", "{nope not good json at all.", good + good, String(repeating: "[", count: 5000),
    ])
  func misses(_ text: String) {
    #expect(CacheEntry(json: [UInt8](text.utf8)) == nil)
  }

  @Test("Noise is a miss, and no crash")
  func noise() {
    var seed: UInt64 = 1
    for _ in 0..<200 {
      let bytes = (0..<64).map { _ in
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: seed >> 33)
      }
      #expect(CacheEntry(json: bytes) == nil)
    }
  }

  @Test("A time that no number holds cannot be written")
  func notANumber() {
    var entry = Self.entry
    entry.token.expiresAt = Date(timeIntervalSince1970: .infinity)
    #expect(entry.json() == nil)
    entry = Self.entry
    entry.requestedAt = Date(timeIntervalSince1970: .nan)
    #expect(entry.json() == nil)
  }
}
