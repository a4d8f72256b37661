extension WebIdentityCredentials {
  /// Creates the provider of a role's credentials from a file that somebody else keeps an identity token in.
  ///
  /// It is what AWS's SDKs do with `AWS_ROLE_ARN`, `AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_REGION`; no variable is read
  /// here. The file is read anew in each call of `credentials()`, and nothing is read or sent before.
  ///
  /// - Parameters:
  ///   - role: The role's ARN, such as `arn:aws:iam::123456789012:role/deploy`.
  ///   - tokenFile: The path of a file with a JWT in it, of at most 20,000 characters.
  ///   - region: The region whose STS is asked, such as `eu-central-1`.
  ///   - sessionName: What the session is called in CloudTrail: 2 to 64 characters of `A-Z a-z 0-9 _+=,.@-`; `AWSAuth`
  ///     unless given.
  ///   - durationSeconds: How long the credentials are to last, 900 to 43,200 seconds; STS's own default, an hour,
  ///     unless given.
  ///   - timeout: How long one call of `credentials()` may take in all, repetitions included; 45 seconds unless given.
  ///   - network: Proxy and certificates; no proxy and the system's certificates unless given.
  /// - Throws: An error of kind `invalidConfiguration`: role, region, session name or duration is not one that STS takes
  ///   (API reference, AssumeRoleWithWebIdentity).
  public init(
    role: String, tokenFile: String, region: String, sessionName: String = "AWSAuth", durationSeconds: Int? = nil,
    timeout: Duration = .seconds(45), network: NetworkSettings = NetworkSettings(userAgent: "AWSAuth")
  ) throws(AWSAuthError) {
    try self.init(
      role: role, source: FileIdentityToken(path: tokenFile, name: "the parameter tokenFile"), region: region,
      sessionName: sessionName, durationSeconds: durationSeconds, timeout: timeout,
      transport: LibcurlTransport(network))
  }

  /// Creates the provider of a role's credentials from an identity token.
  ///
  /// Nothing is sent before `credentials()` is called. It works as long as the token has not expired.
  ///
  /// - Parameters:
  ///   - role: The role's ARN, such as `arn:aws:iam::123456789012:role/deploy`.
  ///   - token: A JWT of at most 20,000 characters.
  ///   - region: The region whose STS is asked, such as `eu-central-1`.
  ///   - sessionName: What the session is called in CloudTrail: 2 to 64 characters of `A-Z a-z 0-9 _+=,.@-`; `AWSAuth`
  ///     unless given.
  ///   - durationSeconds: How long the credentials are to last, 900 to 43,200 seconds; STS's own default, an hour,
  ///     unless given.
  ///   - timeout: How long one call of `credentials()` may take in all, repetitions included; 45 seconds unless given.
  ///   - network: Proxy and certificates; no proxy and the system's certificates unless given.
  /// - Throws: An error of kind `invalidConfiguration`: role, region, session name or duration is not one that STS takes
  ///   (API reference, AssumeRoleWithWebIdentity).
  public init(
    role: String, token: Secret, region: String, sessionName: String = "AWSAuth", durationSeconds: Int? = nil,
    timeout: Duration = .seconds(45), network: NetworkSettings = NetworkSettings(userAgent: "AWSAuth")
  ) throws(AWSAuthError) {
    try self.init(
      role: role, source: StaticIdentityToken(token, name: "the parameter token"), region: region,
      sessionName: sessionName,
      durationSeconds: durationSeconds, timeout: timeout, transport: LibcurlTransport(network))
  }

  /// Creates the provider of a role's credentials from one source of a token.
  /// - Parameters:
  ///   - role: The role's ARN.
  ///   - source: Where the token is from.
  ///   - region: The region whose STS is asked.
  ///   - sessionName: What the session is called in CloudTrail.
  ///   - durationSeconds: How long the credentials are to last; not sent unless given.
  ///   - timeout: How long one call may take.
  ///   - transport: What sends one request.
  ///   - time: Where time and chance come from.
  /// - Throws: An error of kind `invalidConfiguration`.
  package init(
    role: String, source: any IdentityTokenSource, region: String, sessionName: String, durationSeconds: Int?,
    timeout: Duration, transport: any HTTPTransport, time: TimeSource = .system
  ) throws(AWSAuthError) {
    let region = try Region(region)
    self.init(
      role: try RoleARN(role), sessionName: try RoleSessionName(sessionName),
      duration: try durationSeconds.map { seconds throws(AWSAuthError) in try SessionDuration(String(seconds)) }
    ) {
      // Anew for each call: the time for everything begins with it, and the file may have another token by then.
      let sender = RetryingClient(transport: transport, time: time, deadline: Deadline(after: timeout, by: time))
      let tokens = IdentityTokenProvider(source, audience: region.partition.defaultAudience, now: sender.now)
      return Exchange(tokens: tokens, sts: STSClient(region: region, sender: sender))
    }
  }
}
