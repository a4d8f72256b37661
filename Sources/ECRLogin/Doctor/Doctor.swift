import AWSAuth

/// The whole way from the settings to the registry, link by link, with the same parts that `get` has.
///
/// Nothing comes from the cache: what is to be seen is whether it works now.
struct Doctor {
  private let context: ProcessContext
  private let flags: ParsedArguments
  private let operand: String?
  private let repository: RepositoryName?
  private let runner: CheckRunner

  init(
    _ context: ProcessContext, flags: ParsedArguments, operand: String?, repository: RepositoryName?,
    runner: CheckRunner
  ) {
    self.context = context
    self.flags = flags
    self.operand = operand
    self.repository = repository
    self.runner = runner
  }

  private typealias Link<Value> = Result<Value, CheckRunner.Skipped>

  /// Checks every link.
  /// - Returns: The registry's host, as far as one is known.
  func run() -> String? {
    let settings = runner.check(.configuration) { try ConfigurationCheck(context: context, flags: flags).check(&$0) }
    let registry = checkRegistry(settings)
    let host = (try? registry.get())?.host
    let usable = runner.check(.settings) { finding in
      let found = try registry.get()
      let general = try settings.get()
      let settings = found.map { general.resolved(for: $0.host) } ?? general
      do {
        try SettingsCheck(context: context, settings: settings, registry: found).check(&finding)
      } catch let failure as Diagnostic {
        guard let found, AnonymousPulls.areMeant(of: found, after: failure, settings) else { throw failure }
        finding.warn("\(failure.problem). \(AnonymousPulls.cost)", advice: failure.advice)
      }
      return settings
    }
    let passwords = checkClients(registry)
    let network = checkNetwork()
    let servers = checkServers(usable, registry, network)
    let token = checkAuthorization(usable, registry, servers)
    checkAnswers(usable, registry, servers, token, passwords)
    return host
  }

  /// Settings without the configuration file, for what the file has no say in.
  private var settingsWithoutFile: Settings {
    Settings(flags: flags, environment: context.environment, file: .none)
  }

  /// How long a server or a program may take to show that it is there.
  private var timeoutOfEach: Duration {
    min((try? settingsWithoutFile.timeout()) ?? LibcurlTransport.connectTimeout, LibcurlTransport.connectTimeout)
  }

  /// Settings with nothing in them that could keep Docker's file from being read.
  private var commandForReading: CommandContext {
    let environment = context.environment.changed([.timeout: nil])
    return CommandContext(context, Settings(flags: ParsedArguments(), environment: environment, file: .none))
  }

  private func checkRegistry(_ settings: Link<Settings>) -> Link<ECRRegistry?> {
    let config = try? commandForReading.dockerConfigFile().read()
    return runner.check(.registry) { finding in
      // A host says everything by itself; an account needs a region, which may be in the file.
      if let operand, let registry = try? ECRRegistry(named: operand, settingsWithoutFile) {
        finding.add("", registry.host, "argument")
        return registry
      }
      return try RegistryCheck(settings: settings.get(), operand: operand, config: config).check(&finding)
    }
  }

  /// - Returns: The passwords that clients have from elsewhere than this program.
  private func checkClients(_ registry: Link<ECRRegistry?>) -> [StoredPassword] {
    let helpers = HelperAnswers(context, host: (try? host(registry)) ?? "", timeout: timeoutOfEach)
    let docker = runner.check(.dockerConfig) { finding in
      let host = try self.host(registry)
      let file = try commandForReading.dockerConfigFile()
      return DockerConfigCheck(
        context: context, path: file.path, read: file.read, host: host, helpers: helpers
      ).check(&finding)
    }
    let others = runner.check(.otherClients) { finding in
      let host = try self.host(registry)
      let path = try commandForReading.dockerConfigFile().path
      return OtherClientsCheck(
        context: context, path: path, host: host, repository: repository?.name, helpers: helpers
      ).check(&finding)
    }
    runner.check(.program) { finding in
      ProgramCheck(context: context, program: helpers.ownProgram, isNeeded: helpers.isOursAsked).check(&finding)
    }
    return StoredPassword.together([docker, others].flatMap { (try? $0.get()) ?? [] })
  }

