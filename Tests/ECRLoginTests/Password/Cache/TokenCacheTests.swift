import AWSAuth
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import ECRLogin

@Suite struct TokenCacheTests {
  let temporary: TemporaryDirectory
  let path: String
  let clock = FakeClock()
  let log = World.Stream()
  let key: CacheKey

  init() throws {
    temporary = try TemporaryDirectory()
    path = temporary("cache")
    let region = try Region("eu-central-1")
    key = CacheKey(
      region: region, endpoint: .ecr(in: region), identity: "i", audience: "a", build: "b")
  }

  static let refusal = Diagnostic(.refused, "no", advice: "Stop.", code: "AccessDenied")
  static let outage = Diagnostic(.unavailable, "not now")

  /// One process's call; `answer` is what a request brings.
  @discardableResult
  private func token(
    answer: () throws -> AuthorizationToken = { Sample.token() }
  ) throws -> (token: AuthorizationToken, requests: Int) {
    var requests = 0
    let cache = try TokenCache(
      directory: path, time: clock.source, log: { [log] in log.write([UInt8]("\($0)\n".utf8)) })
    let token = try cache.token(for: key, deadline: Deadline(after: .seconds(45), by: clock.source)) {
      requests += 1
      return try answer()
    }
    return (token, requests)
  }

  private var entryPath: String { "\(path)/\(key.name).json" }
  private var lockPath: String { "\(path)/\(key.name).lock" }

