import Basics

/// What a trust policy may name as an action.
enum TrustAction {
  /// The calls that assume a role, and what may be asked for beside them.
  private static let known = ["sts:AssumeRole", "sts:AssumeRoleWithSAML", TrustRequest.action] + beside
  private static let beside = ["sts:TagSession", "sts:SetSourceIdentity", "sts:SetContext"]

  static let reason = "A trust policy has only the calls that assume a role: IAM refuses it."

  /// Whether IAM takes it, perhaps with wildcards.
  static func isKnown(_ text: String) -> Bool {
    let pattern = WildcardPattern(text.lowercasedASCII())
    return known.contains { pattern.matches($0.lowercasedASCII()) }
  }

  /// Whether the call that a build makes is meant by it, too.
  static func takesToken(_ text: String) -> Bool {
    WildcardPattern(text.lowercasedASCII()).matches(TrustRequest.action.lowercasedASCII())
  }

  /// Whether it is only what may be asked for beside a call that assumes a role.
  static func isBeside(_ text: String) -> Bool { beside.contains { $0.lowercasedASCII() == text.lowercasedASCII() } }

  static func problem(_ text: String) -> String { "a trust policy has no action \(text.quoted)" }

  static func fix(_ text: String) -> String {
    meant(by: text).map { "Write \($0.quoted)." } ?? "Take it out."
  }

  /// The action that a misspelt one probably means.
  static func meant(by text: String) -> String? { nearest(to: text, in: known) }
}
