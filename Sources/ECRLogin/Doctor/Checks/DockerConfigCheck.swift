import AWSAuth
import Basics

/// Docker's config.json: where Docker gets a registry's password from.
struct DockerConfigCheck {
  let context: ProcessContext
  let path: String
  /// The file's content; what keeps it from being edited, where something does.
  let read: () throws -> DockerConfig
  let host: String
  let helpers: HelperAnswers

  /// - Returns: The passwords that Docker has from elsewhere than this program.
  func check(_ finding: inout CheckResult) -> [StoredPassword] {
    let status = context.files.status(path)
    let mode = status.map { ", mode \(String($0.permissions, radix: 8))" } ?? ", which is not there"
    finding.add("file", "\(path)\(mode)", context.environment[.dockerConfig] == nil ? "HOME" : "DOCKER_CONFIG")
    let bytes = (try? context.files.content(path, 64 << 20)) ?? []
    let file = ClientFile(bytes, .docker) ?? ClientFile()
    let problems = DockerConfigSchema.problems(in: bytes)
    let lookup = DockerLookup(context: context, host: host, file: file, problems: problems, helpers: helpers)
    let groups = lookup.groups
    finding.add(groups)
    if !report(problems, lookup, &finding) { classify(lookup, groups, &finding) }
    warnOfBuilder(groups, &finding)
    let found = passwords(groups) + checkVariable(&finding)
    let hasPasswords = file.auths.contains { $0.entry.forDocker != nil }
    if let status, status.permissions & 0o077 != 0, hasPasswords {
      finding.warn(
        "others than its owner may read the passwords in it", advice: "Close it:", commands: ["chmod 600 \(path)"])
    }
    return found
  }

  /// Notes what keeps clients from reading the file.
  /// - Returns: Whether Docker is among them.
  private func report(
    _ problems: [DockerConfigProblem], _ lookup: DockerLookup, _ finding: inout CheckResult
  ) -> Bool {
    if problems.isEmpty {
      do {
        _ = try read()
        return false
      } catch let failure as Diagnostic {
        finding.fail(failure.problem, advice: failure.advice)
      } catch {
        finding.fail("\(error)", advice: "")
      }
      return true
    }
    // What stops older versions only counts where those have no password then.
    let stopsOlder = lookup.outcome(ofOlder: true) != lookup.outcome(ofOlder: false)
    let dockers = problems.filter { $0.stopsDocker || stopsOlder && $0.readers.contains(.olderDocker) }
    for problem in dockers {
      let remedy = problem == dockers.last ? dockers.remedy : ("", [])
      finding.fail("\(problem): \(problem.consequence)", advice: remedy.0, commands: remedy.1)
    }
    // podman, skopeo and buildah have a link of their own.
    let others = problems.filter { !dockers.contains($0) && $0.readers != [.containers] }
    for problem in others {
      let remedy = problem == others.last ? others.remedy : ("", [])
      finding.warn("\(problem): \(problem.consequence)", advice: remedy.0, commands: remedy.1)
    }
    return !dockers.isEmpty
  }

  /// Says what is not as it should be, of a file that Docker can read.
  private func classify(_ lookup: DockerLookup, _ groups: [ClientGroup], _ finding: inout CheckResult) {
    let outcome = groups[0].outcome
    let beside = lookup.file.auths.filter { DockerLookup.hostName($0.key) == host && $0.entry.forDocker != nil }.map(
      \.key)
    if let (name, section) = lookup.helper {
      if !beside.isEmpty { warnOfPassword(&finding, beside) }
      if name == Program.helperName {
        if section == "credsStore" { warnOfStore(&finding) }
        return
      }
      judgeHelper("docker-credential-\(name)", section, outcome, &finding)
      return
    }
    switch outcome {
    case .takes, .asksUs, .asks: break
    case .chance(let places):
      finding.fail(
        "Docker takes one \(places) by chance", advice: "Let Docker ask this program, or log in:",
        commands: [configure, login])
    case .without, .fails:
      finding.fail(
        "Docker has no password of this registry, and nobody to ask for it: it goes on without",
        advice: "Let Docker ask this program, or log in:", commands: [configure, login])
    }
  }

  /// Says what is not as it should be, of a helper that is not this program.
  private func judgeHelper(
    _ program: String, _ section: String, _ outcome: ClientOutcome, _ finding: inout CheckResult
  ) {
    let isOwn = section == "credHelpers"
    switch outcome {
    case .asks where isOwn:
      finding.warn(
        "Docker asks \(program) for this registry, and not this program", advice: "Let it ask this program:",
        commands: [configure])
    case .without:
      finding.fail(
        "Docker asks \(program), which has no password of this registry: it goes on without",
        advice: isOwn ? "Let it ask this program:" : "Let Docker ask this program, or log in:",
        commands: isOwn ? [configure] : [configure, login])
    case .fails(let why):
      finding.fail(
        "\(why), and it is what Docker asks for this registry: docker 29 and newer fail, older ones go on as if nobody "
          + "had been asked",
        advice: "Let it ask this program:", commands: [configure])
    case .asks, .asksUs, .takes, .chance: break
    }
  }

