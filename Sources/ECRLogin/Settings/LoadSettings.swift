import AWSAuth

extension ProcessContext {
  /// The settings of a command: its flags, the environment, the configuration file.
  /// - Throws: `AuthenticationFailure`: the file cannot be used, or was named and is not there.
  func settings(_ flags: [SettingDefinition.Name: String]) throws -> Settings {
    let withoutFile = Settings(flags: flags, environment: environment, file: .none)
    if let named = withoutFile[.configurationFile] {
      return try withoutFile.adding(readConfiguration(named.value, named.source))
    }
    guard let path = defaultConfigurationPath, files.exists(path) else { return withoutFile }
    return try withoutFile.adding(
      readConfiguration(path, environment["XDG_CONFIG_HOME"] == nil ? "HOME" : "XDG_CONFIG_HOME"))
  }

  private var defaultConfigurationPath: String? {
    let parent = environment["XDG_CONFIG_HOME"] ?? environment["HOME"].map { "\($0)/.config" }
    return parent.map { "\($0)/\(Program.name)/config.json" }
  }

  private func readConfiguration(_ path: String, _ setting: String) throws -> ConfigurationFile {
    try ConfigurationFile(files.reader(for: setting)(path, ConfigurationFile.sizeLimit), path: path)
  }
}

extension Settings {
  fileprivate func adding(_ file: ConfigurationFile) -> Settings {
    Settings(flags: flags, environment: environment, file: file)
  }
}
