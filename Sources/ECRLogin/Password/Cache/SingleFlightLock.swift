import AWSAuth
import Basics

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
final class SingleFlightLock {
  private let file: Int32
  private let attempt: Int

  /// How the attempt failed that ended while we waited for the lock; `nil` if we did not wait, or it did not.
  let sharedFailure: Diagnostic?

  /// Takes the lock.
  /// - Parameters:
  ///   - name: The lock's file.
  ///   - directory: Where the file is.
  ///   - timeout: How long to wait for another process.
  /// - Throws: `CacheDirectory.Unusable`: there can be no lock, or its holder kept it for too long.
  init(_ name: String, in directory: CacheDirectory, timeout: Duration) throws(CacheDirectory.Unusable) {
    let file = try directory.openLock(name)
    var failure: Diagnostic?
    let before = Outcome(in: file)
    do throws(FileLock.Failure) {
      if try FileLock.take(file, timeout: timeout) {
        let after = Outcome(in: file)
        if after.attempt > before.attempt { failure = after.failure }
      }
    } catch {
      close(file)
      throw CacheDirectory.Unusable(reason: Self.reason(error))
    }
    self.file = file
    attempt = Outcome(in: file).attempt
    sharedFailure = failure
  }

  deinit {
    // Closing the only descriptor of the file lets the lock go.
    close(file)
  }

  /// Tells those that wait how it went; a failure to do so only means that they try themselves.
  func record(_ failure: Diagnostic?) {
    Outcome(attempt: attempt + 1, failure: failure).write(to: file)
  }

  private static func reason(_ failure: FileLock.Failure) -> String {
    switch failure {
    case .unsupported: "this file system has no locks"
    case .noResources: "too many open files or threads"
    case .heldTooLong: "another process has been asking for too long"
    }
  }
}

/// What stands in a lock's file: how many attempts there were, and how the last one failed, if it did.
private struct Outcome {
  var attempt = 0
  var failure: Diagnostic?

  init(attempt: Int, failure: Diagnostic?) {
    self.attempt = attempt
    self.failure = failure
  }

  /// Reads the file; what cannot be read (it is empty, or being written just now) is no attempt.
  init(in file: Int32) {
    var buffer = [UInt8](repeating: 0, count: CacheDirectory.sizeLimit)
    let count = pread(file, &buffer, buffer.count, 0)
    guard count > 0, let stored = try? JSONValue(parsing: Array(buffer[..<count])), let number = stored["attempt"]?.int
    else { return }
    attempt = number
    if let kind = stored["kind"]?.string.flatMap(Diagnostic.Kind.init),
      let problem = stored["problem"]?.string
    {
      failure = Diagnostic(
        kind, problem, advice: stored["advice"]?.string ?? "", code: stored["code"]?.string)
      failure?.command = stored["diagnosis"]?.string
      failure?.service = stored["service"]?.string
    }
  }

  func write(to file: Int32) {
    let stored = JSONValue(members: [
      "attempt": JSONValue(attempt), "kind": (failure?.kind.rawValue).map { .string($0) },
      "problem": (failure?.problem).map { .string($0) }, "advice": (failure?.advice).map { .string($0) },
      "diagnosis": (failure?.command).map { .string($0) }, "code": (failure?.code).map { .string($0) },
      "service": (failure?.service).map { .string($0) },
    ])
    let json = stored.text
    guard ftruncate(file, 0) == 0 else { return }
    _ = pwrite(file, json, json.count, 0)
  }
}
