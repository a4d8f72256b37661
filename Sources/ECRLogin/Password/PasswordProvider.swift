import AWSAuth
import Basics

/// The way from registries to their passwords: settings, cache, identity, STS, ECR.
struct PasswordProvider: Sendable {
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

  /// The token of one registry.
  /// - Throws: `AuthenticationFailure` that names the role, if there is one.
  func token(of argument: RegistryArgument) throws -> AuthorizationToken {
    let request = TokenRequest(argument, settings)
    return try token(of: request.api, session(for: request), openCache())
  }

  /// Several tokens, asked for at the same time; the identity token is asked for once for the settings of all.
  func tokens(of requests: [TokenRequest]) throws -> [TokenRequest: Outcome] {
    let cache = try openCache()
    var shared: [Partition: Result<AWSSession, AuthenticationFailure>] = [:]
    for request in requests where request.host == nil && shared[request.api.region.partition] == nil {
      shared[request.api.region.partition] = Self.outcome { try session(for: request) }
    }
    let outcomes = Locked<[TokenRequest: Outcome]>([:])
    let sessions = shared
    concurrentPerform(requests.count) { index in
      let request = requests[index]
      let outcome = Self.outcome {
        let known = request.host == nil ? sessions[request.api.region.partition] : nil
        return try token(of: request.api, known?.get() ?? session(for: request), cache)
      }
      outcomes.withLock { $0[request] = outcome }
    }
    return outcomes.withLock { $0 }
  }

  /// Forgets the token of a registry; there need not be one.
  /// - Throws: `AuthenticationFailure`: without an identity nobody knows which token it would be.
  func forget(_ registry: ECRRegistry) throws {
    guard let cache = try openCache() else { return }
    let session = try session(for: TokenRequest(.registry(registry), settings))
    cache.forget(try session.cacheKey(of: registry.api))
  }

  /// Forgets all tokens of this user.
  func forgetAll() throws {
    try openCache()?.forgetAll()
  }

  private func token(of api: TokenScope, _ session: AWSSession, _ cache: TokenCache?) throws -> AuthorizationToken {
    do {
      guard let cache else { return try session.authorizationToken(of: api) }
      return try cache.token(for: session.cacheKey(of: api), deadline: session.sender.deadline) {
        try session.authorizationToken(of: api)
      }
    } catch let failure as AuthenticationFailure {
      throw session.naming(failure)
    }
  }

  private func session(for request: TokenRequest) throws -> AWSSession {
    let partition = request.api.region.partition
    if let host = request.host {
      return try AWSSession(context, settings.resolved(for: host), partition: partition)
    }
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
