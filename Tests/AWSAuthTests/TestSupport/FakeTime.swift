import AWSAuth

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Clocks that stand still but for what is slept, and chance that is not.
final class FakeTime: Sendable {
  private struct State {
    var elapsed = Duration.zero
    var sleeps: [Duration] = []
  }

  /// When every test begins: 2026-11-23T08:00:00Z.
  static let start = Date(timeIntervalSince1970: 1_795_420_800)

  private let state = Guarded(State())
  private let random: Double
  /// How much longer a sleep takes than was asked.
  private let oversleep: Duration

  init(random: Double = 0.5, oversleep: Duration = .zero) {
    self.random = random
    self.oversleep = oversleep
  }

  var now: Date { Self.start.addingTimeInterval(state.withLock(\.elapsed).inSeconds) }

  /// Every wait there was, in order.
  var sleeps: [Duration] { state.withLock(\.sleeps) }

  func advance(by duration: Duration) {
    state.withLock { $0.elapsed += duration }
  }

  var source: TimeSource {
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
