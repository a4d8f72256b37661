import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension TimeSource {
  /// The system's clocks and random numbers.
  public static let system = TimeSource(
    now: { Date() },
    monotonic: { MonotonicTime.now() },
    sleep: { duration in
      let (seconds, attoseconds) = max(.zero, duration).components
      var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
      // A signal that is handled elsewhere cuts the sleep short; the rest of it follows.
      var left = timespec()
      while nanosleep(&rest, &left) != 0 && errno == EINTR { rest = left }
    },
    random: { Double.random(in: 0..<1) })
}
