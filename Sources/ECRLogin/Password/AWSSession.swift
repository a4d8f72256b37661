import AWSAuth
import Basics
import TrustPolicy

/// One command's work with AWS: who we are, the way to the network, and one deadline for everything.
struct AWSSession: Sendable {
  let settings: Settings
  let identity: Identity
  let partition: Partition
  let sender: RetryingClient
  let log: @Sendable (String) -> Void
  private let memory = CredentialsCache()

  /// Resolves the settings; nothing is asked yet.
  /// - Parameters:
  ///   - context: The outside world.
  ///   - settings: What the user wants.
  ///   - partition: The partition that is dealt with, whose audience is asked for.
  /// - Throws: `AuthenticationFailure`: a setting cannot be used, or there is no identity.
  init(_ context: ProcessContext, _ settings: Settings, partition: Partition) throws {
    self.settings = settings
    self.partition = partition
    log = context.log(settings)
    sender = try Self.sender(context, settings)
    do {
      identity = try Identity(
        role: settings.role(),
        tokens: IdentityTokenProvider(
          sources: settings.tokenSources(sender: sender, files: context.files),
          audience: settings[.audience]?.value ?? partition.defaultAudience,
          audienceIsExplicit: settings[.audience] != nil, now: sender.now),
        keys: settings.keys)
    } catch let failure as AuthenticationFailure {
      throw settings.namingUnused(failure)
    }
    if let role = identity.role, role.partition != partition {
      // A role can do nothing in another partition than its own: said before anybody is asked.
      throw AuthenticationFailure(
        .invalidConfiguration,
        "the role \(role) (from \(settings[.roleARN]?.source ?? "")) is in partition \(role.partition.id), but the "
          + "registry is in \(partition.id)",
        advice: "Name a role of the registry's partition: its ARN begins with arn:\(partition.id):iam.")
    }
  }

  /// The way to the network, with the deadline for everything.
  /// - Throws: `AuthenticationFailure`: a setting cannot be used.
  static func sender(_ context: ProcessContext, _ settings: Settings) throws -> RetryingClient {
    RetryingClient(
      transport: context.makeTransport(try settings.network(isReadable: context.files.isReadable)), time: context.time,
      deadline: Deadline(after: try settings.timeout(), by: context.time), log: context.log(settings),
      hint: { settings.hint(about: $0) })
  }

  /// Credentials of the identity, asked for in a region; once for each of STS's endpoints.
  /// - Parameters:
  ///   - region: The region.
  ///   - variant: Which of STS's names is used.
  ///   - next: Where they will be shown at once: a connection to it is opened meanwhile.
  /// - Returns: The credentials.
  /// - Throws: `AuthenticationFailure`.
  func credentials(
    in region: Region, _ variant: EndpointVariant = EndpointVariant(), for next: Endpoint? = nil
  ) throws -> Credentials {
    if case .keys(let keys) = identity { return keys }
    let endpoint = try settings.stsEndpoint(in: region, variant)
    let sts = STSClient(region: region, endpoint: endpoint, sender: sender)
    let sessionName = try settings.sessionName()
    let duration = try settings.duration()
    openConnections(to: endpoint, then: next)
    return try memory.credentials(of: endpoint) {
      do {
        return try ask(sts, sessionName, duration)
      } catch let failure as AuthenticationFailure {
        throw withDiagnosis(failure)
      }
    }
  }

  /// Opens the connections that will be needed after others have answered; what is asked at once opens its own.
  private func openConnections(to sts: Endpoint, then next: Endpoint?) {
    switch memory.knowledge(of: sts) {
    case .known: return
    case .inFlight: break
    case .nothing:
      if case .webIdentity(_, let tokens) = identity, tokens.needsFetch { sender.preconnect(sts) }
    }
    if let next { sender.preconnect(next) }
  }

  private func ask(_ sts: STSClient, _ sessionName: RoleSessionName, _ duration: SessionDuration?) throws -> Credentials
  {
    switch identity {
    case .webIdentity(let role, let tokens):
      try WebIdentityCredentials(role: role, tokens: tokens, sessionName: sessionName, duration: duration, sts: sts)
        .credentials()
    case .assumedRole(let role, let keys):
      try AssumedRoleCredentials(role: role, source: keys, sessionName: sessionName, duration: duration, sts: sts)
        .credentials()
    case .keys(let keys): keys
    }
  }

  /// Adds to a refusal that AWS gives no reason for what the trust policy needs, and how to see what is wrong with it.
  private func withDiagnosis(_ failure: AuthenticationFailure) -> AuthenticationFailure {
    guard failure.code == "AccessDenied", case .webIdentity(let role, let tokens) = identity,
      let token = try? tokens.currentOrExpired(), let subject = token.subject
    else { return failure }
    var failure = failure
    let audience = token.authorizedParty ?? token.audiences.joined(separator: ", ")
    failure.advice += " The trust policy needs aud \(audience.quoted) and sub \(subject.quoted)."
    // What the environment has, the command will find by itself.
    let file = settings[.webIdentityTokenFile].flatMap { file in
      file.source == tokens.sourceName && file.source != "AWS_WEB_IDENTITY_TOKEN_FILE" ? file.value : nil
    }
    failure.diagnosis = PolicyCheckCommand(role: role, token: token, tokenFile: file).line
    return failure
  }

  /// An authorization token of ECR's API, fresh.
  func authorizationToken(of api: TokenScope) throws -> AuthorizationToken {
    let endpoint = try settings.ecrEndpoint(for: api)
    let ecr = ECRClient(service: api.service, region: api.region, endpoint: endpoint, sender: sender)
    return try ecr.authorizationToken(
      signedBy: credentials(in: api.region, api.variant, for: endpoint), identity: identity)
  }

  /// What the cache keeps an API's token under.
  func cacheKey(of api: TokenScope) throws -> CacheKey {
    CacheKey(
      region: api.region, endpoint: try settings.ecrEndpoint(for: api), identity: identity.cacheName,
      audience: identity.audience ?? "", build: try build())
  }

  /// What tells this build from others, without asking anybody where Bitrise says it.
  private func build() throws -> String {
    if let (_, value) = settings.environment.first(of: [.buildSlug, .buildURL]) { return value }
    guard case .webIdentity(_, let tokens) = identity else { return "" }
    // Also of one that has expired: the password that it once brought may still be good.
    let token = try tokens.currentOrExpired()
    return "\(token.issuer ?? "") \(token.subject ?? "")"
  }

  /// Adds the role to a failure that does not name it.
  func naming(_ failure: AuthenticationFailure) -> AuthenticationFailure {
    guard let role = identity.role, !failure.problem.containsUTF8(role.description) else { return failure }
    var failure = failure
    // One pair of brackets is enough, whatever stands in it.
    failure.problem =
      failure.problem.ends(with: ")")
      ? "\(String(failure.problem.unicodeScalars.dropLast())); role \(role))" : "\(failure.problem) (role \(role))"
    return failure
  }
}
