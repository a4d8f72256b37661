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

  /// The keys in AWS's own variables.
  func keys() throws -> Credentials? {
    try Credentials.fromVariables(
      accessKeyID: environment.key(.accessKeyID),
      secretAccessKey: environment.key(.secretAccessKey).map { Secret($0) },
      sessionToken: environment.key(.sessionToken).map { Secret($0) })
  }
}
