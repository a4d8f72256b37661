import AWSAuth
import TestSupport

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import ECRLogin

/// Values that many tests need.
enum Sample {
  static let host = "123456789012.dkr.ecr.eu-central-1.amazonaws.com"
  static let role = "arn:aws:iam::123456789012:role/ci"

  static func token(
    expiresIn seconds: Double = 12 * 3600, password: String = ECRAnswer.password
  ) -> AuthorizationToken {
    AuthorizationToken(
      username: "AWS", password: Secret(password), expiresAt: FakeClock.start.addingTimeInterval(seconds),
      proxyEndpoint: "https://\(host)")
  }

  /// Keys that somebody has.
  static let keys = Credentials(accessKeyID: "AKIAEXAMPLE", secretAccessKey: Secret("hush-the-key"))

  /// The role, assumed with those keys.
  static func assumedRole() throws -> Identity { .assumedRole(try RoleARN(role), by: keys) }

  static func registry(_ host: String = host) -> ECRRegistry? { ECRRegistry(host: host) }
}
