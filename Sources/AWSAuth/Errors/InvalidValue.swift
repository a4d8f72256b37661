import Basics

/// A text that is no value of the type that it was to be.
package enum InvalidValue: AWSAuthError.Cause, Hashable {
  /// Not the name of an AWS region.
  case region(String)
  /// Not the ARN of a role; the reason goes on after the ARN.
  case roleARN(String, reason: String)
  /// Not a session name that STS takes.
  case sessionName(String)
  /// Not a session duration that STS takes.
  case sessionDuration(String)
  /// Not the URL of an endpoint; the problem quotes it only where it cannot have a password in it.
  case endpoint(problem: String)
  /// The URL of an endpoint to which secrets would be sent in the clear.
  case plainHTTP(problem: String)

  /// All of them are settings.
  package var kind: AWSAuthError.Kind { .invalidConfiguration }

  /// What is wrong with the text.
  package var description: String {
    switch self {
    case .region(let name): "\"\(name.printable(limit: 64))\" is not the name of an AWS region"
    case .roleARN(let text, let reason): "the role ARN \"\(text.printable(limit: 200))\" \(reason)"
    case .sessionName(let name): "the session name \"\(name.printable(limit: 100))\" is not one that STS takes"
    case .sessionDuration(let text):
      "the session duration \"\(text.printable(limit: 40))\" is not one that STS takes"
    case .endpoint(let problem), .plainHTTP(let problem): problem
    }
  }
}
