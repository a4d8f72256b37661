import AWSAuth
import Basics
import Testing

@testable import ECRLogin

/// The command that a refusal ends in: what the token says, as options.
@Suite struct PolicyCheckCommandTests {
  private static let start = "aws iam get-role --role-name ecr | docker-credential-bitrise trust-policy "
  private static let role = "arn:aws:iam::123456789012:role/ci/ecr"

  private static func line(_ claims: String, tokenFile: String? = nil) throws -> String {
    let payload = Base64.encode(Array("{\(claims)}".utf8)).replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
    return PolicyCheckCommand(
      role: try RoleARN(role), token: try IdentityToken("e30.\(payload).c2ln", from: "a test"), tokenFile: tokenFile
    ).line
  }

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
  func options(_ claims: String, _ options: String) throws {
    let line = try Self.line(#""iss":"https://token.builds.bitrise.io",\#(claims)"#)
    #expect(line == "\(Self.start)check -\(options)")
  }

  /// The token's file, where an option names it, and what of that is in the command.
  static let files: [(String?, String)] = [
    (nil, ""), ("/run/token", " --token-file /run/token"), ("it's", #" --token-file 'it'\''s'"#), ("a\nb", ""),
  ]

  @Test(
    "The policy for a token of another issuer is explained: the check knows builds of Bitrise only", arguments: files)
  func others(_ file: String?, _ option: String) throws {
    for issuer in [#""iss":"https://gitlab.com","#, #""iss":"https://oidc.example","#, ""] {
      let line = try Self.line(issuer + #""sub":"app:a1:workflow:w1","aud":"sts.amazonaws.com""#, tokenFile: file)
      #expect(line == "\(Self.start)explain -\(option)")
    }
  }
}
