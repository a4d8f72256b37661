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

  /// What is wrong with a statement about others than builds that allows, where it is open to everybody.
  static func openness(_ statement: LocatedJSON) -> [PolicyFinding] {
    guard isOpenToAccounts(statement) else { return [] }
    let isConditional = statement["Condition"]?.value.members?.isEmpty == false
    return [
      PolicyFinding(
        severity: isConditional ? .warning : .error, offset: statement["Principal"]?.value.offset ?? statement.offset,
        problem: "Principal \"*\" with sts:AssumeRole lets in every account of AWS",
        reason: isConditional
          ? "It is not about builds and their tokens; only its conditions keep anybody out."
          : "It is not about builds and their tokens: whoever has an AWS account may assume the role.",
        fix: "Name the account that is meant, {\"AWS\": \"ACCOUNT_ID\"}, or take the statement out. "
          + "It stays as it stands.",
        needsManualFix: true)
    ]
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
