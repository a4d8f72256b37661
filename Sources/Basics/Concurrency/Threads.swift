#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Does a piece of work several times at once, each in a thread of its own, and waits for all of them.
///
/// For work that waits for the network: a pool with a thread for each processor would do it one by one.
/// - Parameters:
///   - count: How many times.
///   - work: The work, by its number from 0.
package func concurrentPerform(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
  guard count > 1 else {
    if count == 1 { work(0) }
    return
  }
  var threads: [pthread_t] = []
  for index in 0..<count {
    if let thread = makeThread({ work(index) }) {
      threads.append(thread)
    } else {
      work(index)
    }
  }
  for thread in threads { pthread_join(thread, nil) }
}

/// Does a piece of work in a thread of its own, which nobody waits for.
/// - Returns: Whether there was a thread to be had.
package func startThread(_ work: @escaping @Sendable () -> Void) -> Bool {
  guard let thread = makeThread(work) else { return false }
  pthread_detach(thread)
  return true
}

private func makeThread(_ work: @escaping @Sendable () -> Void) -> pthread_t? {
  let job = Unmanaged.passRetained(Job(work))
  #if canImport(Darwin)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  guard pthread_create(&thread, nil, { run($0) }, job.toOpaque()) == 0 else {
    job.release()
    return nil
  }
  return thread
}

private final class Job: Sendable {
  let work: @Sendable () -> Void

  init(_ work: @escaping @Sendable () -> Void) {
    self.work = work
  }
}

private func run(_ job: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let job { Unmanaged<Job>.fromOpaque(job).takeRetainedValue().work() }
  return nil
}
