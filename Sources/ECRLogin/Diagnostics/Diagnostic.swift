import AWSAuth

/// What a person with a red build reads: what went wrong, and what to do about it.
///
/// The texts never contain a secret, and what they quote of a server's answer is made printable first.
struct Diagnostic: Error, Sendable, Hashable {
  /// What sort of failure it is; decides what is tried next.
  typealias Kind = AWSAuthError.Kind

  /// What sort of failure it is.
  var kind: Kind

  /// What failed, with the values concerned; one sentence without a final period.
  var problem: String

  /// What to do next: sentences with their periods, or nothing where nobody can know.
  var advice: String

  /// The command that shows what is wrong, ready to be copied; `nil` where there is none.
  var command: String?

  /// The service's own code for it (`AccessDenied`), where a service said one.
  var code: String?

  /// The service that refused, by the name that signatures carry (`ecr-public`), where one is known to have.
  var service: String?

  init(_ kind: Kind, _ problem: String, advice: String = "", code: String? = nil) {
    self.kind = kind
    self.problem = problem
    self.advice = advice
    self.code = code
  }

  /// Whether the same request may well succeed later, with nothing changed.
  var isTransient: Bool {
    switch kind {
    case .timedOut, .unavailable: true
    case .notConfigured, .invalidConfiguration, .refused, .malformedAnswer: false
    }
  }
}

extension Diagnostic: CustomStringConvertible {
  /// Problem, advice and command as one line; the command comes last, so that it can be copied.
  var description: String {
    let text = advice.isEmpty ? problem : "\(problem). \(advice)"
    return command.map { "\(text) See what is wrong with it: \($0)" } ?? text
  }
}
