import Basics

/// What a policy may compare `sub` with: `app:APP_SLUG:workflow:WORKFLOW`, wildcards behind the app only.
package struct SubjectRule {
  let expectation: ExpectedBuild

  /// What is wrong with a value, and what to write instead.
  struct Complaint {
    var severity: PolicyFinding.Severity = .error
    var problem: String
    var reason: String
    var corrected: String
    /// Whether it fits builds of others, too; that is wrong only where a statement allows.
    var isTooBroad = false
  }

  private static let form = "app:APP_SLUG:workflow:WORKFLOW"

  private static let never = "Values are compared letter by letter, with their case: this never holds."

  /// The first wildcard in a value.
  static func wildcard(in value: String) -> Unicode.Scalar? {
    value.unicodeScalars.first { $0 == "*" || $0 == "?" }
  }

  /// Reviews a value of which wildcards are meant as such.
  /// - Parameter value: What `sub` is compared with.
  /// - Returns: What is wrong with it, if anything is; the value to write instead has no error any more.
  func review(_ value: String) -> Complaint? {
    guard var complaint = complaint(value) else { return nil }
    // One mistake may hide another; each correction brings the value nearer to the form, so that these are few.
    for _ in 0..<4 {
      guard let next = self.complaint(complaint.corrected), next.corrected != complaint.corrected else {
        return complaint
      }
      complaint.corrected = next.corrected
    }
    complaint.corrected = expectation.subjects[0]
    return complaint
  }

  private func complaint(_ value: String) -> Complaint? {
    let parts = value.splitScalars(at: ":", maxSplits: 3).map(String.init)
    return spellingComplaint(value, parts) ?? formComplaint(value, parts) ?? nameComplaint(value, parts)
  }

  /// What is wrong with how a value is written: variables, blanks, upper and lower case.
  private func spellingComplaint(_ value: String, _ parts: [String]) -> Complaint? {
    if value.containsUTF8("${") {
      return Complaint(
        problem: "\(value.quoted) has a variable in it",
        reason: "What it stands for no Bitrise token says, or the token itself does, and then others get in, too.",
        corrected: withoutVariable(value))
    }
    let trimmed = value.splitScalars(at: ":").map { $0.trimmingWhitespace() }
      .joined(separator: ":")
    if !trimmed.utf8Equals(value) {
      return Complaint(
        problem: "\(value.quoted) has a blank at the end of a part", reason: Self.never, corrected: trimmed)
    }
    if let recased = recased(parts), !recased.utf8Equals(value) {
      return Complaint(
        problem: "\(value.quoted) is not spelled as Bitrise spells sub", reason: Self.never, corrected: recased)
    }
    return nil
  }

  /// What is wrong with the parts that a value has.
  private func formComplaint(_ value: String, _ parts: [String]) -> Complaint? {
    let head = value.prefix(before: "*?")
    let headParts = head.splitScalars(at: ":", maxSplits: 2)
    let hasWildcard = value.hasAny(of: "*?")
    if hasWildcard, headParts.count < 3, "app:".begins(with: head) || head.begins(with: "app:") {
      return Complaint(
        problem: "\(value.quoted) is too wide",
        reason: "All customers of Bitrise share one issuer: apps of others fit it too.", corrected: narrowed(parts),
        isTooBroad: true)
    }
    guard fitsForm(parts, hasWildcard) else {
      return Complaint(
        problem: "\(value.quoted) is not of the form of sub",
        reason: "The sub of a Bitrise token is \(Self.form): this never holds.", corrected: formed(value, parts))
    }
    return nil
  }

  /// What is wrong with the app and the workflow of a value that has the right form.
  private func nameComplaint(_ value: String, _ parts: [String]) -> Complaint? {
    if let known = expectation.appSlug, parts[1] != known, parts[1].lowercasedASCII() == known.lowercasedASCII() {
      return Complaint(
        problem: "\(value.quoted) spells the app \(parts[1].quoted), but it is \(known.quoted)",
        reason: Self.never, corrected: (["app", known] + parts[2...]).joined(separator: ":"))
    }
    if Self.isPlaceholder(parts[1]) || (parts.count == 4 && Self.isPlaceholder(parts[3])) {
      return Complaint(
        severity: .warning, problem: "\(value.quoted) is a placeholder",
        reason: "No build has this sub.", corrected: filled(parts))
    }
    return nil
  }

  private static func isPlaceholder(_ text: String) -> Bool {
    let upper = text.uppercased()
    return text.containsUTF8("<") || ["APP_SLUG", "APP-SLUG", "WORKFLOW"].contains(text) || upper.hasPrefix("YOUR")
  }

  /// The same with what is known in the place of placeholders.
  private func filled(_ parts: [String]) -> String {
    var parts = parts
    if Self.isPlaceholder(parts[1]), let known = expectation.appSlug { parts[1] = known }
    if parts.count == 4, Self.isPlaceholder(parts[3]), let known = expectation.workflows.first { parts[3] = known }
    return parts.joined(separator: ":")
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
    guard parts.count >= 3, parts[0] == "app", Self.isPlain(parts[1]) else { return false }
    if parts.count == 4, parts[2] == "workflow" { return !parts[3].isEmpty }
    guard hasWildcard else { return false }
    let rest = parts[2...].joined(separator: ":")
    let head = rest.prefix(before: "*?")
    return rest.hasAny(of: "*?") && ("workflow:".begins(with: head) || head.begins(with: "workflow:"))
  }

  private func narrowed(_ parts: [String]) -> String {
    let app = expectation.appSlug ?? ExpectedBuild.placeholders.app
    guard parts[0] == "app", parts.count >= 2 else { return "app:\(app):workflow:*" }
    let cut = parts[1].ends(with: "*") && parts.count == 2 ? String(parts[1].prefix(before: "*?")) : ""
    let rest = parts.count == 4 && parts[2] == "workflow" && !parts[3].isEmpty ? parts[3] : "*"
    return "app:\(Self.isSlug(cut) ? cut : app):workflow:\(rest)"
  }

  private func formed(_ value: String, _ parts: [String]) -> String {
    if Self.isSlug(value) { return "app:\(value):workflow:*" }
    if parts.count >= 2, parts[0] == "app", Self.isSlug(parts[1]) || parts.count > 2 && Self.isPlain(parts[1]) {
      let workflow = parts.count == 3 && parts[2] != "workflow" && !parts[2].isEmpty ? parts[2] : "*"
      return "app:\(parts[1]):workflow:\(workflow)"
    }
    return expectation.subjects[0]
  }

  /// The parts that have no variable in them, with what is known of the others.
  private func withoutVariable(_ value: String) -> String {
    let known = expectation.subjects[0].split(separator: ":", maxSplits: 3).map(String.init)
    guard let start = value.firstRange(ofUTF8: "${") else { return value }
    let parts = value[..<start.lowerBound].splitScalars(at: ":", maxSplits: 3)
    // The variable is in the workflow's name, and the app is spelled out.
    guard parts.count == 4, parts[0] == "app", Self.isPlain(String(parts[1])), parts[2] == "workflow" else {
      return expectation.subjects[0]
    }
    return "app:\(parts[1]):workflow:\(known.last ?? "*")"
  }

  /// Whether a text could be a workflow's name, with wildcards: a colon would begin another part of `sub`, and "$" a
  /// variable.
  package static func isWorkflow(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.value > 0x20 && !$0.isUnprintable && !":$\"\\".unicodeScalars.contains($0) }
  }

  /// The app that a value spells out.
  static func app(of value: String) -> String? {
    let parts = value.splitScalars(at: ":", maxSplits: 2)
    return parts.count == 3 && parts[0] == "app" && isPlain(String(parts[1])) ? String(parts[1]) : nil
  }

  /// Whether a text could be an app's slug: letters, digits, hyphens.
  package static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0.isASCIIDigit || $0.isASCIILetter || "-_".utf8.contains($0) }
  }

  /// Whether a text has the looks of an app's slug: sixteen hexadecimal digits, or a UUID.
  private static func isSlug(_ text: String) -> Bool {
    [16, 36].contains(text.utf8.count) && text.allSatisfy { $0.isASCII && $0.isHexDigit || $0 == "-" }
  }
}
