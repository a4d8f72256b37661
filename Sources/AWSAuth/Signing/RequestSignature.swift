/// A signature with the stages that led to it, so that a wrong one can be traced to its stage.
package struct RequestSignature: Sendable {
  /// What client and service must agree on.
  package let canonicalRequest: CanonicalRequest

  /// What the signing key was applied to.
  package let stringToSign: StringToSign

  /// 64 lower-case hexadecimal digits.
  package let signature: String

  /// The value of the header `Authorization`.
  package let authorization: String

  /// The request with all headers, ready to be sent.
  package let request: HTTPRequest
}
