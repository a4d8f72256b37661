import AWSAuth
import Basics

/// What the user wants, from all the places where it can be said: flag, environment, file, in that order.
///
/// Only read here; whether a value makes sense is found out where it is used, so that a setting that a
/// command does not need cannot make it fail.
struct Settings: Sendable {
  /// A value, and where it is from.
  struct Sourced: Sendable, Hashable {
    var value: String
    /// `--role-arn`, `AWS_ROLE_ARN`, `roleArn in /…/config.json`.
    var source: String
  }

  let environment: Environment
  let flags: ParsedArguments
  private let file: ConfigurationFile
  /// The host of the registry that they are for; `nil` where they are for none in particular.
  private let host: String?

  init(
    flags: ParsedArguments, environment: Environment, file: ConfigurationFile, host: String? = nil
  ) {
    self.flags = flags
    self.environment = environment
    self.file = file
    self.host = host
  }

  /// The settings for one registry: the configuration file can have a role for each.
  func resolved(for host: String) -> Settings {
    Settings(flags: flags, environment: environment, file: file, host: host)
  }

  /// Whether the configuration file has settings for that registry alone.
  func hasOwnSettings(for host: String) -> Bool { file.hasSettings(for: host) }

  /// The value that wins, `nil` where there is none.
  subscript(setting: Setting) -> Sourced? {
    let definition = SettingDefinition.of(setting)
    if let value = flags[definition.option], !value.isEmpty {
      return Sourced(value: value, source: OptionDefinition.of(definition.option).flag)
    }
    if let (variable, value) = environment.first(of: definition.variables) {
      return Sourced(value: value, source: variable)
    }
    if let key = definition.fileKey, let (value, place) = file.value(key, for: host), let path = file.path {
      return Sourced(value: value, source: "\(place) in \(path.printable(limit: 200))")
    }
    return nil
  }

  /// The same without what the configuration file says.
  func withoutFile() -> Settings {
    Settings(flags: flags, environment: environment, file: .none)
  }

  /// The same with other variables.
  func changed(_ changes: [Variable: String?]) -> Settings {
    Settings(flags: flags, environment: environment.changed(changes), file: file, host: host)
  }

  /// The role to assume, if one is named.
  func role() throws -> RoleARN? {
    try self[.roleARN].map { try parse($0) { try RoleARN($0) } }
  }

  /// How long the credentials are to last, if that was said.
  func duration() throws -> SessionDuration? {
    try self[.durationSeconds].map { try parse($0) { try SessionDuration($0) } }
  }

  /// The session's name: refused if it was given and STS would refuse it, cleaned if it is our own.
  func sessionName() throws -> RoleSessionName {
    if let given = self[.sessionName] {
      return try parse(given) { try RoleSessionName($0) }
    }
    if let number = environment[.buildNumber] { return RoleSessionName(cleaning: "bitrise-\(number)") }
    return RoleSessionName(cleaning: Program.name)
  }

  /// The time for everything.
  func timeout() throws -> Duration {
    guard let given = self[.timeout] else { return .seconds(45) }
    guard let seconds = Int(given.value), (1...3600).contains(seconds) else {
      throw Diagnostic(
        .invalidConfiguration,
        "\(given.source) is \"\(given.value.printable(limit: 40))\"",
        advice: "Give a whole number of seconds from 1 to 3600.")
    }
    return .seconds(seconds)
  }

  /// The region, where no registry says it.
  func region() throws -> Region {
    guard let setting = self[.region] else {
      throw Diagnostic(
        .notConfigured, "no region is named",
        advice: "Name it with --region, in AWS_REGION, or as region in the configuration file.")
    }
    return try parse(setting) { try Region($0) }
  }

  /// Whether lines that are not errors are left out.
  var isQuiet: Bool { flags.has(.quiet) }

  /// Whether nothing is to be changed.
  var isDryRun: Bool { flags.has(.dryRun) }

  /// Whether the cache is used.
  func usesCache() throws -> Bool {
    if flags.has(.cache) { return false }
    guard let text = environment[.cache] else { return true }
    switch text.lowercased() {
    case "on", "true", "1": return true
    case "off", "false", "0": return false
    default:
      throw Diagnostic(
        .invalidConfiguration, "ECR_LOGIN_CACHE is \"\(text.printable(limit: 40))\", which is neither on nor off",
        advice: "Set it to on or off.")
    }
  }

  /// Whether to say what is done; never fails, since it decides how failures are reported.
  var isVerbose: Bool {
    if flags.has(.quiet) { return false }
    if flags.has(.verbose) { return true }
    return (try? environment.flag(.verbose)) ?? false
  }

  /// Reads a value; a failure says where it is from.
  private func parse<T>(_ setting: Sourced, _ read: (String) throws -> T) throws -> T {
    do {
      return try diagnosing { try read(setting.value) }
    } catch var failure as Diagnostic {
      failure.problem += " (from \(setting.source))"
      throw failure
    }
  }
}
