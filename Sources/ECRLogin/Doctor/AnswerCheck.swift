import AWSAuth

/// Whether the registry itself takes a password.
struct AnswerCheck {
  let client: RegistryClient
  /// What to do where it does not.
  let advice: String
  var commands: [String] = []
  /// Whether a refusal is no more than a warning, since nobody knows whether that client is used.
  var isOthers = false

  func check(_ finding: inout DoctorFinding) throws {
    let response = try client.knock()
    guard response.status == 200 else {
      let what = client.pair == nil ? "wants a password" : "does not take the password"
      let failure = client.refusal(response, what, advice: advice)
      if isOthers { return finding.warn(failure.problem, advice: failure.advice, commands: commands) }
      finding.fail(failure.problem, advice: failure.advice, commands: commands)
      throw DoctorWalk.Broken()
    }
    finding.add("", "\(client.host)/v2/ \(client.pair == nil ? "answers without a" : "takes the") password")
  }
}
