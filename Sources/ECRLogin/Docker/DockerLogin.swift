import AWSAuth
import Basics

/// Logging Docker in to registries, as `docker login` would, but to all of them at once.
struct DockerLogin {
  /// How it went with one registry.
  struct Result {
    /// The registry's host; a description where the host is not known.
    var name: String
    /// What was done, or why not.
    var outcome: Swift.Result<String, Diagnostic>
  }

  /// A password on its way to where Docker looks for it.
  private struct Delivery {
    let registry: ECRRegistry
    let token: AuthorizationToken
    let place: DockerConfig.CredentialLocation

    /// Whether something of it goes into config.json, be it only that a store has it.
    var isInFile: Bool { place != .helper(Program.helperName) }
  }

  /// What came of one argument so far.
  private struct Attempt {
    var name: String
    var delivery: Swift.Result<Delivery, Diagnostic>
  }

  private let command: CommandContext
  private let file: DockerConfigFile
  private let session: AWSSession?

  /// - Parameters:
  ///   - command: What the command works with.
  ///   - file: Docker's config.json.
  ///   - session: What the command has begun with AWS already.
  init(_ command: CommandContext, file: DockerConfigFile, session: AWSSession? = nil) {
    self.command = command
    self.file = file
    self.session = session
  }

  /// Gets the passwords and puts them where Docker looks for them: first into stores, then into the file.
  /// - Returns: How it went with each, in their order.
  /// - Throws: `Diagnostic`: config.json cannot be edited, so that nobody is asked for anything.
  func perform(_ arguments: [RegistryArgument]) throws -> [Result] {
    let deadline = try command.deadline()
    let config = try file.read()
    file.warn(of: try check(config, arguments), command)
    let attempts = try fetch(arguments, config).map { attempt in
      var attempt = attempt
      attempt.delivery = attempt.delivery.flatMap { delivery in
        Swift.Result {
          try handToStore(delivery, by: deadline)
          return delivery
        }
      }
      return attempt
    }
    let deliveries = attempts.compactMap { try? $0.delivery.get() }
    let written = Swift.Result { try write(deliveries.filter(\.isInFile), onto: config) }
    return attempts.map { attempt in
      Result(
        name: attempt.name,
        outcome: attempt.delivery.flatMap { delivery in
          delivery.isInFile ? written.map { _ in line(delivery) } : .success(line(delivery))
        })
    }
  }

  /// Gets the passwords, each registry's once.
  private func fetch(_ arguments: [RegistryArgument], _ config: DockerConfig) throws -> [Attempt] {
    let settings = command.settings
    var requests: [TokenRequest] = []
    for argument in arguments where refusal(argument, config) == nil {
      let request = TokenRequest(argument, settings)
      if !requests.contains(request) { requests.append(request) }
    }
    let tokens = try PasswordProvider(command, session: session).tokens(of: requests)
    // The own account's registry may be among those that were named.
    var seen: Set<String> = []
    return arguments.compactMap { argument in
      let refused = refusal(argument, config).map { PasswordProvider.Outcome.failure($0) }
      return (refused ?? tokens[TokenRequest(argument, settings)]).map { attempt(argument, $0, config) }
    }.filter { seen.insert($0.name).inserted }
  }

  private func attempt(
    _ argument: RegistryArgument, _ outcome: PasswordProvider.Outcome, _ config: DockerConfig
  ) -> Attempt {
    let delivery = outcome.flatMap { token in
      Self.registry(argument, token).map { registry in
        Delivery(registry: registry, token: token, place: config.loginLocation(for: registry.host))
      }
    }
    return Attempt(name: (try? delivery.get().registry.host) ?? argument.description, delivery: delivery)
  }

  /// Finds out whether the file can be used, before anybody is asked for anything.
  /// - Throws: `Diagnostic`: Docker cannot read it, or we cannot write it.
  func check(_ arguments: [RegistryArgument]) throws {
    try check(file.read(), arguments)
  }

  /// - Returns: What other clients cannot read; Docker neither, where nothing goes into the file.
  @discardableResult
  private func check(_ config: DockerConfig, _ arguments: [RegistryArgument]) throws -> [DockerConfigProblem] {
    let problems = problems(in: config, after: arguments)
    guard !staysAsItIs(config, arguments) else { return problems }
    let stopping = problems.filter(\.stopsDocker)
    guard stopping.isEmpty else { throw file.failure(stopping) }
    try file.checkIsWritable()
    return problems
  }

  /// Whether this program is the helper of all of them, so that nothing goes into the file.
  private func staysAsItIs(_ config: DockerConfig, _ arguments: [RegistryArgument]) -> Bool {
    arguments.allSatisfy { argument in
      guard case .registry(let registry) = argument else { return false }
      return config.loginLocation(for: registry.host) == .helper(Program.helperName)
    }
  }

  /// What clients will not be able to read after the log-in, which replaces the registries' own entries.
  private func problems(in config: DockerConfig, after arguments: [RegistryArgument]) -> [DockerConfigProblem] {
    let problems = config.problems
    guard !problems.isEmpty else { return [] }
    var config = config
    for case .registry(let registry) in arguments
    where config.loginLocation(for: registry.host) != .helper(Program.helperName) {
      config.setEmptyEntry(of: registry.host)
    }
    return config.problems
  }

