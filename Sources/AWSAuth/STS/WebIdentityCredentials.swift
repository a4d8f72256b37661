/// A role, assumed with an identity token: no stored key is involved.
///
/// This is AWS's AssumeRoleWithWebIdentity
/// (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html).
public struct WebIdentityCredentials: CredentialsProvider {
  private let role: RoleARN
  private let sessionName: RoleSessionName
  private let duration: SessionDuration?
  private let begin: @Sendable () -> Exchange

  /// What is asked in one call.
  struct Exchange: Sendable {
    /// Where the identity token is from.
    let tokens: IdentityTokenProvider
    /// The service in the region that is meant.
    let sts: STSClient
  }

  /// Creates the provider of a role's credentials.
  /// - Parameters:
  ///   - role: The role.
  ///   - tokens: Where the identity token is from.
  ///   - sessionName: What the session is called in CloudTrail.
  ///   - duration: How long the credentials are to last; the role's own default unless given.
  ///   - sts: The service in the region that is meant.
  public init(
    role: RoleARN, tokens: IdentityTokenProvider, sessionName: RoleSessionName, duration: SessionDuration? = nil,
    sts: STSClient
  ) {
    self.init(role: role, sessionName: sessionName, duration: duration) { Exchange(tokens: tokens, sts: sts) }
  }

  /// Creates the provider of a role's credentials.
  /// - Parameters:
  ///   - role: The role.
  ///   - sessionName: What the session is called in CloudTrail.
  ///   - duration: How long the credentials are to last; the role's own default unless given.
  ///   - begin: Makes what a call asks, anew for each.
  init(
    role: RoleARN, sessionName: RoleSessionName, duration: SessionDuration?,
    begin: @escaping @Sendable () -> Exchange
  ) {
    self.role = role
    self.sessionName = sessionName
    self.duration = duration
    self.begin = begin
  }

  /// Shows the token to STS; where STS finds it too old, shows a new one, once.
  ///
  /// Blocks the calling thread until STS has answered, or the deadline has passed. Nothing is kept: each call
  /// asks STS.
  /// - Returns: The credentials, with the time at which AWS stops accepting them.
  /// - Throws: `AWSAuthError`: there is no usable token, STS cannot be reached or refuses it, or the deadline has
  ///   passed. Errors of the token's source are passed on.
  public func credentials() throws -> Credentials {
    let exchange = begin()
    let token = try exchange.tokens.token(synchronizeClock: exchange.sts.synchronizeClock)
    do throws(AWSAuthError) {
      return try assumeRole(with: token, exchange.sts)
    } catch {
      guard error.code == "ExpiredTokenException", let new = try exchange.tokens.refresh(replacing: token) else {
        throw error
      }
      return try assumeRole(withNew: new, exchange.sts)
    }
  }

  private func assumeRole(with token: IdentityToken, _ sts: STSClient) throws(AWSAuthError) -> Credentials {
    try sts.assumeRole(role, with: token, sessionName: sessionName, duration: duration)
  }

  /// Shows a token that was issued a moment ago: if it is too old as well, no other one will do.
  private func assumeRole(withNew token: IdentityToken, _ sts: STSClient) throws(AWSAuthError) -> Credentials {
    do throws(AWSAuthError) {
      return try assumeRole(with: token, sts)
    } catch {
      guard error.code == "ExpiredTokenException", var refusal = error.cause as? STSRefusal else { throw error }
      refusal.isOfNewToken = true
      throw AWSAuthError(refusal)
    }
  }
}
