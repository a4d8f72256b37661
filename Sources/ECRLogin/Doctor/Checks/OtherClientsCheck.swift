import Basics

/// Where the clients that read other files than Docker, or read them in another order, get the password from.
struct OtherClientsCheck {
  let context: ProcessContext
  /// Docker's config.json.
  let path: String
  let host: String
  let repository: String?
  let helpers: HelperAnswers

  /// - Returns: The passwords that podman, skopeo and buildah have from elsewhere than this program.
  func check(_ finding: inout CheckResult) -> [StoredPassword] {
    let bytes = (try? context.files.content(path, 64 << 20)) ?? []
    let docker = DockerLookup(
      context: context, host: host, file: ClientFile(bytes, .docker) ?? ClientFile(),
      problems: DockerConfigSchema.problems(in: bytes), helpers: helpers)
    let groups = lookup(repository).groups
    finding.add(groups)
    for group in groups { classify(group, docker, &finding) }
    warnOfRepositories(&finding)
    describeJib(docker, &finding)
    return groups.compactMap(password)
  }

  /// Says what is not as it should be of some of podman, skopeo and buildah.
  private func classify(_ group: ClientGroup, _ docker: DockerLookup, _ finding: inout CheckResult) {
    let isPlural = group.names.count > 1
    let names = isPlural ? Self.list(group.names) : group.title
    let them = isPlural ? "one of them" : "it"
    let dockerHasOne = docker.helper != nil || docker.outcome(ofOlder: false).password != nil
    switch group.outcome {
    case .fails(let why):
      finding.warn("\(names) \(isPlural ? "fail" : "fails"): \(why)", advice: "Correct that, if you use \(them).")
    case .without where dockerHasOne:
      let since = docker.helper?.section == "credHelpers" ? "" : ": credsStore is not read"
      let reason = docker.helper == nil ? "" : since
      finding.warn(
        "\(names) \(isPlural ? "go" : "goes") on without a password\(reason)", advice: "If you use \(them):",
        commands: commands)
    case .takes(_, let place) where docker.helper?.name == Program.helperName && !place.ends(with: " in \(path)"):
      finding.warn(
        "\(names) \(isPlural ? "take" : "takes") the password of \(place), and never "
          + "\(isPlural ? "ask" : "asks") this program",
        advice: "Take it out:", commands: [logout(place, String(place.rest(afterLast: " in ")))])
    case .chance(let places):
      finding.warn(
        "\(names) \(isPlural ? "take" : "takes") one \(places) by chance", advice: "Leave one of them in the file.")
    case .takes, .without, .asks, .asksUs: break
    }
  }

  /// Warns of entries that are for single repositories, where no repository was named.
  private func warnOfRepositories(_ finding: inout CheckResult) {
    guard repository == nil else { return }
    var files: [String] = []
    for client in ContainersLookup.clients {
      let client = ContainersLookup.Client(name: client.name, isOlder: true)
      for file in ContainersAuthFiles.all(context, dockerConfig: path, client) where !files.contains(file.path) {
        files.append(file.path)
      }
    }
    for file in files {
      guard let bytes = try? context.files.content(file, 64 << 20) else { continue }
      for (key, _) in ClientFile(bytes, .containers)?.auths ?? [] {
        guard let name = key.droppingPrefix("\(host)/"), !name.isEmpty else { continue }
        let place = "auths[\"\(key)\"] in \(file)"
        let groups = lookup(String(name)).groups.filter { group in
          if case .takes(_, place) = group.outcome { true } else { false }
        }
        guard let group = groups.first else { continue }
        let isPlural = group.names.count > 1
        finding.warn(
          "\(isPlural ? Self.list(group.names) : group.title) \(isPlural ? "take" : "takes") the password of "
            + "\(place) for that repository, whatever there is for the registry",
          advice: "Take it out:", commands: [logout(place, file)])
      }
    }
  }

  private func lookup(_ repository: String?) -> ContainersLookup {
    ContainersLookup(context: context, host: host, repository: repository, dockerConfig: path, helpers: helpers)
  }

  /// What takes an entry out of a file.
  private func logout(_ place: String, _ file: String) -> String {
    let key = place.droppingPrefix("auths[\"")?.prefix(before: "\"") ?? host[...]
    return file == path
      ? "\(Program.name) logout \(String(key).shellWord)"
      : "podman logout --authfile \(file.shellWord) \(String(key).shellWord)"
  }

  /// What gives them a password, where a variable does not have them look elsewhere.
  private var commands: [String] {
    let file = context.environment[.registryAuthFile]
    return file == nil || file == path
      ? ["\(Program.name) configure \(host)"]
      : ["\(Program.name) password \(host) | podman login --username AWS --password-stdin \(host)"]
  }

  private func password(_ group: ClientGroup) -> StoredPassword? {
    group.outcome.password.map { password in
      StoredPassword(
        client: group.title, password: password,
        advice: "What was written by a log-in ends twelve hours after it.", commands: [])
    }
  }

  /// Jib takes a password in the file before it asks anybody.
  private func describeJib(_ docker: DockerLookup, _ finding: inout CheckResult) {
    let title = "Jib"
    if let found = docker.file.auths.first(where: {
      DockerLookup.hostName($0.key) == host && $0.entry.forDocker != nil
    }) {
      finding.add(title, "takes the password in Docker's config.json", "auths[\"\(found.key)\"]")
    } else if let (name, section) = docker.helper, section == "credHelpers" || section == "credsStore" {
      finding.add(title, "asks docker-credential-\(name)", section)
    } else {
      finding.add(title, "has no password of this registry")
    }
  }

  private static func list(_ names: [String]) -> String {
    names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
  }
}

extension String {
  /// What stands behind the last of several such texts.
  fileprivate func rest(afterLast text: String) -> Substring {
    var rest = self[...]
    while let place = rest.firstRange(ofUTF8: text) { rest = rest[place.upperBound...] }
    return rest
  }
}
