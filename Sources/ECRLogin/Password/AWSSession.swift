import AWSAuth
import Basics
import TrustPolicy

/// Who we are towards AWS, with what that identity is given: AWS credentials, and ECR's authorization tokens.
///
/// It answers from nothing but AWS; `PasswordProvider` has the cache.
struct AWSSession: Sendable {
  let identity: Identity
  let partition: Partition
  let sender: RetryingClient
  private let command: CommandContext
  private let memory = CredentialsCache()

  /// What the user wants.
  var settings: Settings { command.settings }

  /// Resolves the settings; nothing is asked yet.
  /// - Parameters:
  ///   - command: What the command works with.
  ///   - partition: The partition that is dealt with, whose audience is asked for.
  /// - Throws: `Diagnostic`: a setting cannot be used, or there is no identity.
  init(_ command: CommandContext, partition: Partition) throws {
    self.command = command
    self.partition = partition
    let settings = command.settings
    sender = try command.sender()
    do {
      identity = try Identity(
        role: settings.role(), tokens: command.identityTokens(for: partition, sender), keys: settings.keys)
    } catch let failure as Diagnostic {
      throw settings.namingUnused(failure)
    }
    if let role = identity.role, role.partition != partition {
      // A role can do nothing in another partition than its own: said before anybody is asked.
      throw Diagnostic(
        .invalidConfiguration,
        "the role \(role) (from \(settings[.roleARN]?.source ?? "")) is in partition \(role.partition.id), but the "
          + "registry is in \(partition.id)",
        advice: "Name a role of the registry's partition: its ARN begins with arn:\(partition.id):iam.")
    }
  }

  /// Credentials of the identity, asked for in a region; once for each of STS's endpoints.
  /// - Parameters:
  ///   - region: The region.
  ///   - variant: Which of STS's names is used.
  ///   - next: Where they will be shown at once: a connection to it is opened meanwhile.
  /// - Returns: The credentials.
  /// - Throws: `Diagnostic`.
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
        return try diagnosing(hint: settings.hint) { try ask(sts, sessionName, duration) }
      } catch let failure as Diagnostic {
        throw withCheckCommand(failure)
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
  private func withCheckCommand(_ failure: Diagnostic) -> Diagnostic {
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
    failure.command = PolicyCheckCommand(role: role, token: token, tokenFile: file).line
    return failure
  }

  /// An authorization token, fresh.
  /// - Parameters:
  ///   - api: The API of ECR that issues it.
  ///   - endpoint: Where that is.
  /// - Returns: The token.
  /// - Throws: `Diagnostic`.
  func authorizationToken(of api: TokenScope, at endpoint: Endpoint) throws -> AuthorizationToken {
    let ecr = ECRClient(service: api.service, region: api.region, endpoint: endpoint, sender: sender)
    let credentials = try credentials(in: api.region, api.variant, for: endpoint)
    return try diagnosing(hint: settings.hint) {
      try ecr.authorizationToken(signedBy: credentials, identity: identity)
    }
  }

  /// What tells this build from others, without asking anybody where Bitrise says it.
  /// - Throws: `Diagnostic`: it is in the identity token, which cannot be had.
  func build() throws -> String {
    if let (_, value) = settings.environment.first(of: [.buildSlug, .buildURL]) { return value }
    guard case .webIdentity(_, let tokens) = identity else { return "" }
    // Also of one that has expired: the password that it once brought may still be good.
    let token = try diagnosing { try tokens.currentOrExpired() }
    return "\(token.issuer ?? "") \(token.subject ?? "")"
  }

  /// Adds the role to a failure that does not name it.
  /// - Parameter work: What may fail.
  /// - Returns: What it returns.
  /// - Throws: What it throws, with the role.
  func namingRole<T>(_ work: () throws -> T) throws -> T {
    do {
      return try work()
    } catch var failure as Diagnostic {
      guard let role = identity.role, !failure.problem.containsUTF8(role.description) else { throw failure }
      // One pair of brackets is enough, whatever stands in it.
      failure.problem =
        failure.problem.ends(with: ")")
        ? "\(String(failure.problem.unicodeScalars.dropLast())); role \(role))" : "\(failure.problem) (role \(role))"
      throw failure
    }
  }
}
