#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// The outside world as far as time and chance are concerned; a value, so that tests bring their own.
public struct TimeSource: Sendable {
  /// The time of day, as signatures and expiries need it.
  public var now: @Sendable () -> Date

  /// A time that never jumps, from an arbitrary start; for timeouts.
  public var monotonic: @Sendable () -> Duration

  /// Waits.
  public var sleep: @Sendable (Duration) -> Void

  /// A number from 0 up to but not including 1, for jitter.
  public var random: @Sendable () -> Double

  /// Creates a source from its parts.
  public init(
    now: @escaping @Sendable () -> Date, monotonic: @escaping @Sendable () -> Duration,
    sleep: @escaping @Sendable (Duration) -> Void, random: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.monotonic = monotonic
    self.sleep = sleep
    self.random = random
  }
}

/// A moment after which nothing is waited for any more.
public struct Deadline: Sendable {
  private let time: TimeSource
  private let end: Duration

  /// How long there was at the start.
  public let allowance: Duration

  /// Starts the clock.
  /// - Parameters:
  ///   - allowance: How long there is from now on.
  ///   - time: Where time comes from; `.system` but in tests.
  public init(after allowance: Duration, by time: TimeSource) {
    self.init(after: allowance, from: time.monotonic(), by: time)
  }

  /// A clock that was started before.
  /// - Parameters:
  ///   - allowance: How long there was then.
  ///   - start: When that was, by the monotonic clock.
  ///   - time: Where time comes from; `.system` but in tests.
  package init(after allowance: Duration, from start: Duration, by time: TimeSource) {
    self.time = time
    self.allowance = allowance
    end = start + allowance
  }

  /// The seconds that there were at the start, as messages have them.
  package var allowanceText: String {
    let seconds = allowance.inSeconds
    return seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
  }

  /// How long there still is; never negative.
  public var remaining: Duration {
    max(.zero, end - time.monotonic())
  }
}

extension Duration {
  /// The duration in whole milliseconds, rounded up: a timeout that is not over is never 0.
  package var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    let perMillisecond: Int64 = 1_000_000_000_000_000
    let rest = attoseconds / perMillisecond + (attoseconds % perMillisecond > 0 ? 1 : 0)
    return Int(seconds) * 1000 + Int(rest)
  }

  /// The duration in seconds.
  package var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) / 1e18
  }
}
