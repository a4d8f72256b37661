import Basics

/// What a statement is about: tokens of the issuer, or something else.
enum StatementScope {
  /// Whether a statement is about something else than tokens of the issuer: another service, another provider.
  static func isAboutOthers(_ node: LocatedJSON, issuer: String) -> Bool {
    let keys = (node["Condition"]?.value.members ?? []).flatMap { $0.value.members ?? [] }.map(\.key)
    guard !keys.contains(where: { ConditionKey.read($0, issuer: issuer).key != .global && $0.containsUTF8(issuer) })
    else {
      return false
    }
    if isOpenToAccounts(node) { return true }
    guard let members = node["Principal"]?.value.members, !members.isEmpty else { return false }
    return members.allSatisfy { member in
      guard member.key == "Federated" else {
        return ["AWS", "Service", "CanonicalUser"].contains(member.key) && !namesEverybody(member)
      }
      return (member.value.texts ?? []).allSatisfy { isOfOthers($0.value, issuer: issuer) }
    }
  }

  /// Whether a statement is about credentials of AWS, of whatever account, and not about tokens.
  static func isOpenToAccounts(_ node: LocatedJSON) -> Bool {
    guard let principal = node["Principal"]?.value,
      principal.string == "*"
        || principal.members?.contains(where: { $0.key == "AWS" && namesEverybody($0) }) == true,
      principal.members?.contains(where: { $0.key == "Federated" }) != true
    else { return false }
    let actions = node["Action"]?.value.texts?.map(\.value) ?? []
    let others = ["sts:assumerole", "sts:tagsession", "sts:setsourceidentity"]
    return !actions.isEmpty && actions.allSatisfy { others.contains($0.lowercasedASCII()) }
  }

  private static func namesEverybody(_ principal: LocatedJSON.Member) -> Bool {
    principal.value.texts?.contains { $0.value == "*" } == true
  }

  /// Whether an ARN is of another provider than that of the issuer.
  static func isOfOthers(_ text: String, issuer: String) -> Bool {
    guard let host = ProviderARN(text)?.host else { return text.containsUTF8("saml-provider/") }
    let bare = ConditionKey.withoutScheme(host)
    return bare.containsUTF8(".") && nearest(to: bare, in: [issuer]) == nil
  }
}
