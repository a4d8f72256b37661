import AWSAuth
import Basics

/// Runs what the arguments ask for; throws nothing, since nobody is left to catch it.
func run(_ context: ProcessContext) -> ExitCode {
  do {
    if context.arguments.isEmpty, StepInputs.isStep(context.environment) { return try StepCommand(context).run() }
    switch try ArgumentParser.parse(context.arguments) {
    case .help(let topic): return try HelpCommand.show(topic, context.console)
    case .version: return try VersionCommand(call: CommandCall(context: context)).run()
    case .run(let name, let flags, let operands):
      return try perform(name, CommandCall(context: context, flags: flags, operands: operands))
    }
  } catch let error as UsageError {
    return report(error, context.console)
  } catch let failure as Diagnostic {
    context.console.printError("\(failure)")
    return .failure
  } catch {
    // What is left is a stream that failed.
    context.console.printError("cannot write to standard output: \("\(error)".printable())")
    return .failure
  }
}

/// Does what a name asks for.
///
/// Types are named, not looked up: the compiler then sees the whole path of a hit.
private func perform(_ name: CommandDefinition.Name, _ call: CommandCall) throws -> ExitCode {
  switch name {
  case .get: try GetCommand(call: call).run()
  case .store: try StoreCommand(call: call).run()
  case .erase: try EraseCommand(call: call).run()
  case .list: try ListCommand(call: call).run()
  case .version: try VersionCommand(call: call).run()
  case .login: try LoginCommand(call: call).run()
  case .logout: try LogoutCommand(call: call).run()
  case .configure: try ConfigureCommand(call: call).run()
  case .password: try PasswordCommand(call: call).run()
  case .credentials: try CredentialsCommand(call: call).run()
  case .trustPolicy: try TrustPolicyCommand(call: call).run()
  case .doctor: try DoctorCommand(call: call).run()
  case .completion: try CompletionCommand(call: call).run()
  case .help: try HelpCommand(call: call).run()
  }
}

private func report(_ error: UsageError, _ console: Console) -> ExitCode {
  let line = "\(error.message); \(HelpText.usage(of: error.command))"
  guard let command = error.command, CommandDefinition.of(command).isHelperVerb else {
    console.printError(line)
    return .usage
  }
  // A closed standard output is of no interest any more: the exit code is the same.
  try? console.failBoth(line)
  return .failure
}
