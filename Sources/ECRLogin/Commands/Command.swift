import AWSAuth
import Basics

/// Runs what the arguments ask for; throws nothing, since nobody is left to catch it.
func run(_ context: ProcessContext) -> ExitCode {
  do {
    if context.arguments.isEmpty, StepInputs.isStep(context.environment) { return try StepCommand(context).run() }
    return try perform(ArgumentParser.parse(context.arguments), context)
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

private func perform(_ invocation: Invocation, _ context: ProcessContext) throws -> ExitCode {
  switch invocation {
  case .help(let topic):
    try context.console.writeOutput([UInt8]((topic.map(HelpText.about) ?? HelpText.overview).utf8))
    return .success
  case .version: return try version(context)
  case .run(let command, let flags, let operands):
    switch command {
    case .get: return try GetCommand(context: context, flags: flags).run()
    case .store: return try StoreCommand(context).run()
    case .erase: return try EraseCommand(context: context, flags: flags).run()
    case .list:
      try context.console.answer("{}")
      return .success
    case .version: return try version(context)
    case .login: return try LoginCommand(context: context, flags: flags, operands: operands).run()
    case .logout: return try LogoutCommand(context: context, flags: flags, operands: operands).run()
    case .configure: return try ConfigureCommand(context: context, flags: flags, operands: operands).run()
    case .password: return try PasswordCommand(context: context, flags: flags, operand: operands.first).run()
    case .credentials: return try CredentialsCommand(context: context, flags: flags).run()
    case .trustPolicy: return try TrustPolicyCommand(context: context, flags: flags, operands: operands).run()
    case .doctor: return try DoctorCommand(context: context, flags: flags, operand: operands.first).run()
    case .completion: return try CompletionCommand(context, shell: operands.first ?? "").run()
    case .help: return try perform(.help(nil), context)
    }
  }
}

private func version(_ context: ProcessContext) throws -> ExitCode {
  try context.console.answer("\(Program.name) (\(Program.package)) \(Program.version)")
  return .success
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
