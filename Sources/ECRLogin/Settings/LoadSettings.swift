extension ProcessContext {
  /// The settings of a command: its flags, the environment, the configuration file.
  /// - Throws: `Diagnostic`: the file cannot be used, or was named and is not there.
  func settings(_ flags: ParsedArguments) throws -> Settings {
    let withoutFile = Settings(flags: flags, environment: environment, file: .none)
    if let named = withoutFile[.configurationFile] {
      let read = files.reader(for: named.source)
      return try withoutFile.adding(
        ConfigurationFile(read(named.value, ConfigurationFile.sizeLimit), path: named.value))
    }
    guard let path = defaultConfigurationPath, files.exists(path) else { return withoutFile }
    let read = files.reader(
      for: environment[.userConfigurationDirectory] == nil ? "HOME" : "XDG_CONFIG_HOME",
      advice: "Correct the file, or name another with --config or ECR_LOGIN_CONFIG.")
    return try withoutFile.adding(ConfigurationFile(read(path, ConfigurationFile.sizeLimit), path: path))
  }

  /// Where the configuration file is unless a setting says otherwise; `nil` without a home directory.
  var defaultConfigurationPath: String? {
    let parent = environment[.userConfigurationDirectory] ?? environment[.home].map { "\($0)/.config" }
    return parent.map { "\($0)/\(Program.name)/config.json" }
  }
}

extension Settings {
  fileprivate func adding(_ file: ConfigurationFile) -> Settings {
    Settings(flags: flags, environment: environment, file: file)
  }
}
