import Basics

/// Where podman, skopeo and buildah get a password from (containers/image, `pkg/docker/config`), each in its versions.
struct ContainersLookup {
  let context: ProcessContext
  let host: String
  /// The repository, where one is known: an entry of its own in `auths` wins there.
  let repository: String?
  /// Docker's config.json.
  let dockerConfig: String
  let helpers: HelperAnswers

  /// What differs from program to program, and from version to version.
  struct Client: Hashable {
    var name: String
    /// Before containers/image 5.24, which reads other files behind a named one, too.
    var isOlder = false

    /// Whether it takes DOCKER_CONFIG for a file that was named, and registries.conf from a variable.
    var readsVariables: Bool { name != "skopeo" }
  }

  /// Each client, with what its versions are called.
  static let clients: [(name: String, newer: String, older: String)] = [
    ("podman", "podman 4.4 and newer", "podman before 4.4"),
    ("skopeo", "skopeo 1.11 and newer", "skopeo before 1.11"),
    ("buildah", "buildah 1.29 and newer", "buildah before 1.29"),
  ]

  /// What they do.
  var groups: [ClientGroup] {
    ClientGroup.all(
      Self.clients.map { client in
        (
          client.name,
          [
            (client.newer, outcome(for: Client(name: client.name))),
            (client.older, outcome(for: Client(name: client.name, isOlder: true))),
          ]
        )
      })
  }

  /// What one of them does.
  func outcome(for client: Client) -> ClientOutcome {
    if client.isOlder, client.readsVariables, let named = ContainersAuthFiles.named(context, client),
      !context.files.exists(named.path)
    {
      return .fails("there is no \(named.path) (\(named.source))")
    }
    let conf: RegistriesConf
    do throws(RegistriesConf.Unreadable) {
      conf = try RegistriesConf(context, readsVariables: client.readsVariables)
    } catch {
      return .fails("it cannot read \(error.path)")
    }
    var failures: [String] = []
    for name in conf.helpers {
      let found =
        name == RegistriesConf.authFiles
        ? inFiles(client) : ask(name, place: "credential-helpers in \(conf.source ?? "")")
      switch found {
      case .without: continue
      case .fails(let why): failures.append(why)
      case .asksUs, .asks, .takes, .chance: return found
      }
    }
    return failures.first.map { .fails($0) } ?? .without("")
  }

  /// The first file that has something wins; one that cannot be read ends the search.
  private func inFiles(_ client: Client) -> ClientOutcome {
    for file in ContainersAuthFiles.all(context, dockerConfig: dockerConfig, client) {
      let found = inFile(file)
      if case .without = found { continue }
      return found
    }
    return .without("")
  }

  private func inFile(_ file: ContainersAuthFiles.File) -> ClientOutcome {
    let bytes: [UInt8]
    do throws(FileReader.Failure) {
      bytes = try context.files.content(file.path, 64 << 20)
    } catch .missing {
      return context.files.hasFileOnTheWay(to: file.path) ? .fails("it cannot read \(file.path)") : .without("")
    } catch {
      return .fails("it cannot read \(file.path)")
    }
    guard let found = ClientFile(bytes, file.isLegacy ? .legacy : .containers) else {
      return .fails("\(file.path) is not a JSON object")
    }
    if !file.isLegacy,
      let problem = DockerConfigSchema.problems(in: bytes).first(where: { $0.readers.contains(.containers) })
    {
      return .fails("\(file.path): \(problem)")
    }
    if let name = found.helpers[host] { return ask(name, place: "credHelpers in \(file.path)") }
    for key in file.isLegacy ? [host] : keys {
      if let entry = found.entry(key) { return Self.outcome(of: entry, key, file.path) }
    }
    let others = found.auths.filter { Self.hostName($0.key, file.isLegacy) == host }
    guard let first = others.first else { return .without("") }
    guard others.allSatisfy({ $0.entry.decoded?.pair == first.entry.decoded?.pair }) else {
      return .chance("of \(others.map { "auths[\"\($0.key)\"]" }.joined(separator: ", ")) in \(file.path)")
    }
    return Self.outcome(of: first.entry, first.key, file.path)
  }

