import AWSAuth

/// The way from registries to their passwords: settings, cache, identity, STS, ECR.
struct RegistryAuthenticator: Sendable {
  private let context: ProcessContext
  private let settings: Settings
  /// What the caller has begun already, for its partition.
  private let session: AWSSession?

  /// What came of asking for a token.
  typealias Outcome = Result<AuthorizationToken, AuthenticationFailure>

  init(_ context: ProcessContext, _ settings: Settings, session: AWSSession? = nil) {
    self.context = context
    self.settings = settings
    self.session = session
  }

  /// The token of an API.
  /// - Throws: `AuthenticationFailure` that names the role, if there is one.
  func token(of api: ECRAPI) throws -> AuthorizationToken {
    try token(of: api, session(for: api.region.partition), openCache())
  }

  /// The tokens of several APIs, asked for at the same time; the identity token is asked for once.
  func tokens(of apis: [ECRAPI]) throws -> [ECRAPI: Outcome] {
    let cache = try openCache()
    var sessions: [Partition: Result<AWSSession, AuthenticationFailure>] = [:]
    for partition in Set(apis.map(\.region.partition)) {
      sessions[partition] = Self.outcome { try session(for: partition) }
    }
    let outcomes = Guarded<[ECRAPI: Outcome]>([:])
    let all = sessions
    inThreads(apis.count) { index in
      let api = apis[index]
      let outcome = Self.outcome {
        let session =
          try all[api.region.partition]?.get() ?? self.session(for: api.region.partition)
        return try token(of: api, session, cache)
      }
      outcomes.withLock { $0[api] = outcome }
    }
    return outcomes.withLock { $0 }
  }

  /// Forgets the token of an API; there need not be one.
  /// - Throws: `AuthenticationFailure`: without an identity nobody knows which token it would be.
  func forget(_ api: ECRAPI) throws {
    guard let cache = try openCache() else { return }
    let session = try session(for: api.region.partition)
    cache.forget(try session.cacheKey(of: api))
  }

  /// Forgets all tokens of this user.
  func forgetAll() throws {
    try openCache()?.forgetAll()
  }

  private func token(of api: ECRAPI, _ session: AWSSession, _ cache: TokenCache?) throws -> AuthorizationToken {
    do {
      guard let cache else { return try session.authorizationToken(of: api) }
      return try cache.token(for: session.cacheKey(of: api), deadline: session.sender.deadline) {
        try session.authorizationToken(of: api)
      }
    } catch let failure as AuthenticationFailure {
      throw session.naming(failure)
    }
  }

  private func session(for partition: Partition) throws -> AWSSession {
    if let session, session.partition == partition { return session }
    return try AWSSession(context, settings, partition: partition)
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
      return try TokenCache(directory: path, time: context.time, log: settings.isVerbose ? log : nil)
    } catch {
      log("cache: none: \(error.reason)")
      return nil
    }
  }

  private static func outcome<T>(_ work: () throws -> T) -> Result<T, AuthenticationFailure> {
    do {
      return .success(try work())
    } catch let failure as AuthenticationFailure {
      return .failure(failure)
    } catch {
      return .failure(AuthenticationFailure(.malformedAnswer, "\(error)".printable()))
    }
  }
}
