/// `login`: registries' passwords into Docker's config.json, or into the store that Docker has for them.
struct LoginCommand: Command {
  let call: CommandCall

  /// Logs in to as many as it can; says of each how it went.
  func run() throws -> ExitCode {
    let command = try start()
    let settings = command.settings
    let login = DockerLogin(command, file: try command.dockerConfigFile())
    var (arguments, failures) = [RegistryArgument].reading(operands, settings)
    for failure in failures { context.console.printError("\(failure)") }
    var hasFailed = !failures.isEmpty
    if operands.isEmpty { arguments = [try RegistryArgument(ownBy: settings)] }
    if settings.isDryRun {
      try login.preview(arguments)
    } else {
      for result in try login.perform(arguments) {
        switch result.outcome {
        case .success(let line): command.report("\(result.name): \(line)")
        case .failure(let failure):
          hasFailed = true
          context.console.printError("\(result.name): \(failure)")
        }
      }
    }
    return hasFailed ? .failure : .success
  }
}
