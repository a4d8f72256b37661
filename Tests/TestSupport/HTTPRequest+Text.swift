package import AWSAuth

extension HTTPRequest {
  /// The body as text.
  package var text: String { String(decoding: body, as: UTF8.self) }

  /// The URL as text.
  package var address: String { url.absoluteString }
}
