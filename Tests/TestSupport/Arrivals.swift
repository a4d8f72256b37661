import AWSAuth
import Basics

/// A place where threads wait for each other, at the most ten seconds.
package final class Arrivals: Sendable {
  private let arrived = Locked(0)

  /// Creates an empty place.
  package init() {}

  /// How many have come.
  package var count: Int { arrived.withLock { $0 } }

  /// Waits until so many have come.
  package func arriveAndWait(for number: Int) {
    arrived.withLock { $0 += 1 }
    waitUntil { count >= number }
  }
}
