import AWSAuth
import Basics

/// Where docker gets a registry's password from (docker/cli, `cli/config`), in each of its ways.
struct DockerLookup {
  let context: ProcessContext
  let host: String
  /// The file as far as Docker reads it; an empty one where it cannot.
  let file: ClientFile
  /// What in the file Docker cannot read.
  let problems: [DockerConfigProblem]
  let helpers: HelperAnswers

  /// docker 29 and newer, which fail where a helper does.
  static let newer = "docker 29 and newer"
  /// docker 28 and older, which go on then; also `docker manifest` of every version.
  static let older = "docker before 29"
  /// The builder that is part of the engine, which gets all passwords at once.
  static let builder = "docker build without BuildKit"

  /// Whom Docker asks, and the key that says so; `nil` for the file itself.
  var helper: (name: String, section: String)? {
    if let name = file.helpers[host] { return name.isEmpty ? nil : (name, "credHelpers") }
    return defaultStore
  }

  /// The store of all registries that have no helper of their own.
  private var defaultStore: (name: String, section: String)? {
    if !file.store.isEmpty { return (file.store, "credsStore") }
    guard file.auths.isEmpty, file.helpers.isEmpty else { return nil }
    let name = context.files.isOnPath("pass", context.environment) ? "pass" : "secretservice"
    guard context.files.isOnPath("docker-credential-\(name)", context.environment) else { return nil }
    return (name, "which Docker finds by itself")
  }

  /// What each version does.
  var groups: [ClientGroup] {
    let newer = outcome(ofOlder: false)
    let older = outcome(ofOlder: true)
    let builder = outcomeOfBuilder(older)
    // The builder is named where it differs only.
    if [newer, older].contains(where: { $0 == builder || $0.isWithout && builder.isWithout }) {
      return ClientGroup.all([("docker", [(Self.newer, newer), (Self.older, older)])])
    }
    return ClientGroup.all([
      ("docker", [(Self.newer, newer), (Self.older, older)]), (Self.builder, [(Self.builder, builder)]),
    ])
  }

  /// What a pull does.
  func outcome(ofOlder isOlder: Bool) -> ClientOutcome {
    guard let (name, section) = helper else { return inFile(ofOlder: isOlder) }
    let outcome = ask(name, section)
    if isOlder, case .fails(let why) = outcome { return inFile(ofOlder: true, why) }
    return outcome
  }

  private func ask(_ name: String, _ section: String, server: String? = nil) -> ClientOutcome {
    switch helpers.get(name, server: server) {
    case .ours: .asksUs(section)
    case .password(let password): .asks(helper: name, password: password, place: section)
    case .none: .without("docker-credential-\(name) has none")
    case .failure(let why): .fails(why)
    }
  }

  /// What is in the file itself, which is looked at also where a helper fails; why, where it does.
  private func inFile(ofOlder isOlder: Bool, _ why: String = "") -> ClientOutcome {
    let reader: DockerConfigProblem.Reader = isOlder ? .olderDocker : .docker
    let inTheWay = problems.filter { $0.readers.contains(reader) }
    if let first = inTheWay.first(where: { $0.effect == .none }) { return .without(first.description) }
    let candidates: [(key: String, password: Secret?)] =
      if let exact = file.entry(host) {
        [(host, exact.forDocker)]
      } else {
        file.auths.filter { Self.hostName($0.key) == host }.map { ($0.key, $0.entry.forDocker) }
      }
    let places = candidates.map { "auths[\"\($0.key)\"]" }
    guard let first = candidates.first, candidates.contains(where: { $0.password != nil }) else { return .without(why) }
    if let problem = inTheWay.first { return .chance(problem.description) }
    guard candidates.allSatisfy({ $0.password == first.password }), let password = first.password else {
      return .chance("of \(places.joined(separator: ", "))")
    }
    return .takes(password, place: places[0])
  }

  /// What the engine's own builder is sent: everything that the store lists, then what each helper has; other
  /// spellings of a host are left to the engine.
  private func outcomeOfBuilder(_ older: ClientOutcome) -> ClientOutcome {
    let listed = defaultStore.map { ($0, helpers.list($0.name)) }
    if let (store, keys) = listed, keys == nil { return .without("docker-credential-\(store.name) fails to list") }
    if file.helpers[host] != nil { return older }
    let spelled = file.helpers.keys.sorted().first { Self.hostName($0) == host && file.helpers[$0] != "" }
    if let spelled, let name = file.helpers[spelled] {
      let outcome = ask(name, "credHelpers[\"\(spelled)\"]", server: spelled)
      guard case .fails = outcome else { return outcome }
    }
    guard let (store, keys) = listed else { return older }
    guard let key = keys?.first(where: { Self.hostName($0) == host }) else {
      return .without("docker-credential-\(store.name) does not list the registry")
    }
    let outcome = ask(store.name, store.section, server: key)
    if case .fails(let why) = outcome { return .without(why) }
    return outcome
  }

  /// The host in a key of `auths` (docker/cli, `ConvertToHostname`).
  static func hostName(_ key: String) -> String {
    guard let scheme = key.firstRange(ofUTF8: "://") else { return String(key.prefix(before: "/")) }
    let authority = key[scheme.upperBound...].prefix(before: "/?#")
    return String(authority.splitLast(at: "@")?.behind ?? authority)
  }
}
