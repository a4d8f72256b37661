import Testing

@testable import Basics

@Suite struct GuardedTests {
  private final class Counted {
    let count: Guarded<Int>

    init(_ count: Guarded<Int>) { self.count = count }

    deinit { count.withLock { $0 -= 1 } }
  }

  @Test("What many threads do at once is all done")
  func threads() {
    let number = Guarded(0)
    inThreads(8) { _ in
      for _ in 0..<1000 { number.withLock { $0 += 1 } }
    }
    #expect(number.withLock { $0 } == 8000)
  }

  @Test("While somebody has the value, nobody else gets it, and nobody who does not want to wait does")
  func unavailable() {
    let value = Guarded("a")
    value.withLock { _ in
      // In a thread of its own: the mutex may know its owner.
      inThreads(2) { _ in #expect(value.withLockIfAvailable { $0 } == nil) }
    }
    #expect(value.withLockIfAvailable { $0 } == "a")
  }

  @Test("An error passes through, and the value can be had again")
  func errors() {
    struct Failure: Error {}
    let value = Guarded(1)
    #expect(throws: Failure.self) { try value.withLock { (_) throws(Failure) in throw Failure() } }
    #expect(value.withLockIfAvailable { $0 } == 1)
  }

  @Test("The value goes with it")
  func release() {
    let count = Guarded(1)
    do {
      let value = Guarded<Counted?>(Counted(count))
      #expect(value.withLock { $0 != nil })
    }
    #expect(count.withLock { $0 } == 0)
  }
}
