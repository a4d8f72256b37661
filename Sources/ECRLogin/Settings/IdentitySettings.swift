import AWSAuth

extension Settings {
  /// The sources of an identity token that are configured, in the order in which they win.
  func tokenSources(sender: RequestSender, files: FileReader) throws -> [any IdentityTokenSource] {
    var sources: [any IdentityTokenSource] = []
    let variable = "BITRISE_IDENTITY_TOKEN"
    if let token = environment[variable] { sources.append(GivenToken(Secret(token), name: variable)) }
    if let (endpoint, apiToken) = try buildEndpoint() {
      sources.append(BuildAPI(endpoint: endpoint, apiToken: apiToken, sender: sender))
    }
    if let file = self[.webIdentityTokenFile] {
      sources.append(TokenFile(path: file.value, name: file.source, read: files.reader(for: file.source)))
    }
    return sources
  }

  /// The keys in AWS's own variables.
  func keys() throws -> Credentials? {
    try Credentials.fromVariables(
      accessKeyID: environment.key("AWS_ACCESS_KEY_ID"),
      secretAccessKey: environment.key("AWS_SECRET_ACCESS_KEY").map { Secret($0) },
      sessionToken: environment.key("AWS_SESSION_TOKEN").map { Secret($0) })
  }
}