  private func checkNetwork() -> Link<(settings: NetworkSettings, probe: ConnectionProbe)> {
    let open = runner.check(.libcurl) { finding in
      let probe = context.makeProbe(NetworkSettings(userAgent: Program.name))
      do throws(TransportFailure) {
        // What users of a static program cannot count on: SECURITY.md, "What the static program does not have".
        let note = "linked in; openssl.cnf, FIPS providers, mDNS and SSSD are not used"
        finding.add("", try probe.open(), LibcurlTransport.isLinkedIn ? note : "")
      } catch {
        throw Diagnostic(.invalidConfiguration, error.detail, advice: error.remedy?.advice ?? "")
      }
    }
    let network = runner.check(.certificates) { finding in
      try CertificatesCheck(context: context, settings: settingsWithoutFile).check(&finding)
    }
    return network.flatMap { network in open.map { (network, context.makeProbe(network)) } }
  }

  private func checkServers(
    _ settings: Link<Settings>, _ registry: Link<ECRRegistry?>,
    _ network: Link<(settings: NetworkSettings, probe: ConnectionProbe)>
  ) -> Link<ServerLinks> {
    let probed = settings.flatMap { settings in
      network.map { network in
        let servers = DoctorServers(settings: settings, registry: (try? registry.get()).flatMap { $0 })
        let targets = servers.all
        runner.announce("the connections to \(targets.count) server\(targets.count == 1 ? "" : "s")")
        let hint = settings.hint
        return (servers, HostProbe.all(targets, network.probe, time: context.time, timeout: timeoutOfEach, hint: hint))
      }
    }
    let answered = context.time.now()
    let proxy = runner.check(.proxy) { finding in
      let (servers, probes) = (try? probed.get()) ?? (nil, [])
      try ProxyCheck(environment: context.environment, targets: servers?.all ?? [], probes: probes).check(&finding)
    }
    let links = probed.map { servers, probes in
      var links = ServerLinks(servers: servers)
      for probe in probes {
        links.links[probe.host] = runner.check(.connection, probe.host) { finding in
          if probe.proxyFailure != nil || probe.proxyRefusal != nil { _ = try proxy.get() }
          try ConnectionCheck(probe: probe).check(&finding)
        }
      }
      return links
    }
    if case .failure(let skipped) = links { runner.check(.connection) { _ in throw skipped } }
    runner.check(.clock) { finding in
      let (servers, probes) = try probed.get()
      guard let first = probes.first else {
        finding.add("", "not known: no server is asked")
        return
      }
      if probes.allSatisfy({ (try? $0.outcome.get()) == nil }) { _ = try links.get().links[first.host]?.get() }
      try ClockCheck(probes: servers.awsFirst(probes), now: answered).check(&finding)
    }
    return links
  }

  /// The API that the password comes from.
  private func api(_ settings: Link<Settings>, _ registry: Link<ECRRegistry?>) -> Link<TokenScope> {
    registry.flatMap { registry in
      if let registry { return .success(registry.api) }
      guard let region = try? settings.get().region() else {
        return .failure(CheckRunner.Skipped(because: CheckID.registry.title))
      }
      return .success(TokenScope(service: .ecr, region: region, variant: EndpointVariant()))
    }
  }

