import Basics

/// A request in the one form in which client and service both write it down before they sign it.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
package struct CanonicalRequest: Sendable, Hashable {
  /// The method, as it is sent.
  package let method: String

  /// The canonical URI.
  package let path: CanonicalPath

  /// The canonical query string.
  package let query: CanonicalQuery

  /// The signed headers with their values.
  package let headers: CanonicalHeaders

  /// The body's SHA-256 in hexadecimal, or what `X-Amz-Content-Sha256` says in its place.
  package let payloadHash: String

  /// Takes down a request that carries all the headers to be signed, but for `Host`.
  package init(_ request: HTTPRequest, path option: SigningOptions.Path = .normalized) {
    method = request.method
    path = CanonicalPath(request.url.path, option)
    query = CanonicalQuery(request.url.query)
    headers = CanonicalHeaders(request.fields, host: CanonicalHost.text(request.url))
    payloadHash = request.fields[Self.payloadHashField] ?? Self.hash(of: request.body)
  }

  /// The lines, joined with line feeds.
  package var text: String {
    // The block of headers ends with a line feed of its own, so an empty line follows it.
    [method, path.text, query.text, headers.text, headers.names, payloadHash].joined(separator: "\n")
  }

  /// The SHA-256 of the text, in hexadecimal: what the string to sign has of the request.
  package var hash: String {
    Hexadecimal.encode(SHA256.hash(Array(text.utf8)))
  }

  /// The SHA-256 of a body, in hexadecimal.
  package static func hash(of body: [UInt8]) -> String {
    Hexadecimal.encode(SHA256.hash(body))
  }

  /// The header that repeats the hash of the body.
  package static let payloadHashField = "X-Amz-Content-Sha256"
}
