import AWSAuth
import Basics
import TestSupport
import Testing

@testable import ECRLogin

/// Several callers at once, each with descriptors of its own, as processes have them.
@Suite(.serialized) struct SharedTokenCacheTests {
  /// One cache directory, and everybody's requests to it.
  final class Scene: Sendable {
    let temporary: TemporaryDirectory
    let path: String
    let key: CacheKey
    let clock = FakeClock()
    let log = World.Stream()
    let requests = Locked(0)

    init() throws {
      temporary = try TemporaryDirectory()
      path = temporary("cache")
      let region = try Region("eu-central-1")
      key = CacheKey(
        region: region, endpoint: .ecr(in: region), identity: "i", audience: "a", build: "b")
    }

    var lockPath: String { "\(path)/\(key.name).lock" }

    func token(answer: () throws -> AuthorizationToken) throws -> AuthorizationToken {
      let cache = try TokenCache(
        directory: path, time: clock.source, log: { self.log.write([UInt8]("\($0)\n".utf8)) })
      return try cache.token(for: key, deadline: Deadline(after: .seconds(120), by: clock.source)) {
        requests.withLock { $0 += 1 }
        return try answer()
      }
    }
  }

  /// What two callers get, of whom the second waits for the first.
  private func both(
    _ scene: Scene, _ answer: @escaping @Sendable () throws -> AuthorizationToken
  ) async throws -> (Result<AuthorizationToken, any Error>, Result<AuthorizationToken, any Error>) {
    // The second one starts when the first one has the lock, and the first one is answered when the second waits.
    let second = BackgroundWork {
      waitUntil { scene.requests.withLock { $0 } > 0 }
      return try scene.token { Sample.token(password: "second") }
    }
    let first = await onThread {
      try scene.token {
        try waitForWaiter(on: scene.lockPath)
        return try answer()
      }
    }
    return (first, try await second.value())
  }

  @Test("Who waited takes the token from the cache")
  func success() async throws {
    let scene = try Scene()
    let (first, second) = try await both(scene) { Sample.token(password: "first") }
    #expect(try first.get() == Sample.token(password: "first"))
    #expect(try second.get() == Sample.token(password: "first"))
    #expect(scene.requests.withLock { $0 } == 1)
    #expect(scene.log.text == "cache: another process got a token, good until 2020-11-23T20:00:00Z\n")
  }

  @Test(
    "Who waited fails as the other did, without asking", arguments: [TokenCacheTests.refusal, TokenCacheTests.outage])
  func failure(_ failure: Diagnostic) async throws {
    let scene = try Scene()
    let (first, second) = try await both(scene) { throw failure }
    #expect(throws: failure) { try first.get() }
    #expect(throws: failure) { try second.get() }
    #expect(scene.requests.withLock { $0 } == 1)
    #expect(scene.log.text == "cache: another process asked, and failed\n")
    // Who comes later tries again.
    #expect(try scene.token { Sample.token() } == Sample.token())
  }

  @Test("Who waited takes the old token where that may stand in")
  func fallback() async throws {
    let scene = try Scene()
    _ = try scene.token { Sample.token() }
    scene.clock.advance(by: .seconds(7 * 3600))
    scene.requests.withLock { $0 = 0 }
    let (first, second) = try await both(scene) { throw TokenCacheTests.outage }
    #expect(try first.get() == Sample.token())
    #expect(try second.get() == Sample.token())
    #expect(scene.requests.withLock { $0 } == 1)
  }

  @Test("Who waited for one that died without a word asks itself")
  func vanished() async throws {
    let scene = try Scene()
    let (first, second) = try await both(scene) { throw CancellationError() }
    #expect(throws: CancellationError.self) { try first.get() }
    #expect(try second.get() == Sample.token(password: "second"))
    #expect(scene.requests.withLock { $0 } == 2)
  }

  @Test("Who has waited for half of the time there is goes on alone, with the other half")
  func lockTimeout() async throws {
    let scene = try Scene()
    let directory = try CacheDirectory(path: scene.path)
    let lock = try SingleFlightLock("\(scene.key.name).lock", in: directory, timeout: .seconds(1))
    // The one test with the system's clock: nothing else ends a wait for a lock.
    let (token, left) = try await onThread {
      let cache = try TokenCache(
        directory: scene.path, time: scene.clock.source, log: { scene.log.write([UInt8]("\($0)\n".utf8)) })
      let deadline = Deadline(after: .seconds(1), by: .system)
      var left = Duration.zero
      let token = try cache.token(for: scene.key, deadline: deadline) {
        left = deadline.remaining
        return Sample.token()
      }
      return (token, left)
    }.get()
    #expect(token == Sample.token())
    #expect(left > .zero && left <= .milliseconds(501))
    #expect(scene.log.text == "cache: no lock: another process has been asking for too long\n")
    lock.record(nil)
  }

  @Test("Many at once make one request")
  func many() async throws {
    let scene = try Scene()
    let tokens = await withTaskGroup(of: Result<AuthorizationToken, any Error>.self) { group in
      for number in 0..<8 {
        group.addTask { await onThread { try scene.token { Sample.token(password: "\(number)") } } }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let passwords = try tokens.map { try $0.get().password }
    #expect(passwords.count == 8)
    #expect(Set(passwords).count == 1)
    #expect(scene.requests.withLock { $0 } == 1)
  }
}