  /// The repository, what it is in, and the host.
  private var keys: [String] {
    var keys = [host]
    for part in repository?.splitScalars(at: "/") ?? [] { keys.insert("\(keys[0])/\(part)", at: 0) }
    return keys
  }

  private static func outcome(of entry: ClientFile.Entry, _ key: String, _ path: String) -> ClientOutcome {
    let place = "auths[\"\(key)\"] in \(path)"
    guard entry.isBase64 else { return .fails("\(place) is not base64") }
    return entry.decoded.map { .takes($0.pair, place: place) } ?? .without("")
  }

  private func ask(_ name: String, place: String) -> ClientOutcome {
    switch helpers.get(name) {
    case .ours: .asksUs(place)
    case .password(let password): .asks(helper: name, password: password, place: place)
    case .none: .without("")
    case .failure(let why): .fails("\(why) (\(place))")
    }
  }

  /// The host in a key of `auths` (containers/image, `normalizeAuthFileKey`).
  private static func hostName(_ key: String, _ isLegacy: Bool) -> String {
    let withoutHTTP = key.droppingPrefix("http://") ?? key[...]
    let stripped = withoutHTTP.droppingPrefix("https://") ?? withoutHTTP
    return String(isLegacy || stripped.utf8.count < key.utf8.count ? stripped.prefix(before: "/") : stripped)
  }
}

extension FileReader {
  /// Whether a path cannot be there since something on its way is no directory.
  func hasFileOnTheWay(to path: String) -> Bool {
    var rest = path[...]
    while let parent = rest.splitLast(at: "/")?.before, !parent.isEmpty {
      if exists(String(parent)) { return !isDirectory(String(parent)) }
      rest = parent
    }
    return false
  }
}

/// The files in which podman, skopeo and buildah look for passwords.
enum ContainersAuthFiles {
  struct File: Hashable {
    var path: String
    /// What names it.
    var source: String
    var isLegacy = false
  }

  /// The file that a variable names.
  static func named(_ context: ProcessContext, _ client: ContainersLookup.Client) -> File? {
    if let path = context.environment[.registryAuthFile] { return File(path: path, source: "REGISTRY_AUTH_FILE") }
    guard client.readsVariables, let directory = context.environment[.dockerConfig] else { return nil }
    return File(path: "\(directory)/config.json", source: "DOCKER_CONFIG")
  }

  /// The files in the order in which they win, there or not, with what names each.
  static func all(
    _ context: ProcessContext, dockerConfig: String, _ client: ContainersLookup.Client
  ) -> [File] {
    let environment = context.environment
    var files: [File] = []
    if let file = named(context, client) {
      files = [file]
      if !client.isOlder { return files }
    } else if let directory = environment[.runtimeDirectory] {
      // Where the directory is missing they say so, and go on.
      if context.files.exists(directory) {
        files.append(File(path: "\(directory)/containers/auth.json", source: "XDG_RUNTIME_DIR"))
      }
    } else {
      files.append(File(path: "/run/containers/\(context.userID)/auth.json", source: "default"))
    }
    let home = environment[.home] ?? context.homeDirectory()
    if let directory = environment[.userConfigurationDirectory] {
      files.append(File(path: "\(directory)/containers/auth.json", source: "XDG_CONFIG_HOME"))
    } else if let home {
      files.append(File(path: "\(home)/.config/containers/auth.json", source: "HOME"))
    }
    files.append(File(path: dockerConfig, source: "Docker's config.json"))
    if let home { files.append(File(path: "\(home)/.dockercfg", source: "HOME", isLegacy: true)) }
    return files
  }
}
