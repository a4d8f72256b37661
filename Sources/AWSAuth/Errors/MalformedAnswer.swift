/// An answer that is none that the service gives: something else may be answering.
package struct MalformedAnswer: AWSAuthError.Cause {
  /// A service whose answers are read here.
  package enum Service: Sendable, Hashable {
    /// AWS's Security Token Service in a region.
    case sts(region: String)
    /// Bitrise's build API, which issues identity tokens.
    case buildAPI

    /// What messages call it.
    package var name: String {
      switch self {
      case .sts(let region): "AWS STS (\(region))"
      case .buildAPI: "the Bitrise build API"
      }
    }
  }

  /// Whose answer it was to be.
  package let service: Service
  /// Host and port that answered.
  let host: String
  /// The status of the answer.
  let status: Int
  /// What is wrong with it, as it goes on after the status.
  let reason: String

  /// It has a kind of its own.
  package var kind: AWSAuthError.Kind { .malformedAnswer }

  /// Who answered what.
  package var description: String { "\(service.name) at \(host) answered \(status) \(reason)" }
}
