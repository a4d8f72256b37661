import AWSAuth

/// What an authorization token depends on: two builds, roles or regions never share an entry.
struct CacheKey: Hashable, Sendable {
  /// The entry's file name without ending: letters and digits only.
  let name: String

  /// - Parameters:
  ///   - partition: The registry's partition.
  ///   - endpoint: The ECR API that issues the token, which says the region as well.
  ///   - identity: The role's ARN, or the access key's id.
  ///   - audience: Whom the identity token is for; empty with keys.
  ///   - build: What tells this build from others; empty with keys outside a build.
  init(partition: Partition, endpoint: Endpoint, identity: String, audience: String, build: String) {
    let parts = [partition.id, endpoint.description, identity, audience, build]
    // With its length before each part, no two lists of parts make the same text.
    let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
    name = Hexadecimal.encode(SHA256.hash(text.utf8))
  }
}
