import AWSAuth

/// Which registry is meant.
struct RegistryCheck {
  let settings: Settings
  let operand: String?
  /// Docker's config.json, where it can be read.
  let config: DockerConfig?

  /// - Returns: The registry; `nil` where nothing says one.
  func check(_ finding: inout CheckResult) throws -> ECRRegistry? {
    if let operand {
      let registry = try ECRRegistry(named: operand, settings)
      finding.add("", registry.host, "argument")
      return registry
    }
    if let registries = config?.registriesForDocker, let first = registries.first {
      let others = registries.count > 1 ? ", the first of \(registries.count) there" : ""
      finding.add("", first.host, "Docker's config.json\(others)")
      return first
    }
    if let role = try settings.role(), settings[.region] != nil {
      let registry = try ECRRegistry(account: role.account, region: settings.region())
      finding.add("", registry.host, "the role's own account")
      return registry
    }
    finding.add("", "none: Docker's config.json names none, and there is no role with a region")
    finding.warn(
      "without a registry the links behind it cannot be tried",
      advice: "Name one:", commands: ["\(Program.name) doctor REGISTRY"])
    return nil
  }
}

extension DockerConfig {
  /// The registries of ECR that Docker asks this program for, then those that have a password in the file.
  var registriesForDocker: [ECRRegistry] {
    let asked = registriesWithHelper.filter { isHelper(Program.helperName, of: $0.host) }
    return asked + registriesInFile.filter { !asked.contains($0) }
  }
}
