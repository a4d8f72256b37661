import AWSAuth
/// A place where threads wait for each other, at the most ten seconds.
final class Arrivals: Sendable {
  private let arrived = Guarded(0)

  /// How many have come.
  var count: Int { arrived.withLock { $0 } }

  /// Waits until so many have come.
  func arriveAndWait(for number: Int) {
    arrived.withLock { $0 += 1 }
    waitUntil { count >= number }
  }
}
