import Basics

/// A connection that is being opened, in a thread of its own, before there is anything to send over it.
///
/// libcurl opens a connection only for a request, so a small one is made whose answer nobody reads: a GET without
/// a body, and without anything that says who we are. What is relied on is no more than HTTP itself: an answer of any
/// status leaves the connection open for the next request. STS answers a bare GET with 302 and no body, ECR with 404
/// and some 30 bytes. Where a server closes the connection instead, or never answers, the request that follows opens
/// its own.
final class Preconnection: Sendable {
  /// How long a request waits at the most for a connection that is not open yet.
  private static let longestWait = Duration.seconds(1)

  /// Where the connection leads.
  let origin: String
  private let time: TimeSource
  private let start: Duration
  private let isOver = Latch()
  private let opened = Locked<LibcurlHandle?>(nil)

  /// Begins.
  /// - Parameters:
  ///   - origin: Where the connection leads.
  ///   - time: Where time comes from.
  ///   - open: Opens it; `nil` where that failed. Whoever it is left behind by, it must not depend on.
  init(to origin: String, by time: TimeSource, open: @escaping @Sendable () -> LibcurlHandle?) {
    self.origin = origin
    self.time = time
    start = time.monotonic()
    let isStarted = startThread {
      let handle = open()
      self.opened.withLock { $0 = handle }
      self.isOver.open()
    }
    if !isStarted { isOver.open() }
  }

  /// The handle that has the connection, waited for; to be asked for once.
  ///
  /// A connection that needs more than twice as long as everything did that happened meanwhile is not worth waiting
  /// for: a new one is as fast. It is left to its thread, which ends by itself or with the process.
  /// - Parameter timeout: How long the request may take that wants it: at least half of that is left to it.
  /// - Returns: The handle, the caller's alone from now on; `nil` where there is no connection.
  func handle(timeout: Duration) -> LibcurlHandle? {
    let age = time.monotonic() - start
    let limit = min(max(age, .milliseconds(50)), Self.longestWait, timeout / 2)
    guard isOver.wait(atMost: limit) else { return nil }
    return opened.withLock { $0.take() }
  }
}
