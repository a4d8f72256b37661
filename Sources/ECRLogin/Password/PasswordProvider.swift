import AWSAuth
import Basics

/// The way from registries to their passwords: identity, cache, STS, ECR, in this order.
///
/// The one owner of that order; `AWSSession` and `TokenCache` only answer.
struct PasswordProvider: Sendable {
  private let command: CommandContext
  /// What the caller has begun already, for its partition.
  private let session: AWSSession?

  /// What came of asking for a token.
  typealias Outcome = Result<AuthorizationToken, Diagnostic>

  /// - Parameters:
  ///   - command: What the command works with.
  ///   - session: What the command has begun with AWS already.
  init(_ command: CommandContext, session: AWSSession? = nil) {
    self.command = command
    self.session = session
  }

  /// The token of one registry.
  /// - Throws: `Diagnostic` that names the role, if there is one.
  func token(of argument: RegistryArgument) throws -> AuthorizationToken {
    let request = TokenRequest(argument, command.settings)
    return try token(of: request.api, session(for: request), openCache())
  }

  /// Several tokens, asked for at the same time; the identity token is asked for once for the settings of all.
  func tokens(of requests: [TokenRequest]) throws -> [TokenRequest: Outcome] {
    let cache = try openCache()
    var shared: [Partition: Result<AWSSession, Diagnostic>] = [:]
    for request in requests where request.host == nil && shared[request.api.region.partition] == nil {
      shared[request.api.region.partition] = Result { try session(for: request) }
    }
    let outcomes = Locked<[TokenRequest: Outcome]>([:])
    let sessions = shared
    concurrentPerform(requests.count) { index in
      let request = requests[index]
      let outcome = Outcome {
        let known = request.host == nil ? sessions[request.api.region.partition] : nil
        return try token(of: request.api, known?.get() ?? session(for: request), cache)
      }
      outcomes.withLock { $0[request] = outcome }
    }
    return outcomes.withLock { $0 }
  }

  /// Forgets the token of a registry; there need not be one.
  /// - Throws: `Diagnostic`: without an identity nobody knows which token it would be.
  func forget(_ registry: ECRRegistry) throws {
    guard let cache = try openCache() else { return }
    let session = try session(for: TokenRequest(.registry(registry), command.settings))
    let endpoint = try session.settings.ecrEndpoint(for: registry.api)
    cache.forget(try Self.key(registry.api, endpoint, session))
  }

  /// Forgets all tokens of this user.
  func forgetAll() throws {
    try openCache()?.forgetAll()
  }

  private func token(of api: TokenScope, _ session: AWSSession, _ cache: TokenCache?) throws -> AuthorizationToken {
    try session.namingRole {
      let endpoint = try session.settings.ecrEndpoint(for: api)
      guard let cache else { return try session.authorizationToken(of: api, at: endpoint) }
      return try cache.token(for: Self.key(api, endpoint, session), deadline: session.sender.deadline) {
        try session.authorizationToken(of: api, at: endpoint)
      }
    }
  }

  private static func key(_ api: TokenScope, _ endpoint: Endpoint, _ session: AWSSession) throws -> CacheKey {
    CacheKey(
      region: api.region, endpoint: endpoint, identity: session.identity.cacheName,
      audience: session.identity.audience ?? "", build: try session.build())
  }

  private func session(for request: TokenRequest) throws -> AWSSession {
    let partition = request.api.region.partition
    if let host = request.host { return try AWSSession(command.resolved(for: host), partition: partition) }
    if let session, session.partition == partition { return session }
    return try AWSSession(command, partition: partition)
  }

  private func openCache() throws -> TokenCache? {
    let settings = command.settings
    guard try settings.usesCache() else { return nil }
    let log = command.log
    let path = CacheLocation.directory(
      settings.environment, userID: command.process.userID,
      isDirectory: command.process.files.isWritableDirectory)
    guard let path else {
      log("cache: there is no place for one")
      return nil
    }
    do throws(CacheDirectory.Unusable) {
      return try TokenCache(directory: path, time: command.process.time, log: settings.isVerbose ? log : nil)
    } catch {
      log("cache: none: \(error.reason)")
      return nil
    }
  }
}