  @Test("The first call asks, the next ones do not")
  func hit() throws {
    #expect(try token() == (Sample.token(), 1))
    #expect(log.text == "")
    #expect(try TemporaryDirectory.names(in: path) == ["\(key.name).json", "\(key.name).lock"])
    #expect(try TemporaryDirectory.mode(of: entryPath) == 0o600)
    for _ in 0..<2 { #expect(try token() == (Sample.token(), 0)) }
    #expect(log.text.hasPrefix("cache: found a token, good until 2020-11-23T20:00:00Z\n"))
    clock.advance(by: .seconds(6 * 3600))
    #expect(try token().requests == 0)
  }

  @Test("A token of which less than half of its life is left is renewed")
  func renewal() throws {
    try token()
    clock.advance(by: .seconds(6 * 3600 + 1))
    let new = Sample.token(expiresIn: 18 * 3600, password: "new")
    #expect(try token { new } == (new, 1))
    #expect(try token() == (new, 0))
  }

  @Test("A life begins when the token is asked for, not when it came")
  func slowAnswer() throws {
    try token {
      clock.advance(by: .seconds(10))
      return Sample.token()
    }
    clock.advance(by: .seconds(6 * 3600 - 10))
    #expect(try token().requests == 0)
    clock.advance(by: .seconds(1))
    #expect(try token().requests == 1)
  }

  @Test("A token that ECR did not say the end of is handed out, and not kept")
  func withoutEnd() throws {
    var endless = Sample.token()
    endless.expiresAt = nil
    for _ in 0..<2 { #expect(try token { endless } == (endless, 1)) }
    let line = "cache: the token is not kept: when it ends is not known\n"
    #expect(log.text == line + line)
    #expect(try TemporaryDirectory.names(in: path) == ["\(key.name).lock"])
    // One that was kept before stays, as long as it is good.
    #expect(try token() == (Sample.token(), 1))
    clock.advance(by: .seconds(7 * 3600))
    #expect(try token { endless } == (endless, 1))
    #expect(try token { throw Self.outage } == (Sample.token(), 1))
  }

  @Test("Another key is another token")
  func otherKey() throws {
    try token()
    let region = try Region("eu-central-1")
    let other = CacheKey(
      region: region, endpoint: .ecr(in: region), identity: "i", audience: "a", build: "b2")
    let cache = try TokenCache(directory: path, time: clock.source, log: { _ in })
    let mine = Sample.token(password: "other")
    let found = try cache.token(for: other, deadline: Deadline(after: .seconds(1), by: clock.source)) { mine }
    #expect(found == mine)
  }

  struct Fallback: Sendable, CustomTestStringConvertible {
    let rule: String
    let failure: Diagnostic
    let age: Double
    let isHandedOut: Bool

    var testDescription: String { rule }
  }

  static let fallbacks: [Fallback] = [
    Fallback(rule: "a passing failure", failure: outage, age: 7 * 3600, isHandedOut: true),
    Fallback(
      rule: "no time left", failure: Diagnostic(.timedOut, "not now"), age: 7 * 3600, isHandedOut: true),
    Fallback(rule: "a quarter of an hour is left", failure: outage, age: 12 * 3600 - 900, isHandedOut: true),
    Fallback(rule: "less than that is left", failure: outage, age: 12 * 3600 - 899, isHandedOut: false),
    Fallback(rule: "it has expired", failure: outage, age: 12 * 3600, isHandedOut: false),
    Fallback(rule: "refused", failure: refusal, age: 7 * 3600, isHandedOut: false),
    Fallback(
      rule: "a bad setting", failure: Diagnostic(.invalidConfiguration, "not now"), age: 7 * 3600,
      isHandedOut: false),
    Fallback(
      rule: "no answer", failure: Diagnostic(.malformedAnswer, "not now"), age: 7 * 3600,
      isHandedOut: false),
  ]

  @Test("An old token stands in where a new one could not be had just now", arguments: fallbacks)
  func fallback(_ example: Fallback) throws {
    try token()
    clock.advance(by: .seconds(example.age))
    if example.isHandedOut {
      #expect(try token { throw example.failure } == (Sample.token(), 1))
      #expect(
        log.text == "cache: no new token (not now); the old one is good until 2020-11-23T20:00:00Z\n")
    } else {
      #expect(throws: example.failure) { try token { throw example.failure } }
    }
    // Either way the next one asks again.
    #expect(try token().requests == 1)
  }

  @Test("A failure is not kept")
  func failure() throws {
    #expect(throws: Self.refusal) { try token { throw Self.refusal } }
    #expect(try token().requests == 1)
  }

  @Test("What is no failure of ours passes through")
  func otherError() throws {
    #expect(throws: CancellationError.self) { try token { throw CancellationError() } }
    #expect(try token().requests == 1)
  }

  @Test("What is forgotten is asked for again; forgetting nothing is no error")
  func forget() throws {
    let cache = try TokenCache(directory: path, time: clock.source, log: { _ in })
    cache.forget(key)
    try token()
    cache.forget(key)
    #expect(try token().requests == 1)
  }

  @Test("An entry that cannot be read is replaced", arguments: ["", "{", "nonsense", #"{"version":2}"#])
  func unreadable(_ content: String) throws {
    try token()
    try TemporaryDirectory.write(content, to: entryPath)
    #expect(try token().requests == 1)
    #expect(log.text.contains("cache: the entry cannot be read; it will be replaced\n"))
    #expect(try token().requests == 0)
  }

  @Test("An entry from the future is not trusted")
  func future() throws {
    try token()
    clock.advance(by: .seconds(-10))
    #expect(try token().requests == 1)
  }

  @Test("Nothing that is wrong with entry or lock makes a call fail")
  func broken() throws {
    _ = try CacheDirectory(path: path)
    try TemporaryDirectory.makeDirectory(entryPath)
    try TemporaryDirectory.makeDirectory(lockPath)
    #expect(try token() == (Sample.token(), 1))
    #expect(
      log.text == """
        cache: no entry: a file in the cache is not the user's own, or is open to others
        cache: no lock: cannot open the lock: Is a directory
        cache: no entry: a file in the cache is not the user's own, or is open to others
        cache: no entry: cannot put the entry in place: Is a directory

        """)
    #expect(throws: Self.refusal) { try token { throw Self.refusal } }
  }

  @Test("A token of any time is kept and found, or asked for again", arguments: [1e11, 1e13, 1e15, 1e18, 1e300])
  func absurdTime(_ seconds: Double) throws {
    let absurd = AuthorizationToken(
      username: "AWS", password: Secret("p"), expiresAt: Date(timeIntervalSince1970: seconds), proxyEndpoint: nil)
    #expect(try token { absurd }.token == absurd)
    #expect(try token { absurd }.token == absurd)
  }

  @Test("Files that are older than any token are swept away when a token is written")
  func sweep() throws {
    _ = try CacheDirectory(path: path)
    let (old, young) = (String(repeating: "a", count: 64), String(repeating: "b", count: 64))
    // The last is not the cache's own: its directory may be one that has other files in it.
    for (name, age) in [("\(old).json", 25.0), ("\(old).lock", 25), ("\(young).json", 23), ("id_rsa", 25)] {
      try TemporaryDirectory.write("{}", to: "\(path)/\(name)")
      try TemporaryDirectory.setTime(FakeClock.start.timeIntervalSince1970 - age * 3600, of: "\(path)/\(name)")
    }
    try token()
    #expect(!TemporaryDirectory.exists("\(path)/\(old).json"))
    #expect(!TemporaryDirectory.exists("\(path)/\(old).lock"))
    #expect(TemporaryDirectory.exists("\(path)/\(young).json"))
    #expect(TemporaryDirectory.exists("\(path)/id_rsa"))
    #expect(TemporaryDirectory.exists(entryPath))
  }

  @Test("A directory that cannot be used is said to be")
  func unusable() throws {
    try TemporaryDirectory.makeDirectory(path, mode: 0o755)
    #expect(throws: CacheDirectory.Unusable(reason: "\(path) belongs to somebody else or is open to others")) {
      try TokenCache(directory: path, time: clock.source, log: { _ in })
    }
  }
}
