package import AWSAuth
import Basics

#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// Clocks that stand still but for what is slept, and chance that is not.
package final class FakeClock: Sendable {
  private struct State {
    var elapsed = Duration.zero
    var sleeps: [Duration] = []
  }

  /// When every test begins: 2020-11-23T08:00:00Z.
  ///
  /// It is long before the tests run, so that no file that they write is older than it should be.
  package static let start = Date(timeIntervalSince1970: 1_606_118_400)

  private let state = Locked(State())
  private let random: Double
  private let oversleep: Duration

  /// Creates a clock that says `start`.
  /// - Parameters:
  ///   - random: The number that chance gives, from 0 up to but not including 1.
  ///   - oversleep: How much longer a sleep takes than was asked.
  package init(random: Double = 0.5, oversleep: Duration = .zero) {
    self.random = random
    self.oversleep = oversleep
  }

  /// The time of day.
  package var now: Date { Self.start.addingTimeInterval(state.withLock(\.elapsed).inSeconds) }

  /// Every wait there was, in order.
  package var sleeps: [Duration] { state.withLock(\.sleeps) }

  /// Lets time go by, or, with a negative duration, sets the clock back.
  package func advance(by duration: Duration) {
    state.withLock { $0.elapsed += duration }
  }

  /// The clock as the code under test sees it.
  package var source: TimeSource {
    TimeSource(
      now: { self.now },
      // From an arbitrary start, which nothing may depend on.
      monotonic: { .seconds(7_000) + self.state.withLock(\.elapsed) },
      sleep: { duration in
        self.state.withLock {
          $0.sleeps.append(duration)
          $0.elapsed += duration + self.oversleep
        }
      },
      random: { self.random })
  }
}
