/// What a user can want of every command; `SettingDefinition` says where.
enum Setting: Sendable, CaseIterable {
  case roleARN
  case audience
  case sessionName
  case durationSeconds
  case region
  case webIdentityTokenFile
  case timeout
  case cache
  case verbose
  case configurationFile
}

/// Where a setting is given: by its option, its variables, or its key in the configuration file, in that order.
struct SettingDefinition: Sendable {
  let setting: Setting
  let option: Option
  /// The variables, in the order in which they win.
  let variables: [Variable]
  /// The key in the configuration file; `nil` where the file has none.
  let fileKey: String?
  /// The value that the variables have to have, where only one makes sense.
  var example: String?

  static let all: [SettingDefinition] = [
    SettingDefinition(
      setting: .roleARN, option: .roleARN, variables: [.roleARN],
      fileKey: "roleArn"),
    SettingDefinition(
      setting: .audience, option: .audience, variables: [.audience],
      fileKey: "audience"),
    SettingDefinition(
      setting: .sessionName, option: .sessionName, variables: [.roleSessionName],
      fileKey: "sessionName"),
    SettingDefinition(
      setting: .durationSeconds, option: .durationSeconds, variables: [.durationSeconds],
      fileKey: "durationSeconds"),
    SettingDefinition(
      setting: .region, option: .region, variables: [.region, .defaultRegion],
      fileKey: "region"),
    SettingDefinition(
      setting: .webIdentityTokenFile, option: .webIdentityTokenFile, variables: [.webIdentityTokenFile],
      fileKey: "webIdentityTokenFile"),
    SettingDefinition(
      setting: .timeout, option: .timeout, variables: [.timeout],
      fileKey: nil),
    SettingDefinition(
      setting: .cache, option: .cache, variables: [.cache],
      fileKey: nil, example: "off"),
    SettingDefinition(
      setting: .verbose, option: .verbose, variables: [.verbose],
      fileKey: nil, example: "1"),
    SettingDefinition(
      setting: .configurationFile, option: .configurationFile, variables: [.configurationFile],
      fileKey: nil),
  ]

  /// The setting that an option gives; `nil` for one that is no setting.
  static func given(by option: Option) -> SettingDefinition? { all.first { $0.option == option } }

  /// The definition of a setting; the table has every one, which a test checks.
  static func of(_ setting: Setting) -> SettingDefinition {
    all.first { $0.setting == setting } ?? all[0]
  }
}
