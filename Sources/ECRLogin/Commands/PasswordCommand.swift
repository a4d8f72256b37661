import AWSAuth

/// `password`: a registry's bare password.
struct PasswordCommand {
  private let context: ProcessContext
  private let flags: [SettingDefinition.Name: String]
  private let operand: String?

  init(_ context: ProcessContext, flags: [SettingDefinition.Name: String], operand: String?) {
    self.context = context
    self.flags = flags
    self.operand = operand
  }

  /// Prints it; throws only where it cannot write.
  func run() throws -> ExitCode {
    let password: Secret
    var name = operand.map { "\($0.printable(limit: 200)): " } ?? ""
    do {
      let settings = try context.settings(flags)
      let argument = try operand.map { try RegistryArgument($0, settings) } ?? RegistryArgument(ownBy: settings)
      name = "\(argument.description): "
      password = try RegistryAuthenticator(context, settings).token(of: argument.api).password
    } catch let failure as AuthenticationFailure {
      context.console.say("\(name)\(failure)")
      return .failure
    }
    try context.console.answer(password.exposed())
    return .success
  }
}
