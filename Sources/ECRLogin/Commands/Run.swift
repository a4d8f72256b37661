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
      return try command(name).init(call: CommandCall(context: context, flags: flags, operands: operands)).run()
    }
  } catch let error as UsageError {
    return report(error, context.console)
  } catch let failure as AuthenticationFailure {
    context.console.say("\(failure)")
    return .failure
  } catch {
    // What is left is a stream that failed.
    context.console.say("cannot write to standard output: \("\(error)".printable())")
    return .failure
  }
}

/// What does what a name asks for.
private func command(_ name: CommandDefinition.Name) -> any Command.Type {
  switch name {
  case .get: GetCommand.self
  case .store: StoreCommand.self
  case .erase: EraseCommand.self
  case .list: ListCommand.self
  case .version: VersionCommand.self
  case .login: LoginCommand.self
  case .logout: LogoutCommand.self
  case .configure: ConfigureCommand.self
  case .password: PasswordCommand.self
  case .credentials: CredentialsCommand.self
  case .trustPolicy: TrustPolicyCommand.self
  case .doctor: DoctorCommand.self
  case .completion: CompletionCommand.self
  case .help: HelpCommand.self
  }
}

private func report(_ error: UsageError, _ console: Console) -> ExitCode {
  let line = "\(error.message); \(HelpText.usage(of: error.command))"
  guard let command = error.command, CommandDefinition.of(command).isHelperVerb else {
    console.say(line)
    return .usage
  }
  // A closed standard output is of no interest any more: the exit code is the same.
  try? console.fail(line)
  return .failure
}
