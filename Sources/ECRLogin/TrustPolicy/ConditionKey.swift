/// A condition key of a policy, as far as it is about tokens of an issuer.
enum ConditionKey: Sendable, Hashable {
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

  /// Reads a key.
  /// - Parameters:
  ///   - text: The key.
  ///   - issuer: The issuer without its scheme.
  /// - Returns: What it is, and what is wrong with how it is spelled.
  static func read(_ text: String, issuer: String) -> (key: ConditionKey, problem: String?) {
    var host = text
    var claim = ""
    if let colon = text.lastIndex(of: ":"), !text[colon...].hasPrefix("://") {
      host = String(text[..<colon])
      claim = String(text[text.index(after: colon)...]).lowercased()
    }
    if ["aws", "sts", "iam"].contains(host.lowercased()), !claim.isEmpty { return (.global, nil) }
    let names = ["aud", "sub", "amr"] + claimsOfBitrise
    if claim.isEmpty, names.contains(host.lowercased()) {
      return (.claim(host.lowercased()), "the key \(text.quoted) lacks the issuer's host")
    }
    let bare = withoutScheme(host)
    guard bare.lowercased() != issuer.lowercased() else {
      let meant = ["subject": "sub", "audience": "aud"][claim] ?? claim
      let isSpelled = host.lowercased() == issuer.lowercased()
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
  static func withoutScheme(_ url: String) -> String {
    var url = url
    for scheme in ["https://", "http://"] where url.lowercased().hasPrefix(scheme) {
      url.removeFirst(scheme.count)
    }
    while url.hasSuffix("/") { url.removeLast() }
    return url
  }
}
