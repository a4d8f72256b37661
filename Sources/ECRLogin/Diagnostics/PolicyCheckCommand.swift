import AWSAuth
import Basics
import TrustPolicy

/// The command line that compares a role's trust policy with what a token says.
///
/// The check knows what builds of Bitrise need; the policy for a token of another issuer is explained.
struct PolicyCheckCommand {
  let role: RoleARN
  let token: IdentityToken
  /// The token's file, where an option names it.
  var tokenFile: String?

  /// The line, to be pasted into a shell.
  var line: String {
    let name = role.description.split(separator: "/").last ?? ""
    let isOurs = token.issuer.flatMap(TokenIssuer.of) == .bitrise
    let words = isOurs ? ["check -"] + options : ["explain -"] + fileOption
    return
      (["aws iam get-role --role-name \(String(name).shellWord) |", Program.name, "trust-policy"] + words)
      .joined(separator: " ")
  }

  private var fileOption: [String] {
    guard let tokenFile, !tokenFile.unicodeScalars.contains(where: \.isUnprintable) else { return [] }
    return ["--token-file \(tokenFile.shellWord)"]
  }

  /// What the token says, as far as there are options for it.
  private var options: [String] {
    var options: [String] = []
    let parts = (token.subject ?? "").splitScalars(at: ":", maxSplits: 3).map(String.init)
    if parts.count == 4, parts[0] == "app", parts[2] == "workflow", SubjectRule.isPlain(parts[1]),
      !parts[1].begins(with: "-"), SubjectRule.isWorkflow(parts[3]), !parts[3].begins(with: "-")
    {
      options += ["--app-slug \(parts[1])", "--workflow \(parts[3].shellWord)"]
    }
    if let audience = token.audiences.first, audience != role.partition.defaultAudience,
      !audience.unicodeScalars.contains(where: \.isUnprintable), !audience.begins(with: "-")
    {
      options.append("--audience \(audience.shellWord)")
    }
    return options
  }
}
