import Testing

@testable import ECRLogin

/// What a call fails with, as the diagnostic that a person reads.
func failure(
  sourceLocation: SourceLocation = #_sourceLocation, of call: () throws -> Void
) throws -> Diagnostic {
  try #require(throws: Diagnostic.self, sourceLocation: sourceLocation) { try diagnosing(call) }
}
