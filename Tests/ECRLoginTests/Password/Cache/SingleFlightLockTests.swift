import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite(.serialized) struct SingleFlightLockTests {
  let temporary: TemporaryDirectory
  let path: String
  let directory: CacheDirectory

  init() throws {
    temporary = try TemporaryDirectory()
    path = temporary("cache")
    directory = try CacheDirectory(path: path)
  }

  static let failure: Diagnostic = {
    var failure = Diagnostic(.refused, "no\n\"way\"", advice: "Stop.", code: "AccessDenied")
    failure.service = "ecr-public"
    return failure
  }()

  private func take(timeout: Duration = .seconds(600)) throws -> SingleFlightLock {
    try SingleFlightLock("k.lock", in: directory, timeout: timeout)
  }

  /// What somebody learns who waits for the lock while `work` is done with it.
  private func learned(while work: (SingleFlightLock) -> Void) async throws -> Diagnostic? {
    var lock: SingleFlightLock? = try take()
    let path = path
    let waiter = BackgroundWork {
      try SingleFlightLock("k.lock", in: try CacheDirectory(path: path), timeout: .seconds(600)).sharedFailure
    }
    try await onThread { try waitForWaiter(on: "\(path)/k.lock") }.get()
    if let held = lock { work(held) }
    lock = nil
    return try await waiter.value().get()
  }

  @Test("A lock that nobody has is there at once, and so again when its holder is gone")
  func free() throws {
    for _ in 0..<3 { #expect(try take().sharedFailure == nil) }
    #expect(try TemporaryDirectory.mode(of: "\(path)/k.lock") == 0o600)
  }

  @Test("A failure is no news to those who come later")
  func older() throws {
    try take().record(Self.failure)
    #expect(try take().sharedFailure == nil)
  }

  @Test("Who waits learns how the attempt failed", arguments: Diagnostic.Kind.allCases)
  func failed(_ kind: Diagnostic.Kind) async throws {
    var failure = Self.failure
    failure.kind = kind
    #expect(try await learned { $0.record(failure) } == failure)
  }

  @Test("A failure without advice and code is learnt as it is")
  func bare() async throws {
    let bare = Diagnostic(.timedOut, "late")
    #expect(try await learned { $0.record(bare) } == bare)
  }

  @Test("Who waits learns nothing of an attempt that succeeded, whatever was before")
  func succeeded() async throws {
    try take().record(Self.failure)
    #expect(try await learned { $0.record(nil) } == nil)
  }

  @Test("Who waits learns nothing of an attempt that ended without a word, whatever was before")
  func vanished() async throws {
    try take().record(Self.failure)
    #expect(try await learned { _ in } == nil)
  }

  @Test("Each attempt has its number, so that the second failure is news too")
  func numbered() async throws {
    try take().record(Self.failure)
    let second = Diagnostic(.unavailable, "second")
    #expect(try await learned { $0.record(second) } == second)
  }

  @Test("A file with anything else in it is no attempt", arguments: ["", "{", "nonsense", #"{"attempt":"1"}"#, "[]"])
  func garbage(_ content: String) async throws {
    try TemporaryDirectory.write(content, to: "\(path)/k.lock")
    #expect(try take().sharedFailure == nil)
    #expect(try await learned { $0.record(Self.failure) } == Self.failure)
  }

  @Test("A kind of failure that only a newer program knows is no failure")
  func newer() async throws {
    let path = path
    let learned = try await learned { _ in
      try? TemporaryDirectory.write(#"{"attempt":7,"kind":"bewitched","problem":"p"}"#, to: "\(path)/k.lock")
    }
    #expect(learned == nil)
  }

  @Test("A shorter outcome leaves nothing of a longer one")
  func shorter() async throws {
    try take().record(Diagnostic(.refused, String(repeating: "long ", count: 1000)))
    #expect(try await learned { $0.record(Self.failure) } == Self.failure)
  }

  @Test("Patience ends")
  func lockTimeout() async throws {
    let lock = try take()
    let path = path
    let waiter = await onThread {
      _ = try SingleFlightLock("k.lock", in: try CacheDirectory(path: path), timeout: .milliseconds(20))
    }
    #expect(throws: CacheDirectory.Unusable(reason: "another process has been asking for too long")) {
      try waiter.get()
    }
    lock.record(nil)
  }

  @Test("A lock that cannot be made says why")
  func unusable() throws {
    try TemporaryDirectory.makeDirectory("\(path)/k.lock")
    #expect(throws: CacheDirectory.Unusable(reason: "cannot open the lock: Is a directory")) { try take() }
  }
}
