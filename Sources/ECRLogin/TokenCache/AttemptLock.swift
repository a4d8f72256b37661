import AWSAuth
import Dispatch

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The right to ask for a key's token: one process has it, the others wait and learn what came of it.
///
/// An advisory lock (`flock`) on a file, so that it ends with its holder however that ends. The file's
/// content tells a waiter how the attempt that it waited for went: a success is in the cache, a failure
/// stands here with the attempt's number. A number that has gone up since the waiter came means that the
/// attempt ended while it waited; without that, the failure is an older one, and no reason not to try.
final class AttemptLock {
  private let file: Int32
  private let attempt: Int

  /// How the attempt failed that ended while we waited for the lock; `nil` if we did not wait, or it did not.
  let failureWaitedFor: AuthenticationFailure?

  /// Takes the lock.
  /// - Parameters:
  ///   - name: The lock's file.
  ///   - directory: Where the file is.
  ///   - patience: How long to wait for another process.
  /// - Throws: `CacheDirectory.Unusable`: there can be no lock, or its holder kept it for too long.
  init(_ name: String, in directory: CacheDirectory, patience: Duration) throws(CacheDirectory.Unusable) {
    let file = try directory.openLock(name)
    var failure: AuthenticationFailure?
    let before = Outcome(in: file)
    if flock(file, LOCK_EX | LOCK_NB) != 0 {
      do throws(CacheDirectory.Unusable) {
        guard errno == EWOULDBLOCK else { throw CacheDirectory.Unusable(reason: "this file system has no locks") }
        try Self.wait(for: file, patience)
      } catch {
        close(file)
        throw error
      }
      let after = Outcome(in: file)
      if after.attempt > before.attempt { failure = after.failure }
    }
    self.file = file
    attempt = Outcome(in: file).attempt
    failureWaitedFor = failure
  }

  deinit {
    // Closing the only descriptor of the file lets the lock go.
    close(file)
  }

  /// Tells those that wait how it went; a failure to do so only means that they try themselves.
  func record(_ failure: AuthenticationFailure?) {
    Outcome(attempt: attempt + 1, failure: failure).write(to: file)
  }

  /// Waits in a thread of its own, since `flock` has no timeout: nobody polls, and nobody waits for ever.
  private static func wait(for file: Int32, _ patience: Duration) throws(CacheDirectory.Unusable) {
    // A copy shares the lock; if we give up, the thread keeps its copy until the process ends, so that
    // closing ours cannot let it lock some other file that gets the same number.
    let copy = dup(file)
    guard copy >= 0 else { throw CacheDirectory.Unusable(reason: "too many open files") }
    let isLocked = DispatchSemaphore(value: 0)
    DispatchQueue.global(qos: .userInitiated).async {
      while flock(copy, LOCK_EX) != 0 && errno == EINTR {}
      isLocked.signal()
    }
    guard isLocked.wait(timeout: .now() + .milliseconds(patience.wholeMilliseconds)) == .success else {
      throw CacheDirectory.Unusable(reason: "another process has been asking for too long")
    }
    close(copy)
  }
}

/// What stands in a lock's file: how many attempts there were, and how the last one failed, if it did.
private struct Outcome {
  var attempt = 0
  var failure: AuthenticationFailure?

  private struct Stored: Codable {
    var attempt: Int
    var kind: String?
    var problem: String?
    var advice: String?
    var code: String?
  }

  init(attempt: Int, failure: AuthenticationFailure?) {
    self.attempt = attempt
    self.failure = failure
  }

  /// Reads the file; what cannot be read (it is empty, or being written just now) is no attempt.
  init(in file: Int32) {
    var buffer = [UInt8](repeating: 0, count: CacheDirectory.sizeLimit)
    let count = pread(file, &buffer, buffer.count, 0)
    guard count > 0, let stored = try? JSONDecoder().decode(Stored.self, from: Data(buffer[..<count])) else { return }
    attempt = stored.attempt
    if let kind = stored.kind.flatMap(AuthenticationFailure.Kind.init), let problem = stored.problem {
      failure = AuthenticationFailure(kind, problem, advice: stored.advice ?? "", code: stored.code)
    }
  }

  func write(to file: Int32) {
    let stored = Stored(
      attempt: attempt, kind: failure?.kind.rawValue, problem: failure?.problem, advice: failure?.advice,
      code: failure?.code)
    guard let json = try? [UInt8](JSONEncoder().encode(stored)), ftruncate(file, 0) == 0 else { return }
    _ = pwrite(file, json, json.count, 0)
  }
}
