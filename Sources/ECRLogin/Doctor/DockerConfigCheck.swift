import AWSAuth

/// Docker's config.json: where Docker gets a registry's password from.
struct DockerConfigCheck {
  /// Where Docker gets the password from.
  enum Source: Hashable, Sendable {
    /// A helper or store, by the name that config.json has for it.
    case helper(String)
    /// The file itself, in an entry of that key.
    case file(Secret)
    case nowhere
  }

  let context: ProcessContext
  /// The file's path and content; throws where it cannot be read.
  let file: () throws -> (path: String, config: DockerConfig)
  let host: String

  func check(_ finding: inout DoctorFinding) throws -> Source {
    let (path, config) = try file()
    let status = context.files.status(path)
    let mode = status.map { ", mode \(String($0.permissions, radix: 8))" } ?? ", which is not there"
    finding.add("file", "\(path)\(mode)", context.environment["DOCKER_CONFIG"] == nil ? "HOME" : "DOCKER_CONFIG")
    let keys = config.authKeys(of: host).filter { config.password(under: $0) != nil }
    let source = describeDocker(&finding, path, config, keys)
    checkVariable(&finding)
    if let status, status.permissions & 0o077 != 0, config.hasPasswords {
      finding.warn(
        "others than its owner may read the passwords in it", advice: "Close it:", commands: ["chmod 600 \(path)"])
    }
    return source
  }

  private func describeDocker(
    _ finding: inout DoctorFinding, _ path: String, _ config: DockerConfig, _ keys: [String]
  ) -> Source {
    switch config.place(for: host) {
    case .helper(let name):
      let section = config.helper(of: host) == nil ? "credsStore" : "credHelpers"
      finding.add("docker", "asks docker-credential-\(name)", section)
      if !keys.isEmpty { warnOfPassword(&finding, keys) }
      if name == Program.helperName {
        if section == "credsStore" { warnOfStore(&finding) }
      } else if section == "credHelpers" {
        finding.fail(
          "Docker asks docker-credential-\(name) for this registry, and not this program",
          advice: "Let it ask this program:", commands: [configure])
      } else if config.authKeys(of: host).isEmpty {
        finding.fail(
          "Docker asks docker-credential-\(name), which no log-in has given a password of this registry",
          advice: "Let Docker ask this program, or log in:", commands: [configure, login])
      }
      return .helper(name)
    case .file:
      guard let key = keys.first, let pair = config.password(under: key) else {
        finding.fail(
          "Docker has no password of this registry, and nobody to ask for it: it goes on without",
          advice: "Let Docker ask this program, or log in:", commands: [configure, login])
        return .nowhere
      }
      finding.add("docker", "takes the password in the file", "auths[\"\(key)\"]")
      return .file(pair)
    }
  }

  private func warnOfPassword(_ finding: inout DoctorFinding, _ keys: [String]) {
    finding.add("also", "a password in the file", keys.map { "auths[\"\($0)\"]" }.joined(separator: ", "))
    finding.warn(
      "Jib, tart and oras-py take the password in the file before they ask a helper, and docker before 29 takes it "
        + "when the helper fails: it ends twelve hours after it was written",
      advice: "Take it out:", commands: [configure])
  }

  private func warnOfStore(_ finding: inout DoctorFinding) {
    finding.warn(
      "this program is the store of all registries (credsStore), but keeps no password of others; podman, skopeo and "
        + "buildah do not read credsStore",
      advice: "List the registry, then take credsStore out:", commands: [configure])
  }

  /// docker 28.3 and newer takes this variable before anything in the file.
  private func checkVariable(_ finding: inout DoctorFinding) {
    let variable = "DOCKER_AUTH_CONFIG"
    guard let text = context.environment[variable] else { return }
    guard let config = try? DockerConfig(Array(text.utf8)) else {
      finding.warn(
        "\(variable) is not JSON: docker 28.3 and newer complains of it, and ignores it",
        advice: "Correct or unset \(variable).")
      return
    }
    guard config.authKeys(of: host).contains(where: { config.password(under: $0) != nil }) else {
      finding.add(variable, "set, without this registry")
      return
    }
    finding.warn(
      "docker 28.3 and newer takes the password in \(variable), whatever config.json says",
      advice: "Take this registry out of \(variable), or unset it.")
  }

  private var configure: String { "\(Program.name) configure \(host)" }
  private var login: String { "\(Program.name) login \(host)" }
}
