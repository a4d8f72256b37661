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
    let claims = JSONValue.object(token.claims)
    for name in ["amr", "email"] + (TokenIssuer.of(issuer)?.claims ?? []) {
      keys["\(issuer):\(name)"] = claims[name]?.texts
    }
    // Where a token says who it was issued to, that is what IAM compares as aud.
    if let party = token.authorizedParty {
      keys["\(issuer):oaud"] = keys["\(issuer):aud"]
      keys["\(issuer):aud"] = [party]
    }
    self.init(issuer: issuer, account: account, partition: partition, keys: keys)
  }
}
