/// A role, assumed with other credentials.
package struct AssumedRoleCredentials: CredentialsProvider {
  private let sts: STSClient
  private let role: RoleARN
  private let source: Credentials
  private let sessionName: RoleSessionName
  private let duration: SessionDuration?

  /// Creates the provider of a role's credentials.
  /// - Parameters:
  ///   - role: The role.
  ///   - source: What the request is signed with.
  ///   - sessionName: What the session is called in CloudTrail.
  ///   - duration: How long the credentials are to last; an hour unless given.
  ///   - sts: The service in the region that is meant.
  package init(
    role: RoleARN, source: Credentials, sessionName: RoleSessionName, duration: SessionDuration? = nil,
    sts: STSClient
  ) {
    self.role = role
    self.source = source
    self.sessionName = sessionName
    self.duration = duration
    self.sts = sts
  }

  /// Asks STS.
  package func credentials() throws -> Credentials {
    try sts.assumeRole(role, signedBy: source, sessionName: sessionName, duration: duration)
  }
}
