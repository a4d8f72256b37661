import AWSAuth
import Basics
import Dispatch
import Testing

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

/// Runs what may block in a thread of its own: Swift has only a few for all tests.
package func onThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async -> Result<T, any Error> {
  await withCheckedContinuation { continuation in
    DispatchQueue(label: "test").async { continuation.resume(returning: Result(catching: work)) }
  }
}

/// Work in a thread of its own that has begun: a task would wait for its turn among those of all tests.
package struct BackgroundWork<T: Sendable>: Sendable {
  private final class State: Sendable {
    let result = Locked<Result<T, any Error>?>(nil)
    let isDone = DispatchSemaphore(value: 0)
  }

  private let state = State()

  /// Begins the work.
  package init(_ work: @escaping @Sendable () throws -> T) {
    DispatchQueue(label: "test").async { [state] in
      let result = Result(catching: work)
      state.result.withLock { $0 = result }
      state.isDone.signal()
    }
  }

  /// What came of it; to be asked for once.
  package func value() async throws -> Result<T, any Error> {
    try await onThread { [state] in
      state.isDone.wait()
      return try #require(state.result.withLock { $0 })
    }.get()
  }
}

/// Returns when something has come true, or ten seconds later.
package func waitUntil(_ isTrue: () -> Bool) {
  for _ in 0..<10_000 {
    if isTrue() { return }
    usleep(1000)
  }
}

/// Returns when somebody waits for the lock on a file.
///
/// Linux says who waits for which lock; elsewhere a while has to do.
package func waitForWaiter(on path: String) throws {
  #if os(Linux)
    let inode = try TemporaryDirectory.status(of: path).st_ino
    var needsFetch = false
    waitUntil {
      let locks = (try? Data(contentsOf: URL(filePath: "/proc/locks"))) ?? Data()
      needsFetch = String(decoding: locks, as: UTF8.self).split(separator: "\n").contains {
        $0.contains("-> FLOCK") && $0.contains(":\(inode) ")
      }
      return needsFetch
    }
    #expect(needsFetch, "nobody waits for \(path)")
  #else
    usleep(300_000)
  #endif
}