  /// Why a registry's password has no place to go to; `nil` where it has one.
  private func refusal(_ argument: RegistryArgument, _ config: DockerConfig) -> Diagnostic? {
    guard case .registry(let registry) = argument,
      case .helper(CredentialStore.nameWithoutStorage) = config.loginLocation(for: registry.host)
    else { return nil }
    return CredentialStore.keepsNothing(registry.host)
  }

  /// Says what `perform` would change.
  func preview(_ arguments: [RegistryArgument]) throws {
    let console = command.process.console
    let config = try file.read()
    file.warn(of: try check(config, arguments), command)
    // Nobody is asked; what is said of the difference shows no password.
    let placeholder = AuthorizationToken(
      username: "AWS", password: Secret("PASSWORD"), expiresAt: nil, proxyEndpoint: nil)
    var deliveries: [Delivery] = []
    for argument in arguments {
      guard case .registry(let registry) = argument else {
        console.printError("\(argument.description) would get an entry; AWS says its host")
        continue
      }
      let place = config.loginLocation(for: registry.host)
      switch place {
      case .helper(Program.helperName): console.printError("\(registry.host): this program is its helper already")
      case .helper(CredentialStore.nameWithoutStorage):
        console.printError("\(registry.host): \(CredentialStore.keepsNothing(registry.host))")
        continue
      case .helper(let name): console.printError("\(registry.host): docker-credential-\(name) would get its password")
      case .file: break
      }
      deliveries.append(Delivery(registry: registry, token: placeholder, place: place))
    }
    try command.reportDifference(of: file) { config in Self.apply(deliveries, to: &config) }
  }

  /// Hands a password to a store where there is one; what belongs into the file is left for later.
  private func handToStore(_ delivery: Delivery, by deadline: Deadline) throws {
    let host = delivery.registry.host
    switch delivery.place {
    case .file, .helper(Program.helperName): break
    case .helper(CredentialStore.nameWithoutStorage): throw CredentialStore.keepsNothing(host)
    case .helper(let name):
      let store = CredentialStore(name: name, runner: command.process.runner, deadline: deadline)
      // One after the other: some stores delete an entry and then add it, and fail where somebody else was quicker.
      try file.whileLocked {
        try store.store(host: host, username: delivery.token.username, password: delivery.token.password)
      }
    }
  }

  /// What was done with a password.
  private func line(_ delivery: Delivery) -> String {
    let end = delivery.token.expiresAt.map { " until \(InternetTime.text($0))" }
    switch delivery.place {
    case .helper(Program.helperName):
      return "this program is its helper already, \(file.shown) stays as it is; its password is "
        + (end.map { "cached\($0)" } ?? "not cached, since ECR did not say when it ends")
    case .helper(let name): return "logged in\(end ?? "") (docker-credential-\(name.printable(limit: 60)))"
    case .file: return "logged in\(end ?? "") (\(file.shown))"
    }
  }

  private func write(_ deliveries: [Delivery], onto known: DockerConfig) throws {
    guard !deliveries.isEmpty else { return }
    var hasPasswords = false
    let edit = try file.edit(known: known) { config in
      Self.apply(deliveries, to: &config)
      hasPasswords = config.hasPasswords
    }
    if edit.groupOtherPermissions & 0o044 != 0, hasPasswords {
      command.report("warning: others can read \(file.shown), which has passwords in it; chmod 600 it")
    }
    warnOfRepositories(deliveries.map(\.registry.host), known)
  }

  /// Says which entries of single repositories go before what was written.
  private func warnOfRepositories(_ hosts: [String], _ config: DockerConfig) {
    for host in hosts where config.loginLocation(for: host) == .file {
      let keys = config.repositoryKeys(of: host)
      guard !keys.isEmpty else { continue }
      let shown = keys.prefix(3).map { "auths[\"\($0.printable(limit: 200))\"]" }.joined(separator: ", ")
      let more = keys.count > 3 ? " and \(keys.count - 3) more" : ""
      command.report(
        "warning: \(shown)\(more) in \(file.shown): podman, skopeo and buildah take that for the repository, and not "
          + "this password. Take it out: \(Program.name) logout "
          + keys.prefix(10).map(\.shellWord).joined(separator: " "))
    }
  }

  private static func apply(_ deliveries: [Delivery], to config: inout DockerConfig) {
    for delivery in deliveries {
      let (host, token) = (delivery.registry.host, delivery.token)
      // By the file as it is now: another process may have changed it.
      switch config.loginLocation(for: host) {
      case .file: config.setCredentials(of: host, username: token.username, password: token.password)
      case .helper(Program.helperName), .helper(CredentialStore.nameWithoutStorage): break
      // As docker login does: the entry says that there is one, the store has it.
      case .helper: config.setEmptyEntry(of: host)
      }
    }
  }

  private static func registry(
    _ argument: RegistryArgument, _ token: AuthorizationToken
  ) -> Swift.Result<ECRRegistry, Diagnostic> {
    switch argument {
    case .registry(let registry): return .success(registry)
    case .own(let api):
      guard let endpoint = token.proxyEndpoint, let server = try? ServerURL(Array(endpoint.utf8)),
        let registry = ECRRegistry(host: server.host)
      else {
        return .failure(
          Diagnostic(
            .malformedAnswer, "Amazon ECR (\(api.region)) did not say which registry is the account's own",
            advice: "Name the registry."))
      }
      return .success(registry)
    }
  }
}
