import AWSAuth
import Testing

@testable import ECRLogin

/// The command that a refusal ends in: what the token says, as options.
@Suite struct PolicyCheckCommandTests {
  private static let start = "aws iam get-role --role-name ecr | docker-credential-bitrise trust-policy check -"

  /// A token's claims, and the options.
  static let tokens: [(String, String)] = [
    (#""sub":"app:a1:workflow:w1","aud":"sts.amazonaws.com""#, " --app-slug a1 --workflow w1"),
    (#""sub":"app:a1:workflow:it's me","aud":["x"]"#, " --audience x"),
    (#""sub":"app:a1:workflow:it's","aud":"a b""#, #" --app-slug a1 --workflow 'it'\''s' --audience 'a b'"#),
    (#""sub":"app:a1:workflow:x;id","aud":"sts.amazonaws.com""#, " --app-slug a1 --workflow 'x;id'"),
    (#""sub":"app:a1:workflow:-x","aud":"sts.amazonaws.com""#, ""),
    (#""sub":"app:$(id):workflow:x","aud":"sts.amazonaws.com""#, ""),
    (#""sub":"app:a1:workflow:b:c","aud":"--help""#, ""), (#""sub":"repo:x","aud":"a\nb""#, ""), (#""aud":[]"#, ""),
  ]

  @Test("What the token says is in the command, as a shell takes it", arguments: tokens)
  func line(_ claims: String, _ options: String) throws {
    let payload = Base64.encode(Array("{\(claims)}".utf8)).replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
    let command = PolicyCheckCommand(
      role: try RoleARN("arn:aws:iam::123456789012:role/ci/ecr"),
      token: try IdentityToken("e30.\(payload).c2ln", from: "a test"))
    #expect(command.line == Self.start + options)
  }
}
