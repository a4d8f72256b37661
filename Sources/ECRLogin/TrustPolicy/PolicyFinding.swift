import AWSAuth

/// Something about a policy that is wrong, or may be.
struct PolicyFinding: Sendable, Hashable {
  enum Severity: String, Sendable {
    /// AWS refuses the policy, refuses the build, or lets in who is not meant.
    case error
    /// It works, but perhaps not as somebody thought.
    case warning
  }

  var severity: Severity = .error
  /// Where it is, in bytes from the start of the text.
  var offset: Int
  /// What is wrong.
  var problem: String
  /// What comes of it.
  var reason: String
  /// What to write instead.
  var fix: String
}

extension String {
  /// The text in quotes, as a message may show it.
  var quoted: String { "\"\(printable(limit: 200))\"" }
}
