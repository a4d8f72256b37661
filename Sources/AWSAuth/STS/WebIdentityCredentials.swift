/// A role, assumed with the build's identity token: no stored key is involved.
public struct WebIdentityCredentials: CredentialsProvider {
  private let sts: STSClient
  private let role: RoleARN
  private let tokens: IdentityTokenProvider
  private let sessionName: RoleSessionName
  private let duration: SessionDuration?

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
    self.role = role
    self.tokens = tokens
    self.sessionName = sessionName
    self.duration = duration
    self.sts = sts
  }

  /// Shows the token to STS; where STS finds it too old, shows a new one, once.
  public func credentials() throws -> Credentials {
    let token = try tokens.token(learnTime: sts.learnTime)
    do {
      return try sts.assumeRole(role, with: token, sessionName: sessionName, duration: duration)
    } catch let failure as AuthenticationFailure where failure.code == "ExpiredTokenException" {
      guard let new = try tokens.renewed(insteadOf: token) else { throw failure }
      return try assume(withNew: new)
    }
  }

  /// Shows a token that was issued a moment ago: if it is too old as well, no other one will do.
  private func assume(withNew token: IdentityToken) throws -> Credentials {
    do {
      return try sts.assumeRole(role, with: token, sessionName: sessionName, duration: duration)
    } catch var failure as AuthenticationFailure where failure.code == "ExpiredTokenException" {
      failure.advice =
        "A token that the build API issued just now is too old for AWS: this is trouble on Bitrise's or AWS's side; "
        + "start the build again later."
      throw failure
    }
  }
}
