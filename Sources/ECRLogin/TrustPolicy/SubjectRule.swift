import AWSAuth

/// What a policy may compare `sub` with: `app:APP_SLUG:workflow:WORKFLOW`, wildcards behind the app only.
struct SubjectRule {
  let expectation: TrustExpectation

  /// What is wrong with a value, and what to write instead.
  struct Complaint {
    var severity: PolicyFinding.Severity = .error
    var problem: String
    var reason: String
    var corrected: String
  }

  private static let form = "app:APP_SLUG:workflow:WORKFLOW"

  /// Reviews a value of which wildcards are meant as such.
  func review(_ value: String) -> Complaint? {
    // A variable has the value of another key: what it fits cannot be seen here.
    if value.has("${") { return nil }
    let head = value.head(before: "*?")
    let parts = value.parts(at: ":", maxSplits: 3).map(String.init)
    if let recased = recased(parts), !recased.isExactly(value) {
      return Complaint(
        problem: "\(value.quoted) is not spelled as Bitrise spells sub",
        reason: "Values are compared letter by letter, with their case: this never holds.", corrected: recased)
    }
    let headParts = head.parts(at: ":", maxSplits: 2)
    let hasWildcard = value.hasAny(of: "*?")
    if hasWildcard, headParts.count < 3, "app:".begins(with: head) || head.begins(with: "app:") {
      return Complaint(
        problem: "\(value.quoted) is too wide",
        reason: "All customers of Bitrise share one issuer: apps of others fit it too.", corrected: narrowed(parts))
    }
    guard fitsForm(parts, hasWildcard) else {
      return Complaint(
        problem: "\(value.quoted) is not of the form of sub",
        reason: "The sub of a Bitrise token is \(Self.form): this never holds.", corrected: formed(value, parts))
    }
    if let known = expectation.appSlug, parts[1] != known, parts[1].lowercasedASCII() == known.lowercasedASCII() {
      return Complaint(
        problem: "\(value.quoted) spells the app \(parts[1].quoted), but it is \(known.quoted)",
        reason: "Values are compared letter by letter, with their case: this never holds.",
        corrected: (["app", known] + parts[2...]).joined(separator: ":"))
    }
    if Self.isPlaceholder(parts[1]) || (parts.count == 4 && Self.isPlaceholder(parts[3])) {
      return Complaint(
        severity: .warning, problem: "\(value.quoted) is a placeholder",
        reason: "No build has this sub.", corrected: expectation.subjects[0])
    }
    return nil
  }

  private static func isPlaceholder(_ text: String) -> Bool {
    let upper = text.uppercased()
    return text.has("<") || ["APP_SLUG", "APP-SLUG", "WORKFLOW"].contains(text) || upper.hasPrefix("YOUR")
  }

  /// The same with `app` and `workflow` in lower case, if only their case was wrong.
  private func recased(_ parts: [String]) -> String? {
    guard let first = parts.first, first.lowercasedASCII() == "app", parts.count >= 2 else { return nil }
    var parts = parts
    parts[0] = "app"
    if parts.count > 2, parts[2].lowercasedASCII() == "workflow" { parts[2] = "workflow" }
    return parts.joined(separator: ":")
  }

  private func fitsForm(_ parts: [String], _ hasWildcard: Bool) -> Bool {
    guard parts.count >= 3, parts[0] == "app", !parts[1].isEmpty else { return false }
    if parts.count == 4, parts[2] == "workflow" { return !parts[3].isEmpty }
    guard hasWildcard else { return false }
    let rest = parts[2...].joined(separator: ":")
    let head = rest.head(before: "*?")
    return rest.hasAny(of: "*?") && ("workflow:".begins(with: head) || head.begins(with: "workflow:"))
  }

  private func narrowed(_ parts: [String]) -> String {
    let app = expectation.appSlug ?? TrustExpectation.placeholders.app
    guard parts[0] == "app", parts.count >= 2 else { return "app:\(app):workflow:*" }
    let cut = parts[1].ends(with: "*") && parts.count == 2 ? String(parts[1].head(before: "*?")) : ""
    let rest = parts.count == 4 && parts[2] == "workflow" ? parts[3] : "*"
    return "app:\(Self.isSlug(cut) ? cut : app):workflow:\(rest)"
  }

  private func formed(_ value: String, _ parts: [String]) -> String {
    if Self.isSlug(value) { return "app:\(value):workflow:*" }
    if parts.count >= 2, parts[0] == "app", Self.isSlug(parts[1]) {
      let workflow = parts.count == 3 && parts[2] != "workflow" && !parts[2].isEmpty ? parts[2] : "*"
      return "app:\(parts[1]):workflow:\(workflow)"
    }
    return expectation.subjects[0]
  }

  /// Whether a text has the looks of an app's slug: sixteen hexadecimal digits, or a UUID.
  private static func isSlug(_ text: String) -> Bool {
    [16, 36].contains(text.utf8.count) && text.allSatisfy { $0.isASCII && $0.isHexDigit || $0 == "-" }
  }
}
