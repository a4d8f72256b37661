import AWSAuth

/// The program as a Bitrise step: AWS credentials for the later steps, and Docker logged in to ECR.
struct StepCommand {
  private let process: ProcessContext

  init(_ context: ProcessContext) {
    process = context
  }

  /// Does what the inputs say; the step's log is standard output.
  func run() throws -> ExitCode {
    let log = StepLog(process.console)
    do {
      try log.inputs(process.environment)
      let inputs = try StepInputs(process.environment)
      var context = process
      context.environment = inputs.environment
      context.console.style = .step
      return try Step(context, inputs, log).run()
    } catch let failure as Diagnostic {
      try log.failure("\(StepInputs.named(in: failure))")
      return .failure
    }
  }
}

private struct Step {
  let context: ProcessContext
  let command: CommandContext
  let inputs: StepInputs
  let log: StepLog
  let region: Region
  let envman: Envman

  var settings: Settings { command.settings }

  init(_ context: ProcessContext, _ inputs: StepInputs, _ log: StepLog) throws {
    self.log = log
    self.context = context
    self.inputs = inputs
    // A role that an earlier step has put into the file is not to be assumed with the keys of this one.
    let settings = try context.settings(ParsedArguments())
    command = CommandContext(context, inputs.roleSettings.isEmpty ? settings.withoutFile() : settings)
    region = try command.settings.region()
    envman = Envman(runner: context.runner, deadline: try command.deadline())
  }

  func run() throws -> ExitCode {
    try checkEnvman()
    // Written down for later steps, perhaps before anybody has used them.
    _ = try (settings.duration(), settings.sessionName())
    try checkDockerConfig()
    let session = try AWSSession(command, partition: region.partition)
    var summary = StepSummary(
      identity: session.identity.description, region: region, exportsCredentials: inputs.exportsCredentials)
    if inputs.exportsCredentials {
      let credentials = try session.namingRole { try session.credentials(in: region) }
      summary.expiration = credentials.expiration
      let exported = ExportedCredentials(credentials: credentials, region: region)
      try envman.add(exported.variablesForLaterSteps)
      let names = exported.variables.map(\.name).joined(separator: ", ")
      try log.done("\(session.identity.description): \(names) are set for the later steps")
    }
    let isComplete = try logIn(&summary, session)
    context.showBesideLog(summary.text)
    return isComplete ? .success : .failure
  }

  /// Without envman nothing can be handed on: said before anything is asked.
  private func checkEnvman() throws {
    let needsIt = inputs.exportsCredentials || inputs.loginMode == .helper && wantsLogin
    guard needsIt, !context.files.isOnPath("envman", context.environment) else { return }
    throw Diagnostic(
      .notConfigured,
      "there is no envman on the PATH, so nothing can be handed to later steps: this is not a Bitrise build",
      advice: "By hand: eval \"$(\(Program.name) credentials --format env)\" and \(Program.name) login REGISTRY, "
        + "with AWS_ROLE_ARN set.")
  }

  /// A file that Docker cannot read, or we cannot write, likewise.
  private func checkDockerConfig() throws {
    guard wantsLogin, inputs.loginMode == .auths else { return }
    var arguments = [RegistryArgument].reading(inputs.registries, settings).read
    if inputs.logsIn { arguments.append(try RegistryArgument(ownBy: settings)) }
    try DockerLogin(command, file: command.dockerConfigFile()).check(arguments)
  }

  private var wantsLogin: Bool { inputs.logsIn || !inputs.registries.isEmpty }

  private func logIn(_ summary: inout StepSummary, _ session: AWSSession) throws -> Bool {
    guard wantsLogin else { return true }
    var (arguments, failures) = [RegistryArgument].reading(inputs.registries, settings)
    for failure in failures { try log.failure("\(StepInputs.named(in: failure))") }
    let file = try command.dockerConfigFile()
    switch inputs.loginMode {
    case .auths:
      if inputs.logsIn { arguments.append(try RegistryArgument(ownBy: settings)) }
      var isComplete = failures.isEmpty
      for result in try DockerLogin(command, file: file, session: session).perform(arguments) {
        try report(result.outcome, of: result.name, &summary)
        if case .failure = result.outcome { isComplete = false }
      }
      return isComplete
    case .helper:
      if inputs.logsIn, case let own = RegistryArgument.registry(try ownRegistry()), !arguments.contains(own) {
        arguments.append(own)
      }
      let registries = arguments.compactMap { argument in
        if case .registry(let registry) = argument { registry } else { nil }
      }
      let verified = try fetchPasswords(of: registries, &summary, session)
      if !verified.isEmpty {
        try installHelper(for: verified)
        try HelperConfiguration(command, file: file).apply(
          verified, isRemoval: false, isOnPath: true, warnsOfStore: false)
      }
      return failures.isEmpty && verified.count == registries.count
    }
  }

  private func report(
    _ outcome: Result<String, Diagnostic>, of host: String, _ summary: inout StepSummary
  ) throws {
    switch outcome {
    case .success(let line):
      try log.done("\(host): \(line)")
      summary.registries.append((host, line))
    case .failure(let failure):
      let line = "failed: \(StepInputs.named(in: failure))"
      try log.failure("\(host): \(line)")
      summary.registries.append((host, line))
    }
  }

  /// Fetches one password of each registry, so that a role that is refused fails here, and not in a later step, and so
  /// that later pulls find it in the cache.
  /// - Returns: The registries whose password was to be had.
  private func fetchPasswords(
    of registries: [ECRRegistry], _ summary: inout StepSummary, _ session: AWSSession
  ) throws -> [ECRRegistry] {
    // By the inputs, not by what the file has for a registry from an earlier step: the variables win.
    let outcomes = try PasswordProvider(command, session: session)
      .tokens(of: Array(Set(registries.map { TokenRequest(.registry($0), settings) })))
    var verified: [ECRRegistry] = []
    for registry in registries {
      do throws(Diagnostic) {
        _ = try outcomes[TokenRequest(.registry(registry), settings)]?.get()
        verified.append(registry)
        summary.registries.append((registry.host, "Docker asks this program"))
      } catch {
        try report(.failure(error), of: registry.host, &summary)
      }
    }
    return verified
  }

  /// The registry of the role's own account, without asking anybody.
  private func ownRegistry() throws -> ECRRegistry {
    guard let role = try settings.role() else {
      throw Diagnostic(
        .notConfigured, "an access key does not say whose account it belongs to",
        advice: "Name the registry in the input registries.")
    }
    return try ECRRegistry(account: role.account, region: region)
  }

  /// Puts what Docker will need in later steps where it is found: the program on the PATH, the role in the file.
  private func installHelper(for registries: [ECRRegistry]) throws {
    if !inputs.roleSettings.isEmpty, let path = context.defaultConfigurationPath {
      try ConfigurationFileEditor(path: path).setRole(inputs.roleSettings, of: registries.map(\.host))
      try log.done("\(path): the role is set for the later steps")
    }
    guard !context.files.isOnPath(Program.name, context.environment) else { return }
    let installation = try context.installProgram()
    if let directory = installation.missingOnPath {
      let path = [directory, context.environment[.path] ?? ""].filter { !$0.isEmpty }.joined(separator: ":")
      try envman.add("PATH", path, isSecret: false)
    }
    try log.done("\(installation.path): installed for the later steps")
  }
}
