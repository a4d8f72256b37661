import Dispatch
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

@testable import Basics

@Suite struct ThreadsTests {
  @Test("Each piece of work is done once, and all of them are waited for", arguments: [0, 1, 2, 100])
  func once(_ count: Int) {
    let done = Locked<[Int]>([])
    concurrentPerform(count) { index in
      usleep(100)
      done.withLock { $0.append(index) }
    }
    #expect(done.withLock { $0.sorted() } == Array(0..<count))
  }

  @Test("They are done at the same time, also where there are fewer processors")
  func together() {
    let arrived = Locked(0)
    concurrentPerform(20) { _ in
      arrived.withLock { $0 += 1 }
      // Ends for all of them only if all of them have begun.
      for _ in 0..<10_000 where arrived.withLock({ $0 }) < 20 { usleep(1000) }
    }
    #expect(arrived.withLock { $0 } == 20)
  }

  @Test("One piece of work needs no thread")
  func alone() {
    let here = UInt(bitPattern: pthread_self().hashValue)
    let there = Locked<UInt>(0)
    concurrentPerform(1) { _ in there.withLock { $0 = UInt(bitPattern: pthread_self().hashValue) } }
    #expect(there.withLock { $0 } == here)
  }

  @Test("A thread that nobody waits for does its work all the same")
  func detached() {
    let isDone = DispatchSemaphore(value: 0)
    #expect(startThread { isDone.signal() })
    #expect(isDone.wait(timeout: .now() + 10) == .success)
  }
}
