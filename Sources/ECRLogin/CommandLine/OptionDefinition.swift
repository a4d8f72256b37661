/// How an option is given, in the one table that parser, help and completions are made from.
struct OptionDefinition: Sendable {
  let option: Option
  /// The flag with its hyphens.
  let flag: String
  /// What stands for the option's value in help; `nil` for an option without a value.
  let placeholder: String?
  let help: String
  /// The commands that take it; `nil` for all that take settings.
  var commands: [CommandDefinition.Name]?
  /// Whether it may be given several times; `ParsedArguments.list` has the values.
  var isRepeatable = false

  /// Whether its value is the path of a file.
  var takesPath: Bool { placeholder == "PATH" }

  /// Whether a command takes the option.
  func applies(to command: CommandDefinition.Name) -> Bool {
    guard CommandDefinition.of(command).takesSettings else { return false }
    return commands?.contains(command) ?? true
  }

  static let all: [OptionDefinition] = [
    OptionDefinition(
      option: .roleARN, flag: "--role-arn", placeholder: "ARN",
      help: "the IAM role to assume"),
    OptionDefinition(
      option: .audience, flag: "--audience", placeholder: "NAME",
      help: "whom the identity token is for (sts.amazonaws.com)"),
    OptionDefinition(
      option: .sessionName, flag: "--session-name", placeholder: "NAME",
      help: "the session's name in CloudTrail (bitrise-BUILD_NUMBER)"),
    OptionDefinition(
      option: .durationSeconds, flag: "--duration-seconds", placeholder: "N",
      help: "lifetime of the AWS credentials, 900 to 43200 (the role's default)"),
    OptionDefinition(
      option: .region, flag: "--region", placeholder: "REGION",
      help: "the region, where no registry says it"),
    OptionDefinition(
      option: .webIdentityTokenFile, flag: "--web-identity-token-file", placeholder: "PATH",
      help: "a file that holds an identity token"),
    OptionDefinition(
      option: .timeout, flag: "--timeout", placeholder: "SECONDS",
      help: "the time for everything together (45)"),
    OptionDefinition(
      option: .cache, flag: "--no-cache", placeholder: nil,
      help: "neither read nor write the cache"),
    OptionDefinition(
      option: .verbose, flag: "--verbose", placeholder: nil,
      help: "say on standard error what is done"),
    OptionDefinition(
      option: .quiet, flag: "--quiet", placeholder: nil,
      help: "say nothing but errors"),
    OptionDefinition(
      option: .configurationFile, flag: "--config", placeholder: "PATH",
      help: "the configuration file"),
    OptionDefinition(
      option: .format, flag: "--format", placeholder: "FORMAT",
      help: "the form of the output", commands: [.credentials, .trustPolicy, .doctor]),
    OptionDefinition(
      option: .repository, flag: "--repository", placeholder: "NAME",
      help: "try whether this repository can be pulled and pushed", commands: [.doctor]),
    OptionDefinition(
      option: .remove, flag: "--remove", placeholder: nil,
      help: "undo what configure did", commands: [.configure]),
    OptionDefinition(
      option: .dryRun, flag: "--dry-run", placeholder: nil,
      help: "say what would change, and change nothing", commands: [.login, .logout, .configure]),
    OptionDefinition(
      option: .appSlug, flag: "--app-slug", placeholder: "SLUG",
      help: "the Bitrise app (create: the token's)", commands: [.trustPolicy]),
    OptionDefinition(
      option: .workflow, flag: "--workflow", placeholder: "NAME",
      help: "a workflow, with * and ?; may be repeated", commands: [.trustPolicy], isRepeatable: true),
    OptionDefinition(
      option: .account, flag: "--account", placeholder: "ID",
      help: "the role's AWS account (that of the role ARN)", commands: [.trustPolicy]),
    OptionDefinition(
      option: .partition, flag: "--partition", placeholder: "NAME",
      help: "the role's partition (that of the role ARN, else aws)", commands: [.trustPolicy]),
    OptionDefinition(
      option: .pull, flag: "--pull", placeholder: "REPO",
      help: "allow pulling from a repository; may be repeated", commands: [.trustPolicy], isRepeatable: true),
    OptionDefinition(
      option: .push, flag: "--push", placeholder: "REPO",
      help: "allow pushing to a repository; may be repeated", commands: [.trustPolicy], isRepeatable: true),
    OptionDefinition(
      option: .publicRegistry, flag: "--public", placeholder: nil,
      help: "allow logging in to ECR Public", commands: [.trustPolicy]),
    OptionDefinition(
      option: .tokenFile, flag: "--token-file", placeholder: "PATH",
      help: "explain: the token, in place of the build's own", commands: [.trustPolicy]),
  ]

  /// The definition of an option; the table has every one, which a test checks.
  static func of(_ option: Option) -> OptionDefinition {
    all.first { $0.option == option } ?? all[0]
  }
}
