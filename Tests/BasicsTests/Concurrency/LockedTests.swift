import Testing

@testable import Basics

@Suite struct LockedTests {
  private final class Counted {
    let count: Locked<Int>

    init(_ count: Locked<Int>) { self.count = count }

    deinit { count.withLock { $0 -= 1 } }
  }

  @Test("What many threads do at once is all done")
  func threads() {
    let number = Locked(0)
    concurrentPerform(8) { _ in
      for _ in 0..<1000 { number.withLock { $0 += 1 } }
    }
    #expect(number.withLock { $0 } == 8000)
  }

  @Test("While somebody has the value, nobody else gets it, and nobody who does not want to wait does")
  func unavailable() {
    let value = Locked("a")
    value.withLock { _ in
      // In a thread of its own: the mutex may know its owner.
      concurrentPerform(2) { _ in #expect(value.withLockIfAvailable { $0 } == nil) }
    }
    #expect(value.withLockIfAvailable { $0 } == "a")
  }

  @Test("An error passes through, and the value can be had again")
  func errors() {
    struct Failure: Error {}
    let value = Locked(1)
    #expect(throws: Failure.self) { try value.withLock { (_) throws(Failure) in throw Failure() } }
    #expect(value.withLockIfAvailable { $0 } == 1)
  }

  @Test("The value goes with it")
  func release() {
    let count = Locked(1)
    do {
      let value = Locked<Counted?>(Counted(count))
      #expect(value.withLock { $0 != nil })
    }
    #expect(count.withLock { $0 } == 0)
  }
}
