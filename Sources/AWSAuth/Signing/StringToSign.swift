/// What is signed: the moment, the scope, and the hash of the canonical request.
package struct StringToSign: Sendable, Hashable {
  /// The name of the only algorithm used here, the first word of `Authorization` too.
  package static let algorithm = "AWS4-HMAC-SHA256"

  /// The four lines, joined with line feeds.
  package let text: String

  /// Puts the lines together.
  package init(_ canonicalRequest: CanonicalRequest, at timestamp: SigningTimestamp, scope: CredentialScope) {
    text = [Self.algorithm, timestamp.dateTime, scope.text, canonicalRequest.hash].joined(separator: "\n")
  }
}
