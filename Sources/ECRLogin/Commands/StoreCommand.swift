import Basics

/// `store`: what Docker calls after a login.
struct StoreCommand: Command {
  let call: CommandCall

  /// Accepts an ECR registry's password without keeping it; refuses others', which would be lost in silence.
  func run() throws -> ExitCode {
    guard let input = try? context.console.readInput(HelperProtocol.inputLimit),
      input.count <= HelperProtocol.inputLimit,
      let request = HelperProtocol.StoreRequest(json: input)
    else {
      try context.console.failBoth(
        "store reads a JSON object with ServerURL, Username and Secret from standard input; this was none")
      return .failure
    }
    let server: ServerURL
    do throws(ServerURL.Failure) {
      server = try ServerURL([UInt8]((request.serverURL ?? "").utf8))
    } catch {
      try report(error, context, command: .store)
      return .failure
    }
    guard let username = request.username, !username.isEmpty else {
      try context.console.print(HelperProtocol.noUsername)
      context.console.printError("store was given no user name")
      return .failure
    }
    guard ECRRegistry(host: server.host) != nil else {
      if let mistake = RegistryMistake(host: server.host) {
        try context.console.failBoth("\(mistake.failure)")
        return .failure
      }
      try context.console.failBoth(
        "\(server.host.printable(limit: 200)) is not a registry of Amazon ECR, and this helper keeps no passwords: "
          + "configure it under credHelpers for ECR hosts, not as credsStore")
      return .failure
    }
    return .success
  }
}