  /// Says that the engine's own builder has no password where docker has one.
  private func warnOfBuilder(_ groups: [ClientGroup], _ finding: inout CheckResult) {
    // Where docker has none either, that is said already.
    guard groups[0].outcome.hasPassword, let group = groups.first(where: { $0.names.contains(DockerLookup.builder) }),
      case .without(let why) = group.outcome,
      !why.utf8Equals("\(Program.name) does not list the registry")
    else { return }
    finding.warn(
      "\(DockerLookup.builder) goes on without a password: \(why)",
      advice: "Build with BuildKit, or take credsStore out of the file if the store is not used.")
  }

  private func warnOfPassword(_ finding: inout CheckResult, _ keys: [String]) {
    finding.add("also", "a password in the file", keys.map { "auths[\"\($0)\"]" }.joined(separator: ", "))
    finding.warn(
      "Jib, tart and oras-py take the password in the file before they ask a helper, and docker before 29 takes it "
        + "when the helper fails: it ends twelve hours after it was written",
      advice: "Take it out:", commands: [configure])
  }

  private func warnOfStore(_ finding: inout CheckResult) {
    finding.warn(
      "this program is the store of all registries (credsStore), but keeps no password of others, and names none: "
        + "docker build without BuildKit goes on without a password, as podman, skopeo and buildah do, which do not "
        + "read credsStore",
      advice: "List the registry, then take credsStore out:", commands: [configure])
  }

  /// The passwords that Docker has from elsewhere than this program.
  private func passwords(_ groups: [ClientGroup]) -> [StoredPassword] {
    groups.compactMap { group in
      guard let password = group.outcome.password else { return nil }
      let client = group.names[0] == "docker" ? nil : group.title
      switch group.outcome {
      case .asks(let helper, _, _):
        return StoredPassword(
          client: client, password: password,
          advice: "docker-credential-\(helper) gave it. Let Docker ask this program:",
          commands: [configure])
      case _ where ECRRegistry(host: host)?.kind == .publicGallery:
        return StoredPassword(
          client: client, password: password,
          advice: "It ends twelve hours after it was written. Log out, which is enough: ECR Public gives its images "
            + "without a password, too. Or log in again:",
          commands: [logout, login])
      default:
        return StoredPassword(
          client: client, password: password,
          advice: "It ends twelve hours after it was written. Log in again:", commands: [login])
      }
    }
  }

  /// docker 28.3 and newer takes this variable before anything in the file.
  private func checkVariable(_ finding: inout CheckResult) -> [StoredPassword] {
    let variable = Variable.dockerAuthConfig.name
    guard let text = context.environment[.dockerAuthConfig] else { return [] }
    let found: DockerAuthVariable
    do throws(DockerAuthVariable.Unusable) {
      found = try DockerAuthVariable(text)
    } catch {
      finding.warn(
        "\(variable) \(error.why): docker 28.3 and newer complains of it, and ignores it",
        advice: "Correct or unset \(variable).")
      return []
    }
    guard let password = found.passwords[host] else {
      finding.add(variable, "set, without this registry")
      return []
    }
    finding.warn(
      "docker 28.3 and newer takes the password in \(variable), whatever config.json says",
      advice: "Take this registry out of \(variable), or unset it.")
    return [
      StoredPassword(
        client: "docker 28.3 and newer", password: password,
        advice: "Take this registry out of \(variable), or unset it.", commands: [])
    ]
  }

  private var configure: String { "\(Program.name) configure \(host)" }
  private var logout: String { "\(Program.name) logout \(host)" }
  private var login: String { "\(Program.name) login \(host)" }
}

/// The variable DOCKER_AUTH_CONFIG, as docker 28.3 and newer reads it (docker/cli, `parseEnvConfig`): with nothing in it
/// but what it knows, and a password in each entry.
struct DockerAuthVariable {
  struct Unusable: Error, Hashable {
    /// What follows the variable's name in a sentence.
    var why: String
  }

  /// User name and password by host; other spellings of a host do not count.
  private(set) var passwords: [String: Secret] = [:]

  init(_ text: String) throws(Unusable) {
    guard let root = try? JSONValue(parsing: Array(text.utf8)) else { throw Unusable(why: "is not JSON") }
    guard let members = root.members else { throw Unusable(why: "is not a JSON object") }
    for member in members {
      guard member.key.lowercased() == "auths" else {
        throw Unusable(why: "has a key that Docker does not know there: \"\(member.key.printable(limit: 40))\"")
      }
      for host in member.value.members ?? [] { try read(host) }
    }
  }

  private mutating func read(_ host: JSONValue.Member) throws(Unusable) {
    let name = "\"\(host.key.printable(limit: 200))\""
    var entry = ClientFile.Entry()
    for field in host.value.members ?? [] {
      guard field.key.lowercased() == "auth" else {
        throw Unusable(why: "has a key that Docker does not know there: \"\(field.key.printable(limit: 40))\"")
      }
      entry.auth = field.value.string ?? ""
    }
    guard !entry.auth.isEmpty else { throw Unusable(why: "has no auth for \(name)") }
    guard let pair = entry.forDocker else { throw Unusable(why: "has an auth for \(name) that Docker cannot read") }
    passwords[host.key] = pair
  }
}
