#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Something that one thread brings about once, and that others may wait for.
///
/// By the system's own condition variable: the library Dispatch, which has semaphores, reads several files at each
/// start of a program that links it.
package final class Latch: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private var isGiven = false

  /// Creates a signal that was not given yet.
  package init() {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
    condition = .allocate(capacity: 1)
    condition.initialize(to: pthread_cond_t())
    #if canImport(Darwin)
      pthread_cond_init(condition, nil)
    #else
      // By the clock that nobody sets: a corrected time must not end the wait, or prolong it.
      var attributes = pthread_condattr_t()
      pthread_condattr_init(&attributes)
      pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
      pthread_cond_init(condition, &attributes)
      pthread_condattr_destroy(&attributes)
    #endif
  }

  deinit {
    pthread_cond_destroy(condition)
    condition.deallocate()
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Lets everybody go on who waits, and who will.
  package func open() {
    pthread_mutex_lock(mutex)
    isGiven = true
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Waits for it.
  /// - Parameter limit: How long at the most.
  /// - Returns: Whether it was given.
  package func wait(atMost limit: Duration) -> Bool {
    let end = MonotonicTime.now() + limit
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while !isGiven {
      let remaining = end - MonotonicTime.now()
      guard remaining > .zero else { return false }
      waitOnce(remaining)
    }
    return true
  }

  private func waitOnce(_ limit: Duration) {
    let (seconds, attoseconds) = limit.components
    var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    #if canImport(Darwin)
      pthread_cond_timedwait_relative_np(condition, mutex, &time)
    #else
      var now = timespec()
      clock_gettime(CLOCK_MONOTONIC, &now)
      time.tv_sec += now.tv_sec
      time.tv_nsec += now.tv_nsec
      if time.tv_nsec >= 1_000_000_000 {
        time.tv_sec += 1
        time.tv_nsec -= 1_000_000_000
      }
      pthread_cond_timedwait(condition, mutex, &time)
    #endif
  }
}
