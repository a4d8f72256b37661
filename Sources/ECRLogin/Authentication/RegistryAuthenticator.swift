import AWSAuth

/// The way from a registry to its password: settings, cache, identity, STS, ECR.
struct RegistryAuthenticator {
  private let context: ProcessContext
  private let settings: Settings

  init(_ context: ProcessContext, _ settings: Settings) {
    self.context = context
    self.settings = settings
  }

  /// The token for a registry.
  /// - Throws: `AuthenticationFailure` that names the role, if there is one.
  func token(for registry: ECRRegistry) throws -> AuthorizationToken {
    let run = try Run(context, settings, registry)
    do {
      try run.checkPartition()
      guard let cache = try openCache() else { return try run.request() }
      return try cache.token(for: run.cacheKey(), deadline: run.sender.deadline, request: run.request)
    } catch var failure as AuthenticationFailure {
      if let role = run.identity.role, !failure.problem.contains(role.description) {
        // What stands in brackets at the end already is the setting that a value is from.
        failure.problem =
          failure.problem.hasSuffix(")")
          ? "\(failure.problem.dropLast()); role \(role))" : "\(failure.problem) (role \(role))"
      }
      throw failure
    }
  }

  /// Forgets the token for a registry; there need not be one.
  func forget(_ registry: ECRRegistry) throws {
    try openCache()?.forget(Run(context, settings, registry).cacheKey())
  }

  private func openCache() throws -> TokenCache? {
    guard try settings.usesCache() else { return nil }
    let log = context.log(settings)
    let path = CacheLocation.directory(
      settings.environment, userID: context.userID, isDirectory: context.files.isWritableDirectory)
    guard let path else {
      log("cache: there is no place for one")
      return nil
    }
    do throws(CacheDirectory.Unusable) {
      return try TokenCache(directory: path, time: context.time, log: log)
    } catch {
      log("cache: none: \(error.reason)")
      return nil
    }
  }
}

/// One registry's way: everything resolved, nothing asked yet.
private struct Run {
  let registry: ECRRegistry
  let identity: Identity
  let sender: RequestSender
  private let settings: Settings
  private let audience: String

  init(_ context: ProcessContext, _ settings: Settings, _ registry: ECRRegistry) throws {
    self.registry = registry
    self.settings = settings
    let network = try settings.network(exists: context.files.isReadable)
    let sender = RequestSender(
      transport: context.makeTransport(network), time: context.time,
      deadline: Deadline(after: try settings.timeout(), by: context.time), log: context.log(settings))
    self.sender = sender
    let audience = settings[.audience]?.value ?? registry.region.partition.defaultAudience
    self.audience = audience
    identity = try Identity(
      role: settings.role(),
      tokens: IdentityTokenProvider(
        sources: settings.tokenSources(sender: sender, files: context.files), audience: audience,
        audienceIsExplicit: settings[.audience] != nil, now: context.time.now),
      keys: settings.keys)
  }

  /// A role can do nothing in another partition than its own: said at once, before anybody is asked.
  func checkPartition() throws {
    let theirs = registry.region.partition
    guard let role = identity.role, role.partition != theirs else { return }
    throw AuthenticationFailure(
      .invalidConfiguration,
      "the role \(role) (from \(settings[.roleARN]?.source ?? "")) is in partition \(role.partition.id), but the "
        + "registry is in \(theirs.id)",
      advice: "Name a role of the registry's partition: its ARN begins with arn:\(theirs.id):iam.")
  }

  func cacheKey() throws -> CacheKey {
    CacheKey(
      region: registry.region, endpoint: try settings.ecrEndpoint(for: registry),
      identity: identity.cacheName, audience: identity.usesToken ? audience : "", build: try build())
  }

  /// What tells this build from others, without asking anybody where Bitrise says it.
  private func build() throws -> String {
    if let (_, value) = settings.environment.first(of: ["BITRISE_BUILD_SLUG", "BITRISE_BUILD_URL"]) { return value }
    guard case .webIdentity(_, let tokens) = identity else { return "" }
    let token = try tokens.token()
    return "\(token.issuer ?? "") \(token.subject ?? "")"
  }

  func request() throws -> AuthorizationToken {
    let ecr = ECRClient(
      service: registry.kind == .publicGallery ? .ecrPublic : .ecr, region: registry.region,
      endpoint: try settings.ecrEndpoint(for: registry), sender: sender)
    return try ecr.authorizationToken(signedBy: credentials(), identity: identity)
  }

  private func credentials() throws -> Credentials {
    func sts() throws -> STSClient {
      STSClient(region: registry.region, endpoint: try settings.stsEndpoint(for: registry), sender: sender)
    }
    switch identity {
    case .webIdentity(let role, let tokens):
      return try WebIdentityCredentials(
        role: role, tokens: tokens, sessionName: settings.sessionName(), duration: settings.duration(), sts: sts()
      ).credentials()
    case .assumedRole(let role, let keys):
      return try AssumedRoleCredentials(
        role: role, source: keys, sessionName: settings.sessionName(), duration: settings.duration(), sts: sts()
      ).credentials()
    case .keys(let keys): return keys
    }
  }
}

extension Identity {
  fileprivate var usesToken: Bool {
    if case .webIdentity = self { true } else { false }
  }
}
