import AWSAuth

/// What a user can want of every command; `SettingDefinition` says where, in the same order.
enum Setting: Sendable, CaseIterable {
  case roleARN
  case audience
  case sessionName
  case durationSeconds
  case region
  case timeout
  case webIdentityTokenFile
  case cache
  case verbose
  case configurationFile
}

/// Where a setting is given: by its option, its variables, or its key in the configuration file, in that order.
struct SettingDefinition: Sendable {
  let setting: Setting
  /// Its help is the setting's, too.
  let option: Option
  /// The variables, in the order in which they win.
  let variables: [Variable]
  /// The key in the configuration file; `nil` where the file has none.
  let fileKey: String?
  /// What the doctor calls it; `nil` where the doctor does not show it.
  let title: String?
  /// What the values can be, where they are whole numbers.
  let range: ClosedRange<Int>?
  /// The value that the variables have to have, where only one makes sense.
  let example: String?
  /// What holds without a value, in words.
  ///
  /// Made when it is asked for, which a hit never does.
  let standard: @Sendable () -> String?

  private init(
    _ setting: Setting, _ option: Option, _ variables: [Variable], key: String? = nil, title: String? = nil,
    range: ClosedRange<Int>? = nil, example: String? = nil, standard: @escaping @Sendable () -> String? = { nil }
  ) {
    self.setting = setting
    self.option = option
    self.variables = variables
    self.fileKey = key
    self.title = title
    self.range = range
    self.example = example
    self.standard = standard
  }

  static let all = Setting.allCases.map(of)

  /// The setting that an option gives; `nil` for one that is no setting.
  static func given(by option: Option) -> SettingDefinition? { all.first { $0.option == option } }

  /// The definition of a setting: the table of all that there are.
  static func of(_ setting: Setting) -> SettingDefinition {
    switch setting {
    case .roleARN: Self(setting, .roleARN, [.roleARN], key: "roleArn", title: "role")
    case .audience:
      Self(
        setting, .audience, [.audience], key: "audience", title: "audience",
        standard: { Partition.aws.defaultAudience })
    case .sessionName:
      Self(
        setting, .sessionName, [.roleSessionName], key: "sessionName", title: "session name",
        standard: { sessionName(ofBuild: "BUILD_NUMBER") })
    case .durationSeconds:
      Self(
        setting, .durationSeconds, [.durationSeconds], key: "durationSeconds", title: "session seconds",
        range: SessionDuration.range, standard: { "the role's own" })
    case .region: Self(setting, .region, [.region, .defaultRegion], key: "region", title: "region")
    case .timeout:
      Self(
        setting, .timeout, [.timeout], title: "time limit, seconds", range: TimeLimit.range,
        standard: { "\(TimeLimit.standard)" })
    case .webIdentityTokenFile:
      Self(setting, .webIdentityTokenFile, [.webIdentityTokenFile], key: "webIdentityTokenFile", title: "token file")
    case .cache: Self(setting, .cache, [.cache], example: "off")
    case .verbose: Self(setting, .verbose, [.verbose], example: "1")
    case .configurationFile: Self(setting, .configurationFile, [.configurationFile])
    }
  }

  /// What a build's session is called unless the setting says otherwise.
  static func sessionName(ofBuild number: String) -> String { "bitrise-\(number)" }
}
