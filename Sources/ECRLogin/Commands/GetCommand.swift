import AWSAuth

/// `get`: a registry's user name and password for Docker.
struct GetCommand: Command {
  let call: CommandCall

  /// Answers, or says why not; throws only where it cannot write.
  func run() throws -> ExitCode {
    let server: ServerURL
    do throws(ServerURL.Failure) {
      server = try readServerURL(context, command: .get)
    } catch {
      try report(error, context, command: .get)
      return .failure
    }
    guard let registry = ECRRegistry(host: server.host) else {
      if let mistake = RegistryMistake(host: server.host) {
        try context.console.failBoth("\(mistake.failure)")
        return .failure
      }
      // Standard error stays silent: for Docker this is an answer like any other, not an error.
      try context.console.print(HelperProtocol.notFound)
      return .failure
    }
    let answer: String
    do {
      let token = try PasswordProvider(start()).token(of: .registry(registry))
      answer =
        HelperProtocol.Answer(
          serverURL: registry.host, username: token.username, secret: token.password.exposed()
        ).json
    } catch {
      return try reportFailure(error, registry)
    }
    try context.console.print(answer)
    return .success
  }

  private func reportFailure(_ error: any Error, _ registry: ECRRegistry) throws -> ExitCode {
    if let failure = error as? Diagnostic, let command = try? start(),
      AnonymousPulls.areMeant(of: registry, after: failure, command.settings)
    {
      command.log("\(registry.host): \(failure) \(AnonymousPulls.cost).")
      try context.console.print(HelperProtocol.notFound)
    } else {
      try context.console.failBoth("\(registry.host): \(error)")
    }
    return .failure
  }
}
