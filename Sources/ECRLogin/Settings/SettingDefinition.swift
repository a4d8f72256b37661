/// A setting: every name that it has, in the one table that flags, messages and help are made from.
struct SettingDefinition: Sendable {
  enum Name: Sendable, CaseIterable {
    case roleARN
    case audience
    case sessionName
    case durationSeconds
    case region
    case webIdentityTokenFile
    case timeout
    case cache
    case verbose
    case quiet
    case configurationFile
    case format
    case remove
    case dryRun
  }

  let name: Name
  /// The flag with its hyphens.
  let flag: String
  /// What stands for the flag's value in help; `nil` for a flag without a value.
  let placeholder: String?
  /// The variables, in the order in which they win.
  let variables: [String]
  /// The key in the configuration file; `nil` where the file has none.
  let fileKey: String?
  let help: String
  /// The value that the variables have to have, where only one makes sense.
  var example: String?
  /// The commands that take the flag; `nil` for all that take settings.
  var commands: [CommandDefinition.Name]?

  /// Whether a command takes the flag.
  func applies(to command: CommandDefinition.Name) -> Bool {
    guard CommandDefinition.of(command).takesSettings else { return false }
    return commands?.contains(command) ?? true
  }

  static let all: [SettingDefinition] = [
    SettingDefinition(
      name: .roleARN, flag: "--role-arn", placeholder: "ARN", variables: ["AWS_ROLE_ARN"], fileKey: "roleArn",
      help: "the IAM role to assume"),
    SettingDefinition(
      name: .audience, flag: "--audience", placeholder: "NAME", variables: ["ECR_LOGIN_AUDIENCE"],
      fileKey: "audience", help: "whom the identity token is for (sts.amazonaws.com)"),
    SettingDefinition(
      name: .sessionName, flag: "--session-name", placeholder: "NAME", variables: ["AWS_ROLE_SESSION_NAME"],
      fileKey: "sessionName", help: "the session's name in CloudTrail (bitrise-BUILD_NUMBER)"),
    SettingDefinition(
      name: .durationSeconds, flag: "--duration-seconds", placeholder: "N",
      variables: ["ECR_LOGIN_DURATION_SECONDS"], fileKey: "durationSeconds",
      help: "lifetime of the AWS credentials, 900 to 43200 (the role's default)"),
    SettingDefinition(
      name: .region, flag: "--region", placeholder: "REGION", variables: ["AWS_REGION", "AWS_DEFAULT_REGION"],
      fileKey: "region", help: "the region, where no registry says it"),
    SettingDefinition(
      name: .webIdentityTokenFile, flag: "--web-identity-token-file", placeholder: "PATH",
      variables: ["AWS_WEB_IDENTITY_TOKEN_FILE"], fileKey: "webIdentityTokenFile",
      help: "a file that holds an identity token"),
    SettingDefinition(
      name: .timeout, flag: "--timeout", placeholder: "SECONDS", variables: ["ECR_LOGIN_TIMEOUT"], fileKey: nil,
      help: "the time for everything together (45)"),
    SettingDefinition(
      name: .cache, flag: "--no-cache", placeholder: nil, variables: ["ECR_LOGIN_CACHE"], fileKey: nil,
      help: "neither read nor write the cache", example: "off"),
    SettingDefinition(
      name: .verbose, flag: "--verbose", placeholder: nil, variables: ["ECR_LOGIN_VERBOSE"], fileKey: nil,
      help: "say on standard error what is done", example: "1"),
    SettingDefinition(
      name: .quiet, flag: "--quiet", placeholder: nil, variables: [], fileKey: nil,
      help: "say nothing but errors"),
    SettingDefinition(
      name: .configurationFile, flag: "--config", placeholder: "PATH", variables: ["ECR_LOGIN_CONFIG"],
      fileKey: nil, help: "the configuration file"),
    SettingDefinition(
      name: .format, flag: "--format", placeholder: "FORMAT", variables: [], fileKey: nil,
      help: "env (default), json, process or envman", commands: [.credentials]),
    SettingDefinition(
      name: .remove, flag: "--remove", placeholder: nil, variables: [], fileKey: nil,
      help: "undo what configure did", commands: [.configure]),
    SettingDefinition(
      name: .dryRun, flag: "--dry-run", placeholder: nil, variables: [], fileKey: nil,
      help: "say what would change, and change nothing", commands: [.login, .logout, .configure]),
  ]

  /// The definition of a setting; the table has every one, which a test checks.
  static func of(_ name: Name) -> SettingDefinition {
    all.first { $0.name == name } ?? all[0]
  }
}
