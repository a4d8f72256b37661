import AWSAuth

/// The program as a Bitrise step: AWS credentials for the later steps, and Docker logged in to ECR.
struct StepCommand {
  private let process: ProcessContext

  init(_ context: ProcessContext) {
    process = context
  }

  /// Does what the inputs say; the step's log is standard output.
  func run() throws -> ExitCode {
    do {
      let inputs = try StepInputs(process.environment)
      var context = process
      context.environment = inputs.environment
      return try Step(context, inputs).run()
    } catch let failure as AuthenticationFailure {
      try process.console.answer("\(StepInputs.named(in: failure))")
      return .failure
    }
  }
}

private struct Step {
  let context: ProcessContext
  let inputs: StepInputs
  let settings: Settings
  let region: Region
  let envman: Envman

  init(_ context: ProcessContext, _ inputs: StepInputs) throws {
    self.context = context
    self.inputs = inputs
    // A role that an earlier step has put into the file is not to be assumed with the keys of this one.
    settings = inputs.roleSettings.isEmpty ? try context.settings([:]).withoutFile() : try context.settings([:])
    region = try settings.region()
    envman = Envman(runner: context.runner, deadline: Deadline(after: try settings.timeout(), by: context.time))
  }

  func run() throws -> ExitCode {
    try checkEnvman()
    // Written down for later steps, perhaps before anybody has used them.
    _ = try (settings.duration(), settings.sessionName())
    let session = try AWSSession(context, settings, partition: region.partition)
    var summary = StepSummary(
      identity: session.identity.description, region: region, exportsCredentials: inputs.exportsCredentials)
    if inputs.exportsCredentials {
      let credentials: Credentials
      do {
        credentials = try session.credentials(in: region)
      } catch let failure as AuthenticationFailure {
        throw session.naming(failure)
      }
      summary.expiration = credentials.expiration
      let exported = ExportedCredentials(credentials: credentials, region: region)
      try envman.add(exported.variablesForLaterSteps)
      let names = exported.variables.map(\.name).joined(separator: ", ")
      try context.console.answer("\(session.identity.description): \(names) are set for the later steps")
    }
    let isComplete = try logIn(&summary, session)
    context.showBesideLog(summary.text)
    return isComplete ? .success : .failure
  }

  /// Without envman nothing can be handed on: said before anything is asked.
  private func checkEnvman() throws {
    let needsIt = inputs.exportsCredentials || inputs.loginMode == .helper && wantsLogin
    guard needsIt, !context.files.isOnPath("envman", context.environment) else { return }
    throw AuthenticationFailure(
      .notConfigured,
      "there is no envman on the PATH, so nothing can be handed to later steps: this is not a Bitrise build",
      advice: "By hand: eval \"$(\(Program.name) credentials --format env)\" and \(Program.name) login REGISTRY, "
        + "with AWS_ROLE_ARN set.")
  }

  private var wantsLogin: Bool { inputs.logsIn || !inputs.registries.isEmpty }

  private func logIn(_ summary: inout StepSummary, _ session: AWSSession) throws -> Bool {
    guard wantsLogin else { return true }
    var (arguments, failures) = [RegistryArgument].reading(inputs.registries, settings)
    for failure in failures { try context.console.answer("\(StepInputs.named(in: failure))") }
    let file = try context.dockerConfigFile(settings)
    switch inputs.loginMode {
    case .auths:
      if inputs.logsIn { arguments.append(try RegistryArgument(ownBy: settings)) }
      var isComplete = failures.isEmpty
      for result in try DockerLogin(context, settings, file: file, session: session).perform(arguments) {
        let line: String
        switch result.outcome {
        case .success(let text): line = text
        case .failure(let failure):
          isComplete = false
          line = "failed: \(StepInputs.named(in: failure))"
        }
        try context.console.answer("\(result.name): \(line)")
        summary.registries.append((result.name, line))
      }
      return isComplete
    case .helper:
      if inputs.logsIn, case let own = RegistryArgument.registry(try ownRegistry()), !arguments.contains(own) {
        arguments.append(own)
      }
      let registries = arguments.compactMap { argument in
        if case .registry(let registry) = argument { registry } else { nil }
      }
      try installHelper()
      try HelperConfiguration(context, settings, file: file).apply(
        registries, isRemoval: false, isOnPath: true)
      for registry in registries { summary.registries.append((registry.host, "Docker asks this program")) }
      return failures.isEmpty
    }
  }

  /// The registry of the role's own account, without asking anybody.
  private func ownRegistry() throws -> ECRRegistry {
    guard let role = try settings.role() else {
      throw AuthenticationFailure(
        .notConfigured, "an access key does not say whose account it belongs to",
        advice: "Name the registry in the input registries.")
    }
    return try ECRRegistry(account: role.account, region: region)
  }

  /// Puts what Docker will need in later steps where it is found: the program on the PATH, the role in the file.
  private func installHelper() throws {
    if !inputs.roleSettings.isEmpty, let path = context.defaultConfigurationPath {
      try ConfigurationFileEditor(path: path).set(inputs.roleSettings)
      try context.console.answer("\(path): the role is set for the later steps")
    }
    guard !context.files.isOnPath(Program.name, context.environment) else { return }
    let directory = try context.installProgram()
    let path = [directory, context.environment["PATH"] ?? ""].filter { !$0.isEmpty }.joined(separator: ":")
    try envman.add("PATH", path, isSecret: false)
    try context.console.answer("\(directory)/\(Program.name): on the PATH of the later steps")
  }
}
