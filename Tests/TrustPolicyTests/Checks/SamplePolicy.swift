import Basics

/// Policies for Bitrise's builds, as JSON.
///
/// A word in angle brackets stands for what is the same in most of them.
enum SamplePolicy {
  static let app = "a1b2c3d4e5f60718"
  static let account = "123456789012"
  /// A policy in which nothing is wrong.
  static let right = policy(statement())

  /// What the words stand for; one that has others in it is before them.
  private static let words: KeyValuePairs = [
    "<right>": #""StringEquals": {<sts>, "<sub>": "<subject>"}"#, "<sts>": #""<aud>": "sts.amazonaws.com""#,
    "<who>": #""Principal": {"Federated": "<provider>"}, "Action": "<action>""#,
    "<provider>": "arn:aws:iam::\(account):oidc-provider/<iss>",
    "<example>": "arn:aws:iam::111122223333:oidc-provider/<iss>",
    "<github>": "arn:aws:iam::\(account):oidc-provider/token.actions.githubusercontent.com",
    "<subject>": "app:<app>:workflow:deploy", "<app>": app, "<sub>": "<iss>:sub", "<aud>": "<iss>:aud",
    "<iss>": "token.builds.bitrise.io", "<action>": "sts:AssumeRoleWithWebIdentity",
    "<absent>": "AWS has no such key for a token of this issuer",
    "<stays>": "A statement that denies is not corrected here: it stays as it stands.",
  ]

  /// A text with what its words stand for.
  static func expanded(_ text: String) -> String {
    words.reduce(text) { $0.replacingEach($1.key, with: $1.value) }
  }

  /// A statement.
  /// - Parameters:
  ///   - condition: Its conditions; `nil` for none.
  ///   - changes: Other elements in place of the right ones; `nil` takes one out.
  ///   - effect: Its effect.
  /// - Returns: The statement as JSON.
  static func statement(
    _ condition: String? = "{<right>}", _ changes: KeyValuePairs<String, String?> = [:], effect: String = "Allow"
  ) -> String {
    var elements: [(key: String, value: String?)] = [
      ("Effect", "\"\(effect)\""), ("Principal", #"{"Federated": "<provider>"}"#), ("Action", #""<action>""#),
      ("Condition", condition),
    ]
    for change in changes {
      elements.removeAll { $0.key == change.key }
      elements.append(change)
    }
    let members = elements.compactMap { element in element.value.map { "\"\(element.key)\": \($0)" } }
    return expanded("{\(members.joined(separator: ", "))}")
  }

  /// A policy of those statements.
  static func policy(_ statements: String...) -> String {
    expanded(#"{"Version": "2012-10-17", "Statement": [\#(statements.joined(separator: ", "))]}"#)
  }

  /// A policy that is right but for the conditions of its statement.
  static func policy(condition: String) -> String { policy(statement(condition)) }
}
