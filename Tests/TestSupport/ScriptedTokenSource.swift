package import AWSAuth
import Basics
import Testing

/// A source that hands out tokens in turn, and remembers for whom.
package final class ScriptedTokenSource: IdentityTokenSource {
  private struct State {
    var answers: [Result<String, AWSAuthError>]
    var askedFor: [String] = []
  }

  /// What messages call it.
  package let name: String

  /// Whether it issues a new token whenever it is asked.
  package let canRenew: Bool

  private let state: Locked<State>

  /// Creates a source.
  /// - Parameters:
  ///   - name: What messages call it.
  ///   - canRenew: Whether it issues a new token whenever it is asked.
  ///   - answers: What it hands out, in order.
  package init(_ name: String, canRenew: Bool = false, _ answers: Result<String, AWSAuthError>...) {
    self.name = name
    self.canRenew = canRenew
    state = Locked(State(answers: answers))
  }

  /// For whom a token was asked, in order.
  package var askedFor: [String] { state.withLock(\.askedFor) }

  /// Hands out the next token; a question too many fails the test.
  package func token(for audience: String) throws -> IdentityToken {
    let answer = state.withLock { state in
      state.askedFor.append(audience)
      return state.answers.isEmpty ? nil : state.answers.removeFirst()
    }
    guard let answer else {
      Issue.record("\(name) was asked \(askedFor.count) times")
      throw AWSAuthError.saying(.notConfigured, "the test expected no question")
    }
    return try IdentityToken(try answer.get(), from: name)
  }
}
