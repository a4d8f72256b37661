import AWSAuth

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A time that stands still but for those who sleep in it.
final class FakeClock: Sendable {
  private struct State {
    var now: Date
    var elapsed = Duration.zero
    var sleeps: [Duration] = []
  }

  private let state: Guarded<State>

  /// Starts long before the tests run, so that no file that they write is older than it should be.
  init(_ now: Date = Sample.now) {
    state = Guarded(State(now: now))
  }

  /// How long was slept, in order.
  var sleeps: [Duration] { state.withLock { $0.sleeps } }

  func advance(_ seconds: Double) {
    state.withLock { state in
      state.now.addTimeInterval(seconds)
      state.elapsed += .seconds(seconds)
    }
  }

  var source: TimeSource {
    TimeSource(
      now: { self.state.withLock { $0.now } }, monotonic: { self.state.withLock { $0.elapsed } },
      sleep: { duration in
        self.state.withLock { $0.sleeps.append(duration) }
        let (seconds, attoseconds) = duration.components
        self.advance(Double(seconds) + Double(attoseconds) / 1e18)
      },
      random: { 0.5 })
  }
}
