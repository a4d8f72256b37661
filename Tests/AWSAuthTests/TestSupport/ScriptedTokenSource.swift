import AWSAuth
import Testing

/// A source that hands out tokens in turn, and remembers for whom.
final class ScriptedTokenSource: IdentityTokenSource {
  let name: String
  let canRenew: Bool
  private var answers: [Result<String, AuthenticationFailure>]
  private(set) var askedFor: [String] = []

  init(_ name: String, canRenew: Bool = false, _ answers: Result<String, AuthenticationFailure>...) {
    self.name = name
    self.canRenew = canRenew
    self.answers = answers
  }

  func token(for audience: String) throws -> IdentityToken {
    askedFor.append(audience)
    guard !answers.isEmpty else {
      Issue.record("\(name) was asked \(askedFor.count) times")
      throw AuthenticationFailure(.notConfigured, "the test expected no question")
    }
    return try IdentityToken(try answers.removeFirst().get(), from: name)
  }
}
