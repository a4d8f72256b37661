import AWSAuth

extension Settings {
  /// A failure to find any identity, with what is there and was not used: somebody may think that it is.
  func namingUnused(_ failure: Diagnostic) -> Diagnostic {
    guard failure.kind == .notConfigured else { return failure }
    var failure = failure
    for unused in [halfBuild, profile, container].compactMap({ $0 }) {
      failure.problem += "; \(unused.problem)"
      failure.advice += " \(unused.advice)"
    }
    return failure
  }

  private typealias Unused = (problem: String, advice: String)

  private var halfBuild: Unused? {
    let names = [Variable.buildURL, .buildAPIToken]
    guard let present = names.first(where: { environment[$0] != nil }),
      let missing = names.first(where: { environment[$0] == nil })
    else { return nil }
    return (
      "\(present.name) is set, but \(missing.name) is not",
      "To have the build's own token, hand \(missing.name) on as well: Bitrise sets both in every build."
    )
  }

  private var profile: Unused? {
    guard environment[.profile] != nil else { return nil }
    return (
      "AWS_PROFILE is set, but this program reads no profiles",
      "To use a profile's keys, put them into AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN."
    )
  }

  private var container: Unused? {
    let names = [Variable.containerCredentialsPath, .containerCredentialsURL]
    guard let (name, _) = environment.first(of: names) else { return nil }
    return (
      "\(name) is set, but this program does not ask for a container's credentials",
      "To use the container's keys, put them into AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN."
    )
  }
}
