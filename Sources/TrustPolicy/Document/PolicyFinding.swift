import Basics

/// Something about a policy that is wrong, or may be.
package struct PolicyFinding: Sendable, Hashable {
  package enum Severity: String, Sendable {
    /// AWS refuses the policy, refuses the build, or lets in who is not meant.
    case error
    /// It works, but perhaps not as somebody thought.
    case warning
  }

  package var severity: Severity = .error
  /// Where it is, in bytes from the start of the text.
  package var offset: Int
  /// What is wrong.
  package var problem: String
  /// What comes of it.
  var reason: String
  /// What to write instead.
  package var fix: String
  /// Whether the corrected policy has it, too: nobody but the policy's author can know what is meant.
  var needsManualFix = false

  /// What is said of a statement that denies and has something wrong with it.
  static let leftInDenial = "A statement that denies is not corrected here: it stays as it stands."
}

extension [PolicyFinding] {
  /// Adds what is wrong at a place.
  mutating func add(
    _ offset: Int, _ problem: String, _ reason: String, _ fix: String, _ severity: PolicyFinding.Severity = .error,
    needsManualFix: Bool = false
  ) {
    append(
      PolicyFinding(
        severity: severity, offset: offset, problem: problem, reason: reason, fix: fix, needsManualFix: needsManualFix))
  }
}
