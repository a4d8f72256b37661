#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Makes JWTs with a false signature, and responses of Bitrise's build API that contain one.
package enum TestToken {
  /// The token of a Bitrise build, without a fraction of a second in it.
  /// - Parameters:
  ///   - issuer: Its `iss`.
  ///   - subject: Its `sub`.
  ///   - audience: Its `aud`, as it stands in JSON's quotes.
  ///   - seconds: How long after `FakeClock.start` it expires.
  ///   - id: Its `jti`, which tells one token from another.
  /// - Returns: The token.
  package static func jwt(
    issuer: String = "https://token.builds.bitrise.io", subject: String = "app:a1:workflow:w1",
    audience: String = "sts.amazonaws.com", expiresIn seconds: Int = 600, id: String = "first"
  ) -> String {
    let expiration = Int(FakeClock.start.timeIntervalSince1970) + seconds
    return jwt(
      claims: """
        {"iss":"\(issuer)","sub":"\(subject)","aud":"\(audience)","exp":\(expiration),"jti":"\(id)"}
        """)
  }

  /// A token with these claims, whatever they are.
  package static func jwt(claims: String) -> String {
    [#"{"alg":"RS256","typ":"JWT"}"#, claims, "hush-the-signature"].map(base64URL).joined(separator: ".")
  }

  /// The base64url (RFC 4648, 5) of a text, without padding.
  package static func base64URL(_ text: String) -> String {
    Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}

extension ScriptedTransport.Outcome {
  /// What Bitrise's build API answers when it is asked for a token.
  package static func buildToken(_ token: String = TestToken.jwt()) -> Self {
    .answer(200, #"{"id_token":"\#(token)","token_type":"Bearer","expires_in":600}"#)
  }
}
