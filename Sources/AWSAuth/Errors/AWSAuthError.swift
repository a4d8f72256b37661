/// Why credentials or a token could not be had.
///
/// The description is one sentence, without a secret, and made printable where it quotes a server. What to do about it
/// is for the program to say: it knows where its settings are from.
public struct AWSAuthError: Error, Sendable, CustomStringConvertible {
  /// What sort of error it is; decides what is tried next.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// There is nothing to work with: no role, no token, no key, no region.
    case notConfigured
    /// A value is there but cannot be used.
    case invalidConfiguration
    /// The time for everything was used up.
    case timedOut
    /// A server could not be reached, or could not answer now: later it may.
    case unavailable
    /// A service understood and said no: it will say so again.
    case refused
    /// A server answered with something that is not an answer.
    case malformedAnswer
  }

  /// What happened, as values that a program can make its own text of.
  package let cause: any Cause

  /// Creates an error.
  package init(_ cause: any Cause) {
    self.cause = cause
  }

  /// What sort of error it is.
  public var kind: Kind { cause.kind }

  /// The service's own code for it (`AccessDenied`), where a service said one.
  public var code: String? { cause.code }

  /// What failed, with the values concerned; one sentence without a final period.
  public var description: String { cause.description }
}

extension AWSAuthError: Hashable {
  /// Two errors are the same where they say the same.
  public static func == (one: AWSAuthError, other: AWSAuthError) -> Bool {
    one.kind == other.kind && one.code == other.code && one.description == other.description
  }

  /// Hashes what the error says.
  public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

extension AWSAuthError {
  /// What happened; each room has its own.
  package protocol Cause: Sendable, CustomStringConvertible {
    /// What sort of error it is.
    var kind: Kind { get }
    /// The service's own code for it, where a service said one.
    var code: String? { get }
  }
}

extension AWSAuthError.Cause {
  /// None: most errors are nobody's answer.
  package var code: String? { nil }
}
