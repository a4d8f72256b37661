/// The headers that are sent but never signed.
///
/// Every other header is signed: AWS asks for host and x-amz-*, and wants as many as possible. The list is
/// that of botocore's signer, and `authorization`, which cannot cover itself.
enum UnsignedHeaders {
  static func contains(_ lowerCaseName: String) -> Bool {
    names.contains(lowerCaseName)
  }

  private static let names: Set<String> = [
    // Holds the signature.
    "authorization",
    // About one connection, not about the request (RFC 9110, 7.6.1): a proxy drops or replaces them.
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
    "transfer-encoding", "upgrade",
    // Answered, and taken away, by the next hop or by the HTTP library itself.
    "expect",
    // HTTP libraries and proxies add to it.
    "user-agent",
    // Load balancers and tracing set it on the way.
    "x-amzn-trace-id",
  ]
}
