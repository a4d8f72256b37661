package import AWSAuth
package import Testing

/// What a call fails with, as the failure that it must be.
package func failure(
  sourceLocation: SourceLocation = #_sourceLocation, of call: () throws -> Void
) throws -> AuthenticationFailure {
  try #require(throws: AuthenticationFailure.self, sourceLocation: sourceLocation, performing: call)
}
