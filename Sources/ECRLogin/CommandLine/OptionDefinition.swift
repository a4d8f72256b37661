/// How an option is given, in the one table that parser, help, completions and the manual page are made from.
struct OptionDefinition: Sendable {
  let option: Option
  /// The flag with its hyphens.
  let flag: String
  /// What stands for the option's value in help; `nil` for an option without a value.
  let placeholder: String?
  /// What it is for, without what holds without it.
  let summary: String
  /// The commands that take it; `nil` for all that take settings.
  let commands: [CommandDefinition.Name]?
  /// Whether it may be given several times; `ParsedArguments.list` has the values.
  let isRepeatable: Bool

  private init(
    _ option: Option, _ flag: String, _ placeholder: String?, _ summary: String,
    of commands: [CommandDefinition.Name]? = nil, isRepeatable: Bool = false
  ) {
    self.option = option
    self.flag = flag
    self.placeholder = placeholder
    self.summary = summary
    self.commands = commands
    self.isRepeatable = isRepeatable
  }

  /// What it is for, in one line.
  var help: String { SettingDefinition.given(by: option)?.standard().map { "\(summary) (\($0))" } ?? summary }

  /// Whether its value is the path of a file.
  var takesPath: Bool { placeholder == "PATH" }

  /// Whether a command takes the option.
  func applies(to command: CommandDefinition.Name) -> Bool {
    guard CommandDefinition.of(command).takesSettings else { return false }
    return commands?.contains(command) ?? true
  }

  static let all = Option.allCases.map(of)

  /// The definition of an option: the table of all that there are.
  static func of(_ option: Option) -> OptionDefinition {
    switch option {
    case .roleARN: Self(option, "--role-arn", "ARN", "the IAM role to assume")
    case .audience: Self(option, "--audience", "NAME", "whom the identity token is for")
    case .sessionName: Self(option, "--session-name", "NAME", "the session's name in CloudTrail")
    case .durationSeconds:
      Self(option, "--duration-seconds", "N", "lifetime of the AWS credentials, \(numbers(of: .durationSeconds))")
    case .region: Self(option, "--region", "REGION", "the region, where no registry says it")
    case .webIdentityTokenFile:
      Self(option, "--web-identity-token-file", "PATH", "a file that holds an identity token")
    case .timeout: Self(option, "--timeout", "SECONDS", "the time for everything together")
    case .cache: Self(option, "--no-cache", nil, "neither read nor write the cache")
    case .verbose: Self(option, "--verbose", nil, "say on standard error what is done")
    case .quiet: Self(option, "--quiet", nil, "say nothing but errors")
    case .configurationFile: Self(option, "--config", "PATH", "the configuration file")
    case .format:
      Self(option, "--format", "FORMAT", "the form of the output", of: [.credentials, .trustPolicy, .doctor])
    case .repository:
      Self(option, "--repository", "NAME", "try whether this repository can be pulled and pushed", of: [.doctor])
    case .remove: Self(option, "--remove", nil, "undo what configure did", of: [.configure])
    case .dryRun:
      Self(option, "--dry-run", nil, "say what would change, and change nothing", of: [.login, .logout, .configure])
    case .appSlug: Self(option, "--app-slug", "SLUG", "the Bitrise app (create: the token's)", of: [.trustPolicy])
    case .workflow: list(option, "--workflow", "NAME", "a workflow, with * and ?")
    case .account: Self(option, "--account", "ID", "the role's AWS account (that of the role ARN)", of: [.trustPolicy])
    case .partition:
      Self(option, "--partition", "NAME", "the role's partition (that of the role ARN, else aws)", of: [.trustPolicy])
    case .pull: list(option, "--pull", "REPO", "allow pulling from a repository")
    case .push: list(option, "--push", "REPO", "allow pushing to a repository")
    case .publicRegistry: Self(option, "--public", nil, "allow logging in to ECR Public", of: [.trustPolicy])
    case .tokenFile:
      Self(option, "--token-file", "PATH", "explain: the token, in place of the build's own", of: [.trustPolicy])
    }
  }

  /// An option of `trust-policy` that may be given several times.
  private static func list(_ option: Option, _ flag: String, _ placeholder: String, _ summary: String) -> Self {
    Self(option, flag, placeholder, "\(summary); may be repeated", of: [.trustPolicy], isRepeatable: true)
  }

  /// The numbers that a setting can be: `1 to 10`.
  private static func numbers(of setting: Setting) -> String {
    SettingDefinition.of(setting).range.map { "\($0.lowerBound) to \($0.upperBound)" } ?? ""
  }
}