  private func checkAuthorization(
    _ settings: Link<Settings>, _ registry: Link<ECRRegistry?>, _ servers: Link<ServerLinks>
  ) -> Link<AuthorizationToken?> {
    let api = api(settings, registry)
    let identified = runner.check(.identityToken, waits: true) { finding -> AWSSession? in
      let settings = try settings.get()
      let servers = try servers.get()
      _ = try servers.link(to: servers.servers.build)
      let partition = (try? api.get())?.region.partition ?? .aws
      guard let session = try session(settings, partition, try? registry.get()) else {
        finding.add("", "not asked for: \(Self.noPassword)")
        return nil
      }
      try IdentityTokenCheck(session: session, now: context.time.now()).check(&finding)
      return session
    }
    let assumed = runner.check(.sts, waits: true) { finding -> AWSSession? in
      let servers = try servers.get()
      let (session, api) = (try identified.get(), try api.get())
      _ = try servers.link(to: servers.servers.sts)
      guard let session else {
        finding.add("", "not asked: \(Self.noPassword)")
        return nil
      }
      try STSCheck(session: session, api: api, now: context.time.now()).check(&finding)
      return session
    }
    return runner.check(.ecr, waits: true) { finding -> AuthorizationToken? in
      let servers = try servers.get()
      let (session, api) = (try assumed.get(), try api.get())
      _ = try servers.link(to: servers.servers.ecr)
      guard let session else {
        finding.add("", "not asked: \(Self.noPassword)")
        return nil
      }
      return try checkECR(session, api, (try? registry.get()).flatMap { $0 }, &finding)
    }
  }

  /// The password; `nil` where Docker does without.
  private func checkECR(
    _ session: AWSSession, _ api: TokenScope, _ registry: ECRRegistry?, _ finding: inout CheckResult
  ) throws -> AuthorizationToken? {
    do {
      return try ECRCheck(session: session, api: api, now: context.time.now()).check(&finding)
    } catch let failure as Diagnostic {
      guard let registry, AnonymousPulls.areMeant(of: registry, after: failure, session.settings) else { throw failure }
      finding.warn("\(failure.problem). \(AnonymousPulls.cost)", advice: failure.advice)
      return nil
    }
  }

  private static let noPassword = "Docker pulls without a password"

  /// Who we are; `nil` where that is nobody, which ECR Public allows.
  private func session(
    _ settings: Settings, _ partition: Partition, _ registry: ECRRegistry??
  ) throws -> AWSSession? {
    do {
      return try AWSSession(CommandContext(context, settings), partition: partition)
    } catch let failure as Diagnostic {
      guard let registry = registry.flatMap({ $0 }), AnonymousPulls.areMeant(of: registry, after: failure, settings)
      else { throw failure }
      return nil
    }
  }

  private func checkAnswers(
    _ settings: Link<Settings>, _ registry: Link<ECRRegistry?>, _ servers: Link<ServerLinks>,
    _ token: Link<AuthorizationToken?>, _ passwords: [StoredPassword]
  ) {
    func client(_ basicCredentials: Secret?) throws -> (RegistryClient, ECRRegistry) {
      let servers = try servers.get()
      guard let registry = try registry.get() else { throw CheckRunner.Skipped(because: CheckID.registry.title) }
      _ = try servers.link(to: servers.servers.registryTarget)
      let sender = try CommandContext(context, settings.get()).sender()
      return (RegistryClient(host: registry.host, sender: sender, basicCredentials: basicCredentials), registry)
    }
    let answered = runner.check(.answer, waits: true) { finding in
      let token = try token.get()
      let (client, registry) = try client(
        token.map { DockerConfig.basicCredentials(username: $0.username, password: $0.password) })
      try AnswerCheck(
        client: client,
        advice: (token == nil ? "Everybody may pull here" : "ECR issued the password just now")
          + ": check proxies, and the AWS_ENDPOINT_URL variables."
      ).check(&finding)
      return (client, registry)
    }
    for stored in passwords {
      runner.check(.storedPassword, stored.client, waits: true) { finding in
        let (client, _) = try client(stored.password)
        try AnswerCheck(
          client: client, advice: stored.advice, commands: stored.commands, isOthers: stored.client != nil
        ).check(&finding)
      }
    }
    guard let repository else { return }
    for link in [CheckID.pull, .push] {
      runner.check(link, waits: true) { finding in
        let (client, registry) = try answered.get()
        let check = RepositoryCheck(client: client, registry: registry, repository: repository)
        if link == .pull { try check.checkPull(&finding) } else { try check.checkPush(&finding) }
      }
    }
  }

  private func host(_ registry: Link<ECRRegistry?>) throws -> String {
    guard let registry = try registry.get() else { throw CheckRunner.Skipped(because: CheckID.registry.title) }
    return registry.host
  }
}
