package import AWSAuth
package import Testing

/// What an error says, for comparison.
private struct Said: AWSAuthError.Cause {
  let kind: AWSAuthError.Kind
  let description: String
  let code: String?
}

extension AWSAuthError {
  /// An error that says a text: two errors are the same where they say the same.
  package static func saying(_ kind: Kind, _ text: String, code: String? = nil) -> AWSAuthError {
    AWSAuthError(Said(kind: kind, description: text, code: code))
  }

  /// What a call fails with, as the error of the library that it must be.
  package static func thrown(
    sourceLocation: SourceLocation = #_sourceLocation, by call: () throws -> Void
  ) throws -> AWSAuthError {
    try #require(throws: AWSAuthError.self, sourceLocation: sourceLocation, performing: call)
  }
}
