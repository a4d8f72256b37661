/// `configure`: makes this program the registries' helper in Docker's config.json, or undoes that.
struct ConfigureCommand: Command {
  let call: CommandCall

  /// Changes all of them, or none.
  /// - Returns: Success.
  /// - Throws: `AuthenticationFailure`: nothing was changed.
  func run() throws -> ExitCode {
    let settings = try settings()
    let file = try context.dockerConfigFile(settings)
    let registries = try operands.map { try ECRRegistry(named: $0, settings) }
    try HelperConfiguration(context, settings, file: file).apply(
      registries, isRemoval: flags.has(.remove),
      isOnPath: context.files.isOnPath(Program.name, context.environment))
    return .success
  }
}
