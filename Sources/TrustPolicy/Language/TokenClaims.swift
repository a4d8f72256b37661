package import AWSAuth
import Basics

extension TrustRequest {
  /// The call that a token makes.
  /// - Parameters:
  ///   - token: The token.
  ///   - account: The role's account, where it is known.
  ///   - partition: The role's partition, where it is known.
  ///   - others: Condition keys that are not of the token.
  package init(_ token: IdentityToken, account: String?, partition: String?, others: [String: [String]]) {
    let issuer = ConditionKey.withoutScheme(token.issuer ?? "")
    var keys = others
    keys["\(issuer):sub"] = token.subject.map { [$0] }
    keys["\(issuer):aud"] = token.audiences.isEmpty ? nil : token.audiences
    if let claims = Self.claims(token) {
      for name in ["amr", "email"] + (TokenIssuer.of(issuer)?.claims ?? []) {
        keys["\(issuer):\(name)"] = claims[name]?.value.texts.map { $0.map(\.value) }
      }
      // Where a token says who it was issued to, that is what IAM compares as aud.
      if let party = claims["azp"]?.value.string, !party.isEmpty {
        keys["\(issuer):oaud"] = keys["\(issuer):aud"]
        keys["\(issuer):aud"] = [party]
      }
    }
    self.init(issuer: issuer, account: account, partition: partition, keys: keys)
  }

  /// All claims of a token, `nil` where they cannot be read.
  package static func claims(_ token: IdentityToken) -> LocatedJSON? {
    let parts = token.raw.exposed().split(separator: ".")
    guard parts.count == 3, let bytes = Base64.decode(parts[1], .url) else { return nil }
    var reader = PolicyReader(SourceText(bytes))
    return try? reader.document()
  }
}
