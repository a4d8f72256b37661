import AWSAuth
import Basics

/// `password`: a registry's bare password.
struct PasswordCommand: Command {
  let call: CommandCall

  /// Prints it; throws only where it cannot write.
  func run() throws -> ExitCode {
    let password: Secret
    var name = operands.first.map { "\($0.printable(limit: 200)): " } ?? ""
    do {
      let command = try start()
      let settings = command.settings
      let argument = try operands.first.map { try RegistryArgument($0, settings) } ?? RegistryArgument(ownBy: settings)
      name = "\(argument.description): "
      password = try PasswordProvider(command).token(of: argument).password
    } catch let failure as Diagnostic {
      context.console.printError("\(name)\(failure)")
      return .failure
    }
    try context.console.print(password.exposed())
    return .success
  }
}
