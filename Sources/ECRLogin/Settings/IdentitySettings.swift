import AWSAuth

extension Settings {
  /// The sources of an identity token that are configured, in the order in which they win.
  func tokenSources(sender: RetryingClient, files: FileReader) throws -> [any IdentityTokenSource] {
    var sources: [any IdentityTokenSource] = []
    let variable = Variable.identityToken
    if let token = environment[variable] { sources.append(StaticIdentityToken(Secret(token), name: variable.name)) }
    if let (endpoint, apiToken) = try buildEndpoint() {
      sources.append(BuildAPI(endpoint: endpoint, apiToken: apiToken, sender: sender))
    }
    if let file = self[.webIdentityTokenFile] {
      sources.append(FileIdentityToken(path: file.value, name: file.source, read: files.reader(for: file.source)))
    }
    return sources
  }

  /// The keys in AWS's own variables; `nil` where there are none.
  /// - Throws: `Diagnostic` of kind `invalidConfiguration`: one half of a pair is missing, or one is no key.
  func keys() throws -> Credentials? {
    switch (try environment.key(.accessKeyID), try environment.key(.secretAccessKey)) {
    case (nil, nil): return nil
    case (let id?, let secret?):
      return Credentials(
        accessKeyID: id, secretAccessKey: Secret(secret),
        sessionToken: try environment.key(.sessionToken).map { Secret($0) })
    case (let id, _):
      let (given, missing): (Variable, Variable) =
        id == nil ? (.secretAccessKey, .accessKeyID) : (.accessKeyID, .secretAccessKey)
      throw Diagnostic(
        .invalidConfiguration, "\(given) is set, but \(missing) is not", advice: "Set both, or neither.")
    }
  }
}

extension CommandContext {
  /// What provides the identity token.
  /// - Parameters:
  ///   - partition: The partition that is dealt with, whose audience is asked for unless a setting names another.
  ///   - sender: Asks the services that issue tokens.
  ///   - sources: Where the token can come from; what the settings say unless given.
  /// - Returns: `nil` where no source is configured.
  /// - Throws: `Diagnostic`: a setting cannot be used.
  func identityTokens(
    for partition: Partition, _ sender: RetryingClient, from sources: [any IdentityTokenSource]? = nil
  ) throws -> IdentityTokenProvider? {
    let audience = settings[.audience]
    return IdentityTokenProvider(
      sources: try sources ?? settings.tokenSources(sender: sender, files: process.files),
      audience: audience?.value ?? partition.defaultAudience, audienceIsExplicit: audience != nil, now: sender.now)
  }
}
