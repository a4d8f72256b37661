import AWSAuth
import Basics

/// What an authorization token depends on: two builds, roles or regions never share an entry.
struct CacheKey: Hashable, Sendable {
  /// The entry's file name without ending: letters and digits only.
  let name: String

  /// - Parameters:
  ///   - region: The region of the API that issues the token, with its partition.
  ///   - endpoint: The API itself: a custom one may serve several regions, or none of AWS's.
  ///   - identity: The role's ARN, or the access key's id.
  ///   - audience: Whom the identity token is for; empty with keys.
  ///   - build: What tells this build from others; empty with keys outside a build.
  init(region: Region, endpoint: Endpoint, identity: String, audience: String, build: String) {
    let parts = [region.partition.id, region.name, endpoint.description, identity, audience, build]
    // With its length before each part, no two lists of parts make the same text.
    let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
    name = Hexadecimal.encode(SHA256.hash(Array(text.utf8)))
  }

  /// Whether a file's name is that of some key's file: 64 hexadecimal digits and an ending of ours.
  static func names(_ file: String) -> Bool {
    let digits = file.prefix(before: ".")
    return digits.utf8.count == 64 && digits.allSatisfy { $0.isASCII && $0.isHexDigit }
      && [".json", ".lock", ".tmp"].contains { file.ends(with: $0) }
  }
}
