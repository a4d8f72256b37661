import AWSAuth

/// `credentials`: the AWS credentials themselves, for programs that are not Docker.
struct CredentialsCommand {
  private let context: ProcessContext
  private let flags: [SettingDefinition.Name: String]

  init(_ context: ProcessContext, flags: [SettingDefinition.Name: String]) {
    self.context = context
    self.flags = flags
  }

  /// Prints them, or hands them to envman; throws only where it cannot write.
  func run() throws -> ExitCode {
    guard let format = CredentialsFormat(rawValue: flags[.format] ?? CredentialsFormat.env.rawValue) else {
      let names = CredentialsFormat.allCases.map(\.rawValue).joined(separator: ", ")
      context.console.say("--format is one of \(names); \(HelpText.usage)")
      return .usage
    }
    let text: String?
    do {
      let settings = try context.settings(flags)
      let region = try settings.region()
      let session = try AWSSession(context, settings, partition: region.partition)
      let exported: ExportedCredentials
      do {
        exported = ExportedCredentials(credentials: try session.credentials(in: region), region: region)
      } catch let failure as AuthenticationFailure {
        throw session.naming(failure)
      }
      switch format {
      case .env: text = exported.shellText
      case .json: text = exported.json(version: nil)
      case .process: text = exported.json(version: 1)
      case .envman:
        try Envman(runner: context.runner).add(exported.variablesForLaterSteps)
        text = nil
      }
    } catch let failure as AuthenticationFailure {
      context.console.say("\(failure)")
      return .failure
    }
    if let text { try context.console.answer(text) }
    return .success
  }
}

/// In what form credentials are handed on.
enum CredentialsFormat: String, CaseIterable, Sendable {
  case env
  case json
  case process
  case envman
}
