import AWSAuth

/// Whether the registry itself takes a password.
struct AnswerCheck {
  let client: RegistryClient
  /// What to do where it does not.
  let advice: String
  var commands: [String] = []
  /// Whether a refusal is no more than a warning, since nobody knows whether that client is used.
  var isOthers = false

  func check(_ finding: inout CheckResult) throws {
    do {
      let response = try client.ping()
      guard response.status == 200 else {
        let what = client.basicCredentials == nil ? "wants a password" : "does not take the password"
        throw client.refusal(response, what, advice: advice)
      }
      finding.add(
        "", "\(client.host)/v2/ \(client.basicCredentials == nil ? "answers without a" : "takes the") password")
    } catch let failure as Diagnostic where failure.kind == .refused {
      // ECR Public refuses the password where it is to give a token for it.
      if isOthers { return finding.warn(failure.problem, advice: advice, commands: commands) }
      finding.fail(failure.problem, advice: advice, commands: commands)
      throw CheckRunner.Failed()
    }
  }
}
