import AWSAuth
import Testing

/// What a call fails with, as the failure that it must be.
func failure(
  sourceLocation: SourceLocation = #_sourceLocation, of call: () throws -> Void
) throws -> AuthenticationFailure {
  try #require(throws: AuthenticationFailure.self, sourceLocation: sourceLocation, performing: call)
}
