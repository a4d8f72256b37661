/// What a signature is good for: one day, one region, one service.
package struct CredentialScope: Sendable, Hashable {
  /// The UTC day of `X-Amz-Date`, `yyyyMMdd`.
  package let date: String

  /// The region in whose name is signed; not always the one in the host name.
  package let region: String

  /// The service's signing name, such as `ecr` or `sts`.
  package let service: String

  /// Creates a scope from its parts.
  package init(date: String, region: String, service: String) {
    self.date = date
    self.region = region
    self.service = service
  }

  /// The parts in their order; the signing key is derived through each of them.
  package var components: [String] {
    [date, region, service, "aws4_request"]
  }

  /// `yyyyMMdd/region/service/aws4_request`.
  package var text: String {
    components.joined(separator: "/")
  }
}
