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
    case repository
    case remove
    case dryRun
    case appSlug
    case workflow
    case account
    case partition
    case pull
    case push
    case publicRegistry
    case tokenFile
  }

  let name: Name
  /// The flag with its hyphens.
  let flag: String
  /// What stands for the flag's value in help; `nil` for a flag without a value.
  let placeholder: String?
  /// The variables, in the order in which they win.
  let variables: [Variable]
  /// The key in the configuration file; `nil` where the file has none.
  let fileKey: String?
  let help: String
  /// The value that the variables have to have, where only one makes sense.
  var example: String?
  /// The commands that take the flag; `nil` for all that take settings.
  var commands: [CommandDefinition.Name]?
  /// Whether the flag may be given several times; `Settings.list` has the values.
  var isRepeatable = false

  /// What stands between several values of one flag: a character that none of them can have.
  static let separator: Character = "\n"

  /// Whether a command takes the flag.
  func applies(to command: CommandDefinition.Name) -> Bool {
    guard CommandDefinition.of(command).takesSettings else { return false }
    return commands?.contains(command) ?? true
  }

  static let all: [SettingDefinition] = [
    SettingDefinition(
      name: .roleARN, flag: "--role-arn", placeholder: "ARN", variables: [.roleARN], fileKey: "roleArn",
      help: "the IAM role to assume"),
    SettingDefinition(
      name: .audience, flag: "--audience", placeholder: "NAME", variables: [.audience],
      fileKey: "audience", help: "whom the identity token is for (sts.amazonaws.com)"),
    SettingDefinition(
      name: .sessionName, flag: "--session-name", placeholder: "NAME", variables: [.roleSessionName],
      fileKey: "sessionName", help: "the session's name in CloudTrail (bitrise-BUILD_NUMBER)"),
    SettingDefinition(
      name: .durationSeconds, flag: "--duration-seconds", placeholder: "N",
      variables: [.durationSeconds], fileKey: "durationSeconds",
      help: "lifetime of the AWS credentials, 900 to 43200 (the role's default)"),
    SettingDefinition(
      name: .region, flag: "--region", placeholder: "REGION", variables: [.region, .defaultRegion],
      fileKey: "region", help: "the region, where no registry says it"),
    SettingDefinition(
      name: .webIdentityTokenFile, flag: "--web-identity-token-file", placeholder: "PATH",
      variables: [.webIdentityTokenFile], fileKey: "webIdentityTokenFile",
      help: "a file that holds an identity token"),
    SettingDefinition(
      name: .timeout, flag: "--timeout", placeholder: "SECONDS", variables: [.timeout], fileKey: nil,
      help: "the time for everything together (45)"),
    SettingDefinition(
      name: .cache, flag: "--no-cache", placeholder: nil, variables: [.cache], fileKey: nil,
      help: "neither read nor write the cache", example: "off"),
    SettingDefinition(
      name: .verbose, flag: "--verbose", placeholder: nil, variables: [.verbose], fileKey: nil,
      help: "say on standard error what is done", example: "1"),
    SettingDefinition(
      name: .quiet, flag: "--quiet", placeholder: nil, variables: [], fileKey: nil,
      help: "say nothing but errors"),
    SettingDefinition(
      name: .configurationFile, flag: "--config", placeholder: "PATH", variables: [.configurationFile],
      fileKey: nil, help: "the configuration file"),
    SettingDefinition(
      name: .format, flag: "--format", placeholder: "FORMAT", variables: [], fileKey: nil,
      help: "the form of the output", commands: [.credentials, .trustPolicy, .doctor]),
    SettingDefinition(
      name: .repository, flag: "--repository", placeholder: "NAME", variables: [], fileKey: nil,
      help: "try whether this repository can be pulled and pushed", commands: [.doctor]),
    SettingDefinition(
      name: .remove, flag: "--remove", placeholder: nil, variables: [], fileKey: nil,
      help: "undo what configure did", commands: [.configure]),
    SettingDefinition(
      name: .dryRun, flag: "--dry-run", placeholder: nil, variables: [], fileKey: nil,
      help: "say what would change, and change nothing", commands: [.login, .logout, .configure]),
    SettingDefinition(
      name: .appSlug, flag: "--app-slug", placeholder: "SLUG", variables: [], fileKey: nil,
      help: "the Bitrise app (create: the token's)", commands: [.trustPolicy]),
    SettingDefinition(
      name: .workflow, flag: "--workflow", placeholder: "NAME", variables: [], fileKey: nil,
      help: "a workflow, with * and ?; may be repeated", commands: [.trustPolicy], isRepeatable: true),
    SettingDefinition(
      name: .account, flag: "--account", placeholder: "ID", variables: [], fileKey: nil,
      help: "the role's AWS account (that of the role ARN)", commands: [.trustPolicy]),
    SettingDefinition(
      name: .partition, flag: "--partition", placeholder: "NAME", variables: [], fileKey: nil,
      help: "the role's partition (that of the role ARN, else aws)", commands: [.trustPolicy]),
    SettingDefinition(
      name: .pull, flag: "--pull", placeholder: "REPO", variables: [], fileKey: nil,
      help: "allow pulling from a repository; may be repeated", commands: [.trustPolicy], isRepeatable: true),
    SettingDefinition(
      name: .push, flag: "--push", placeholder: "REPO", variables: [], fileKey: nil,
      help: "allow pushing to a repository; may be repeated", commands: [.trustPolicy], isRepeatable: true),
    SettingDefinition(
      name: .publicRegistry, flag: "--public", placeholder: nil, variables: [], fileKey: nil,
      help: "allow logging in to ECR Public", commands: [.trustPolicy]),
    SettingDefinition(
      name: .tokenFile, flag: "--token-file", placeholder: "PATH", variables: [], fileKey: nil,
      help: "explain: the token, in place of the build's own", commands: [.trustPolicy]),
  ]

  /// The definition of a setting; the table has every one, which a test checks.
  static func of(_ name: Name) -> SettingDefinition {
    all.first { $0.name == name } ?? all[0]
  }
}
