/// Why credentials or a token could not be had: what went wrong, and what to do about it.
///
/// One type for every layer, since whoever meets it is always the same: a person with a red build. The
/// texts never contain a secret, and what they quote of a server's answer is made printable first.
public struct AuthenticationFailure: Error, Sendable, Hashable {
  /// What sort of failure it is; decides what is tried next.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// There is nothing to work with: no role, no token, no key, no region.
    case notConfigured
    /// A setting is there but cannot be used.
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

  /// What sort of failure it is.
  public var kind: Kind

  /// What failed, with the values concerned; one sentence without a final period.
  public var problem: String

  /// What to do next: sentences with their periods, or nothing where nobody can know.
  public var advice: String

  /// The command that shows what is wrong, ready to be copied; `nil` where there is none.
  package var diagnosis: String?

  /// The service's own code for it (`AccessDenied`), where a service said one.
  public var code: String?

  /// The service that refused, by the name that signatures carry (`ecr-public`), where one is known to have.
  package var service: String?

  /// Creates a failure.
  public init(_ kind: Kind, _ problem: String, advice: String = "", code: String? = nil) {
    self.kind = kind
    self.problem = problem
    self.advice = advice
    self.code = code
  }

  /// Whether the same request may well succeed later, with nothing changed.
  public var isTransient: Bool {
    switch kind {
    case .timedOut, .unavailable: true
    case .notConfigured, .invalidConfiguration, .refused, .malformedAnswer: false
    }
  }
}

extension AuthenticationFailure: CustomStringConvertible {
  /// Problem, advice and command as one line; the command comes last, so that it can be copied.
  public var description: String {
    let text = advice.isEmpty ? problem : "\(problem). \(advice)"
    return diagnosis.map { "\(text) See what is wrong with it: \($0)" } ?? text
  }
}
