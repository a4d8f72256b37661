/// `erase`: forget the cached password of a registry.
struct EraseCommand: Command {
  let call: CommandCall

  /// Succeeds for every host: some clients crash otherwise, and what is not there is as good as forgotten.
  func run() throws -> ExitCode {
    do throws(ServerURL.Failure) {
      let server = try readServerURL(context, command: .erase)
      if let registry = ECRRegistry(host: server.host) { forget(registry) }
      return .success
    } catch {
      try report(error, context, command: .erase)
      return .failure
    }
  }

  private func forget(_ registry: ECRRegistry) {
    do {
      try PasswordProvider(start()).forget(registry)
    } catch {
      // Without an identity nobody knows which entry it would be.
      CommandContext(context, Settings(flags: flags, environment: context.environment, file: .none)).log(
        "erase: \(error)")
    }
  }
}
