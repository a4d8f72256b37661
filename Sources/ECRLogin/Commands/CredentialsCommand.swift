import AWSAuth

/// `credentials`: the AWS credentials themselves, for programs that are not Docker.
struct CredentialsCommand: Command {
  let call: CommandCall

  /// Prints them, or hands them to envman.
  /// - Returns: Success.
  /// - Throws: `UsageError`, `Diagnostic`, and what standard output throws.
  func run() throws -> ExitCode {
    let format = try CredentialsFormat(flags, default: .env, of: .credentials)
    let command = try start()
    let region = try command.settings.region()
    let session = try AWSSession(command, partition: region.partition)
    let credentials = try session.namingRole { try session.credentials(in: region) }
    let exported = ExportedCredentials(credentials: credentials, region: region)
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
