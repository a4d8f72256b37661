import AWSAuth

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Makes JWTs that nobody signed.
enum TestToken {
  static let issuer = "https://token.builds.bitrise.io"
  static let subject = "app:0a1b2c3d:workflow:deploy"

  /// A second before and after which nothing is rounded: ten minutes after the start of every test.
  static let expiration = Int(FakeTime.start.timeIntervalSince1970) + 600

  /// The token of a Bitrise build; the `id` tells one token from another.
  static func jwt(
    audience: String = "sts.amazonaws.com", expiration: Int = expiration, id: String = "first"
  ) -> String {
    jwt(
      claims: """
        {"iss":"\(issuer)","sub":"\(subject)","aud":"\(audience)","exp":\(expiration),"jti":"\(id)"}
        """)
  }

  /// A token with these claims, whatever they are.
  static func jwt(claims: String) -> String {
    "\(base64URL(#"{"alg":"RS256","typ":"JWT"}"#)).\(base64URL(claims)).c2lnbmF0dXJl"
  }

  static func base64URL(_ text: String) -> String {
    Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
