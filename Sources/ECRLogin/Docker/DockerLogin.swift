import AWSAuth
import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Logging Docker in to registries, as `docker login` would, but to all of them at once.
struct DockerLogin {
  /// How it went with one registry.
  struct Result {
    /// The registry's host; a description where the host is not known.
    var name: String
    /// The registry, where it is known.
    var registry: ECRRegistry?
    /// When the password ends, where there is one.
    var expiresAt: Date?
    /// What was done, or why not.
    var outcome: Swift.Result<String, AuthenticationFailure>
  }

  private let context: ProcessContext
  private let settings: Settings
  private let file: DockerConfigFile
  private let session: AWSSession?

  /// - Parameters:
  ///   - context: The outside world.
  ///   - settings: What the user wants.
  ///   - file: Docker's config.json.
  ///   - session: What the caller has begun with AWS already.
  init(_ context: ProcessContext, _ settings: Settings, file: DockerConfigFile, session: AWSSession? = nil) {
    self.session = session
    self.context = context
    self.settings = settings
    self.file = file
  }

  /// Gets the passwords and puts them where Docker looks for them.
  /// - Returns: How it went with each, in their order.
  /// - Throws: `AuthenticationFailure`: config.json cannot be edited, so that nobody is asked for anything.
  func perform(_ arguments: [RegistryArgument]) throws -> [Result] {
    let deadline = try session?.sender.deadline ?? Deadline(after: settings.timeout(), by: context.time)
    let config = try file.read()
    file.warn(of: try check(config, arguments), context, settings)
    var requests: [TokenRequest] = []
    for argument in arguments where refusal(argument, config) == nil {
      let request = TokenRequest(argument, settings)
      if !requests.contains(request) { requests.append(request) }
    }
    let outcomes = try PasswordProvider(context, settings, session: session).tokens(of: requests)
    var pending: [(ECRRegistry, AuthorizationToken)] = []
    var results = arguments.map { argument in
      var result = Result(name: argument.description, outcome: .success(""))
      do {
        if let refusal = refusal(argument, config) { throw refusal }
        guard let token = try outcomes[TokenRequest(argument, settings)]?.get() else { return result }
        let registry = try Self.registry(argument, token)
        result.name = registry.host
        result.registry = registry
        result.expiresAt = token.expiresAt
        result.outcome = .success(try keep(token, for: registry, config, &pending, by: deadline))
      } catch let failure as AuthenticationFailure {
        result.outcome = .failure(failure)
      } catch {
        result.outcome = .failure(AuthenticationFailure(.malformedAnswer, "\(error)".printable()))
      }
      return result
    }
    do {
      try write(pending, onto: config)
    } catch let failure as AuthenticationFailure {
      let hosts = Set(pending.map(\.0.host))
      for index in results.indices where hosts.contains(results[index].name) {
        results[index].outcome = .failure(failure)
      }
    }
    // The own account's registry may be among those that were named.
    var seen: Set<String> = []
    return results.filter { seen.insert($0.name).inserted }
  }

  /// Finds out whether the file can be used, before anybody is asked for anything.
  /// - Throws: `AuthenticationFailure`: Docker cannot read it, or we cannot write it.
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
  private func refusal(_ argument: RegistryArgument, _ config: DockerConfig) -> AuthenticationFailure? {
    guard case .registry(let registry) = argument,
      case .helper(CredentialStore.nameWithoutStorage) = config.loginLocation(for: registry.host)
    else { return nil }
    return CredentialStore.keepsNothing(registry.host)
  }

  /// Says what `perform` would change.
  func preview(_ arguments: [RegistryArgument]) throws {
    let config = try file.read()
    file.warn(of: try check(config, arguments), context, settings)
    let nobody = AuthorizationToken(
      username: "AWS", password: Secret("PASSWORD"), expiresAt: context.time.now(), proxyEndpoint: nil)
    var pending: [(ECRRegistry, AuthorizationToken)] = []
    for argument in arguments {
      guard case .registry(let registry) = argument else {
        context.console.printError("\(argument.description) would get an entry; AWS says its host")
        continue
      }
      switch config.loginLocation(for: registry.host) {
      case .helper(Program.helperName):
        context.console.printError("\(registry.host): this program is its helper already")
      case .helper(CredentialStore.nameWithoutStorage):
        context.console.printError("\(registry.host): \(CredentialStore.keepsNothing(registry.host))")
        continue
      case .helper(let name):
        context.console.printError("\(registry.host): docker-credential-\(name) would get its password")
      case .file: break
      }
      pending.append((registry, nobody))
    }
    try context.reportDifference(of: file) { config in Self.apply(pending, to: &config) }
  }

