import AWSAuth

/// `configure`: makes this program the registries' helper in Docker's config.json, or undoes that.
struct ConfigureCommand {
  private let context: ProcessContext
  private let flags: [SettingDefinition.Name: String]
  private let operands: [String]

  init(_ context: ProcessContext, flags: [SettingDefinition.Name: String], operands: [String]) {
    self.context = context
    self.flags = flags
    self.operands = operands
  }

  /// Changes all of them, or none.
  func run() throws -> ExitCode {
    do {
      let settings = try context.settings(flags)
      let file = try context.dockerConfigFile(settings)
      let registries = try operands.map { try ECRRegistry(named: $0, settings) }
      try HelperConfiguration(context, settings, file: file).apply(
        registries, isRemoval: flags[.remove] != nil,
        isOnPath: context.files.isOnPath(Program.name, context.environment))
      return .success
    } catch let failure as AuthenticationFailure {
      context.console.say("\(failure)")
      return .failure
    }
  }
}
