/// `configure`: makes this program the registries' helper in Docker's config.json, or undoes that.
struct ConfigureCommand: Command {
  let call: CommandCall

  /// Changes all of them, or none.
  /// - Returns: Success.
  /// - Throws: `Diagnostic`: nothing was changed.
  func run() throws -> ExitCode {
    let command = try start()
    let file = try command.dockerConfigFile()
    let registries = try operands.map { try ECRRegistry(named: $0, command.settings) }
    try HelperConfiguration(command, file: file).apply(
      registries, isRemoval: flags.has(.remove),
      isOnPath: context.files.isOnPath(Program.name, context.environment))
    return .success
  }
}
