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
  /// Whether the corrected policy has it, too: nobody but the policy's author can know what is meant.
  var isLeft = false

  /// What is said of a statement that denies and has something wrong with it.
  static let leftInDenial = "A statement that denies is not corrected here: it stays as it stands."
}

extension String {
  /// The text in quotes, as a message may show it.
  var quoted: String { "\"\(printable(limit: 200))\"" }
}
