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

  /// What holds where a setting is not given.
  /// - Parameters:
  ///   - setting: The setting.
  ///   - partition: The partition of the registry, or of the region.
  /// - Returns: It and where it is from; `nil` where nothing holds then.
  func standard(_ setting: Setting, in partition: Partition) -> Sourced? {
    switch setting {
    case .audience: Sourced(value: partition.defaultAudience, source: "default")
    case .sessionName: standardSessionName
    default: SettingDefinition.of(setting).standard().map { Sourced(value: $0, source: "default") }
    }
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
    return RoleSessionName(cleaning: standardSessionName.value)
  }

  private var standardSessionName: Sourced {
    guard let number = environment[.buildNumber] else { return Sourced(value: Program.name, source: "default") }
    return Sourced(value: SettingDefinition.sessionName(ofBuild: number), source: Variable.buildNumber.name)
  }

  /// The time for everything.
  func timeout() throws -> Duration {
    guard let given = self[.timeout] else { return .seconds(TimeLimit.standard) }
    let range = TimeLimit.range
    guard let seconds = Int(given.value), range.contains(seconds) else {
      throw Diagnostic(
        .invalidConfiguration,
        "\(given.source) is \"\(given.value.printable(limit: 40))\"",
        advice: "Give a whole number of seconds from \(range.lowerBound) to \(range.upperBound).")
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
    return try environment.flag(.cache, yes: "on", no: "off") ?? true
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
