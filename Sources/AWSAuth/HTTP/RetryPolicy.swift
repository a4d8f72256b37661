import Basics

#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// Whether, and after how long, a request is sent again.
///
/// The rule is that of the AWS SDKs' standard mode in its newer form (facts in botocore's
/// `retries/standard.py` and smithy-rs): exponential with full jitter, slower when the service said that
/// it is asked too much. In that case it is also more patient than they are: when thousands of builds start
/// together, all of them get through within the time that there is. The numbers are those that did best in a
/// simulation of that (docs/reliability.md, "Fleets").
package struct RetryPolicy: Sendable, Hashable {
  /// How often a request is sent at the most, the first time included.
  package var attempts: Int

  /// The same where the service said that it is asked too much.
  package var throttledAttempts: Int

  /// What the first wait is a random part of, in seconds; it doubles with every attempt.
  package var base: Double

  /// The same where the service said that it is asked too much.
  package var throttledBase: Double

  /// What no wait exceeds, in seconds.
  package var ceiling: Double

  /// How long the first wait for new credentials to be known is at the most, in seconds; it doubles, too.
  private static let propagation = 1.0

  /// Creates a policy.
  package init(attempts: Int, throttledAttempts: Int, base: Double, throttledBase: Double, ceiling: Double) {
    self.attempts = attempts
    self.throttledAttempts = throttledAttempts
    self.base = base
    self.throttledBase = throttledBase
    self.ceiling = ceiling
  }

  /// For the services of AWS.
  package static let aws = RetryPolicy(attempts: 3, throttledAttempts: 10, base: 0.05, throttledBase: 2, ceiling: 10)

  /// For the build's token service: as many attempts as Bitrise's own step makes, 1, 2, 4 and 8 seconds apart,
  /// but with jitter, and so half as far apart on average.
  package static let buildAPI = RetryPolicy(attempts: 5, throttledAttempts: 5, base: 1, throttledBase: 1, ceiling: 8)

  /// Why a request is sent again.
  package enum Reason: Sendable, Hashable {
    /// No answer came.
    case noAnswer
    /// The service had an error of its own.
    case serverError
    /// The service is asked too much.
    case throttled
    /// The service has not heard yet of credentials that were issued a moment ago.
    case notKnownYet
    /// The service did not reach what it needs for an answer, which takes a moment, but no more.
    case dependency
  }

  /// Whether there may be another attempt.
  /// - Parameters:
  ///   - attempt: How many attempts there have been, from 1.
  ///   - reason: Why there is to be another.
  /// - Returns: Whether there may.
  package func allowsAnother(after attempt: Int, _ reason: Reason) -> Bool {
    attempt < (reason == .throttled ? throttledAttempts : attempts)
  }

  /// How long to wait before the next attempt, by our own rule.
  /// - Parameters:
  ///   - attempt: How many attempts there have been, from 1.
  ///   - reason: Why there is to be another.
  ///   - random: From 0 up to 1.
  /// - Returns: A random part of a span that doubles with every attempt; at least half of it, where what is waited
  ///   for takes its time however few ask.
  package func delay(after attempt: Int, _ reason: Reason, random: Double) -> Duration {
    var span =
      switch reason {
      case .throttled, .dependency: throttledBase
      case .notKnownYet: Self.propagation
      case .noAnswer, .serverError: base
      }
    for _ in 1..<max(1, attempt) { span = min(span * 2, ceiling) }
    return .seconds(min(span, ceiling) * (reason == .notKnownYet ? (1 + random) / 2 : random))
  }
}

extension HTTPResponse {
  /// By how much AWS's own field may lengthen a wait: that is how the AWS SDKs read it.
  private static let amazonLimit = Duration.seconds(5)

  /// How long to wait before the next attempt, when the server has been heard about it.
  ///
  /// What it asks for comes before our own wait, not in its place: a server that says the same to all would have all
  /// of them back at the same moment. AWS's `x-amz-retry-after`, in milliseconds, lengthens the wait a little.
  /// `Retry-After`, in seconds or as a date (RFC 9110, 10.2.3), is taken at its word: whoever has less time than that
  /// need not ask again. Nonsense is ignored.
  /// - Parameters:
  ///   - own: The wait by our own rule, which is never shortened.
  ///   - now: The time of day, where the answer does not say what the server's is.
  /// - Returns: The wait.
  package func wait(before own: Duration, now: Date) -> Duration {
    if let text = fields["x-amz-retry-after"], let milliseconds = UInt32(text) {
      return min(.milliseconds(Int(milliseconds)), Self.amazonLimit) + own
    }
    guard let text = fields["Retry-After"] else { return own }
    if text.isASCIIDigits {
      return .seconds(Int(UInt32(text) ?? .max)) + own
    }
    guard let date = InternetTime.date(http: text) else { return own }
    let server = fields["Date"].flatMap(InternetTime.date(http:)) ?? now
    return max(.zero, .seconds(date.timeIntervalSince(server))) + own
  }
}