  /// Hands a token to a store where there is one; what belongs into the file is left for later.
  private func keep(
    _ token: AuthorizationToken, for registry: ECRRegistry, _ config: DockerConfig,
    _ pending: inout [(ECRRegistry, AuthorizationToken)], by deadline: Deadline
  ) throws -> String {
    let end = token.expiresAt.map { " until \(InternetTime.text($0))" }
    switch config.loginLocation(for: registry.host) {
    case .helper(Program.helperName):
      return "this program is its helper already, \(file.shown) stays as it is; its password is "
        + (end.map { "cached\($0)" } ?? "not cached, since ECR did not say when it ends")
    case .helper(CredentialStore.nameWithoutStorage): throw CredentialStore.keepsNothing(registry.host)
    case .helper(let name):
      let store = CredentialStore(name: name, runner: context.runner, deadline: deadline)
      // One after the other: some stores delete an entry and then add it, and fail where somebody else was quicker.
      try file.whileLocked {
        try store.store(host: registry.host, username: token.username, password: token.password)
      }
      pending.append((registry, token))
      return "logged in\(end ?? "") (docker-credential-\(name.printable(limit: 60)))"
    case .file:
      pending.append((registry, token))
      return "logged in\(end ?? "") (\(file.shown))"
    }
  }

  private func write(_ pending: [(ECRRegistry, AuthorizationToken)], onto known: DockerConfig) throws {
    guard !pending.isEmpty else { return }
    var hasPasswords = false
    let edit = try file.edit(known: known) { config in
      Self.apply(pending, to: &config)
      hasPasswords = config.hasPasswords
    }
    if edit.groupOtherPermissions & 0o044 != 0, hasPasswords {
      context.report("warning: others can read \(file.shown), which has passwords in it; chmod 600 it", settings)
    }
    warnOfRepositories(pending.map(\.0.host), known)
  }

  /// Says which entries of single repositories go before what was written.
  private func warnOfRepositories(_ hosts: [String], _ config: DockerConfig) {
    for host in hosts where config.loginLocation(for: host) == .file {
      let keys = config.repositoryKeys(of: host)
      guard !keys.isEmpty else { continue }
      let shown = keys.prefix(3).map { "auths[\"\($0.printable(limit: 200))\"]" }.joined(separator: ", ")
      let more = keys.count > 3 ? " and \(keys.count - 3) more" : ""
      context.report(
        "warning: \(shown)\(more) in \(file.shown): podman, skopeo and buildah take that for the repository, and not "
          + "this password. Take it out: \(Program.name) logout "
          + keys.prefix(10).map(\.shellWord).joined(separator: " "), settings)
    }
  }

  private static func apply(_ pending: [(ECRRegistry, AuthorizationToken)], to config: inout DockerConfig) {
    for (registry, token) in pending {
      switch config.loginLocation(for: registry.host) {
      case .file: config.setCredentials(of: registry.host, username: token.username, password: token.password)
      case .helper(Program.helperName), .helper(CredentialStore.nameWithoutStorage): break
      // As docker login does: the entry says that there is one, the store has it.
      case .helper: config.setEmptyEntry(of: registry.host)
      }
    }
  }

  private static func registry(_ argument: RegistryArgument, _ token: AuthorizationToken) throws -> ECRRegistry {
    switch argument {
    case .registry(let registry): return registry
    case .own(let api):
      guard let endpoint = token.proxyEndpoint, let server = try? ServerURL(Array(endpoint.utf8)),
        let registry = ECRRegistry(host: server.host)
      else {
        throw AuthenticationFailure(
          .malformedAnswer, "Amazon ECR (\(api.region)) did not say which registry is the account's own",
          advice: "Name the registry.")
      }
      return registry
    }
  }
}
