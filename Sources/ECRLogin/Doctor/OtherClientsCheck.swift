import AWSAuth

/// Where the clients that read other files than Docker, or read them in another order, get the password from.
struct OtherClientsCheck {
  let context: ProcessContext
  let config: (path: String, config: DockerConfig)
  let host: String

  /// - Returns: Whether one of them asks this program.
  func check(_ finding: inout DoctorFinding) -> Bool {
    let podman = checkPodman(&finding)
    let jib = describeJib(&finding)
    return podman || jib
  }

  /// podman, skopeo and buildah: the first file that has something for the host wins; no credsStore is read.
  private func checkPodman(_ finding: inout DoctorFinding) -> Bool {
    let title = "podman, skopeo, buildah"
    for file in ContainersAuthFiles.all(context, dockerConfig: config.path) where context.files.exists(file.path) {
      guard let bytes = try? context.files.content(file.path, 64 << 20), !bytes.isEmpty,
        let found = try? DockerConfig(bytes)
      else {
        finding.warn(
          "podman, skopeo and buildah cannot read \(file.path) (\(file.source)), and fail: it is not JSON",
          advice: "Correct it, or remove it.")
        return false
      }
      if let name = found.helper(of: host), !name.isEmpty {
        finding.add(title, "ask docker-credential-\(name)", "credHelpers in \(file.path)")
        return name == Program.helperName
      }
      guard let key = found.authKeys(of: host).first(where: { found.password(under: $0) != nil }) else { continue }
      finding.add(title, "take a password", "auths[\"\(key)\"] in \(file.path)")
      if file.path != config.path, config.config.place(for: host) == .helper(Program.helperName) {
        finding.warn(
          "podman, skopeo and buildah take the password in \(file.path) (\(file.source)), and never ask this program",
          advice: "Take it out:", commands: ["podman logout --authfile \(file.path) \(host)"])
      }
      return false
    }
    finding.add(title, "have no password of this registry")
    if case .helper = config.config.place(for: host) {
      finding.warn(
        "podman, skopeo and buildah do not read credsStore, and go on without a password",
        advice: "If you use one of them:", commands: ["\(Program.name) configure \(host)"])
    }
    return false
  }

  /// Jib takes a password in the file before it asks anybody.
  private func describeJib(_ finding: inout DoctorFinding) -> Bool {
    let title = "Jib"
    let found = config.config
    if let key = found.authKeys(of: host).first(where: { found.password(under: $0) != nil }) {
      finding.add(title, "takes the password in Docker's config.json", "auths[\"\(key)\"]")
    } else if case .helper(let name) = found.place(for: host) {
      finding.add(title, "asks docker-credential-\(name)", found.helper(of: host) == nil ? "credsStore" : "credHelpers")
      return name == Program.helperName
    } else {
      finding.add(title, "has no password of this registry")
    }
    return false
  }
}

/// The files in which podman, skopeo and buildah look for passwords (containers/image, `pkg/docker/config`).
enum ContainersAuthFiles {
  /// The files in the order in which they win, there or not, with what names each.
  static func all(_ context: ProcessContext, dockerConfig: String) -> [(path: String, source: String)] {
    let environment = context.environment
    if let path = environment["REGISTRY_AUTH_FILE"] { return [(path, "REGISTRY_AUTH_FILE")] }
    var files: [(path: String, source: String)] = []
    if let directory = environment["XDG_RUNTIME_DIR"] {
      files.append(("\(directory)/containers/auth.json", "XDG_RUNTIME_DIR"))
    } else {
      files.append(("/run/containers/\(context.userID)/auth.json", "default"))
    }
    if let directory = environment["XDG_CONFIG_HOME"] {
      files.append(("\(directory)/containers/auth.json", "XDG_CONFIG_HOME"))
    } else if let home = environment["HOME"] ?? context.homeDirectory() {
      files.append(("\(home)/.config/containers/auth.json", "HOME"))
    }
    files.append((dockerConfig, "Docker's config.json"))
    return files
  }
}
