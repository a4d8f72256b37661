import Basics

/// A condition key of a policy, as far as it is about tokens of an issuer.
package enum ConditionKey: Sendable, Hashable {
  /// `HOST:CLAIM` of the issuer that is meant, however it is spelled.
  case claim(String)
  /// Of AWS itself, for calls of every kind.
  case global
  /// Of something that a token of this issuer has nothing of.
  case other

  /// What tokens of Bitrise say beside what AWS looks at.
  static let claimsOfBitrise = [
    "exp", "iat", "iss", "jti", "nbf", "sha", "repository_url", "repository_owner", "repository_slug", "app_slug",
    "workspace_slug", "trigger_by", "branch", "branch_dest", "tag", "build_number", "workflow",
  ]

  /// Claims that AWS compares where a token has them; one of Bitrise has none of them.
  static let claimsOfOthers = ["amr", "email", "oaud"]
  /// Keys of STS, in lower case, that only other calls have than the one that takes a token.
  static let ofOtherCalls = ["sts:externalid", "sts:transitivetagkeys"]

  /// Reads a key.
  /// - Parameters:
  ///   - text: The key.
  ///   - issuer: The issuer without its scheme.
  /// - Returns: What it is, and what is wrong with how it is spelled.
  static func read(_ text: String, issuer: String) -> (key: ConditionKey, problem: String?) {
    var host = text
    var claim = ""
    if let halves = text.splitLast(at: ":"), !halves.behind.begins(with: "//") {
      host = String(halves.before)
      claim = halves.behind.lowercasedASCII()
    }
    if ["aws", "sts"].contains(host.lowercasedASCII()), !claim.isEmpty {
      return (ofOtherCalls.contains(text.lowercasedASCII()) ? .other : .global, nil)
    }
    let names = ["aud", "sub"] + claimsOfOthers + claimsOfBitrise
    if claim.isEmpty, names.contains(host.lowercasedASCII()) {
      return (.claim(host.lowercasedASCII()), "the key \(text.quoted) lacks the issuer's host")
    }
    var bare = withoutScheme(host)
    // The provider's ARN in the place of its name.
    if let name = bare.firstRange(ofUTF8: "oidc-provider/") { bare = withoutScheme(String(bare[name.upperBound...])) }
    guard bare.lowercasedASCII() != issuer.lowercasedASCII() else {
      let meant = ["subject": "sub", "audience": "aud"][claim] ?? claim
      let isSpelled = host.lowercasedASCII() == issuer.lowercasedASCII()
      return (
        .claim(meant),
        !isSpelled
          ? "the key \(text.quoted) has more than the issuer's host in it"
          : meant != claim ? "the key \(text.quoted) is spelled wrongly" : nil
      )
    }
    guard nearest(to: bare, in: [issuer]) != nil else { return (.other, nil) }
    return (.claim(claim), "the key \(text.quoted) names another host than the issuer's")
  }

  /// A URL without its scheme and the slash at its end.
  package static func withoutScheme(_ url: String) -> String {
    var url = url[...].utf8
    for scheme in ["https://", "http://"] where Substring(url).lowercasedASCII().begins(with: scheme) {
      url = url.dropFirst(scheme.utf8.count)
    }
    while url.last == UInt8(ascii: "/") { url = url.dropLast() }
    return String(Substring(url))
  }
}
