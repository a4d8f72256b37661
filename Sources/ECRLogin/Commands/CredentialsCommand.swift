import AWSAuth

/// `credentials`: the AWS credentials themselves, for programs that are not Docker.
struct CredentialsCommand: Command {
  let call: CommandCall

  /// Prints them, or hands them to envman.
  /// - Returns: Success.
  /// - Throws: `UsageError`, `AuthenticationFailure`, and what standard output throws.
  func run() throws -> ExitCode {
    let format = try CredentialsFormat(flags, default: .env, of: .credentials)
    let settings = try settings()
    let region = try settings.region()
    let session = try AWSSession(context, settings, partition: region.partition)
    let exported: ExportedCredentials
    do {
      exported = ExportedCredentials(credentials: try session.credentials(in: region), region: region)
    } catch let failure as AuthenticationFailure {
      throw session.naming(failure)
    }
    switch format {
    case .env: try context.console.print(exported.shellText)
    case .json: try context.console.print(exported.json(version: nil))
    case .process: try context.console.print(exported.json(version: 1))
    case .envman:
      try Envman(runner: context.runner, deadline: session.sender.deadline).add(exported.variablesForLaterSteps)
    }
    return .success
  }
}
