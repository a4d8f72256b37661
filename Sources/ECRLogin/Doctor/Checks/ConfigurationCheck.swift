/// The program's own configuration file.
struct ConfigurationCheck {
  let context: ProcessContext
  let flags: ParsedArguments

  /// - Returns: All settings, those of the file among them.
  func check(_ finding: inout CheckResult) throws -> Settings {
    let named = Settings(flags: flags, environment: context.environment, file: .none)[.configurationFile]
    let settings = try context.settings(flags)
    if let named {
      finding.add("", named.value, named.source)
    } else if let path = context.defaultConfigurationPath {
      let source = context.environment[.userConfigurationDirectory] == nil ? "HOME" : "XDG_CONFIG_HOME"
      finding.add("", context.files.exists(path) ? path : "none: there is no \(path)", source)
    } else {
      finding.add("", "none: there is no home directory")
    }
    return settings
  }
}
