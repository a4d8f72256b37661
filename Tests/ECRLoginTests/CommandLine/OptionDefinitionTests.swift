import Testing

@testable import ECRLogin

@Suite struct OptionDefinitionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let option: Option
    let flag: String
    let variables: [String]
    let fileKey: String?

    var testDescription: String { flag }

    init(_ option: Option, _ flag: String, _ variables: [String], _ fileKey: String? = nil) {
      self.option = option
      self.flag = flag
      self.variables = variables
      self.fileKey = fileKey
    }
  }

  // The promise to scripts: what is here may get more names, but never loses one.
  static let rows: [Row] = [
    Row(.roleARN, "--role-arn", ["AWS_ROLE_ARN"], "roleArn"),
    Row(.audience, "--audience", ["ECR_LOGIN_AUDIENCE"], "audience"),
    Row(.sessionName, "--session-name", ["AWS_ROLE_SESSION_NAME"], "sessionName"),
    Row(.durationSeconds, "--duration-seconds", ["ECR_LOGIN_DURATION_SECONDS"], "durationSeconds"),
    Row(.region, "--region", ["AWS_REGION", "AWS_DEFAULT_REGION"], "region"),
    Row(.webIdentityTokenFile, "--web-identity-token-file", ["AWS_WEB_IDENTITY_TOKEN_FILE"], "webIdentityTokenFile"),
    Row(.cache, "--no-cache", ["ECR_LOGIN_CACHE"]),
    Row(.timeout, "--timeout", ["ECR_LOGIN_TIMEOUT"]),
    Row(.verbose, "--verbose", ["ECR_LOGIN_VERBOSE"]),
    Row(.quiet, "--quiet", []),
    Row(.configurationFile, "--config", ["ECR_LOGIN_CONFIG"]),
    Row(.format, "--format", []),
    Row(.repository, "--repository", []),
    Row(.remove, "--remove", []),
    Row(.dryRun, "--dry-run", []),
    Row(.appSlug, "--app-slug", []),
    Row(.workflow, "--workflow", []),
    Row(.account, "--account", []),
    Row(.partition, "--partition", []),
    Row(.pull, "--pull", []),
    Row(.push, "--push", []),
    Row(.publicRegistry, "--public", []),
    Row(.tokenFile, "--token-file", []),
  ]

  @Test("An option, and its setting, have the names that were promised", arguments: rows)
  func promised(_ row: Row) {
    let definition = OptionDefinition.of(row.option)
    #expect(definition.option == row.option)
    #expect(definition.flag == row.flag)
    #expect((SettingDefinition.given(by: definition.option)?.variables ?? []).map(\.name) == row.variables)
    #expect(SettingDefinition.given(by: definition.option)?.fileKey == row.fileKey)
  }

  @Test("The table has every option once, and nothing but what was promised")
  func complete() {
    let names = OptionDefinition.all.map(\.option)
    #expect(names == Option.allCases)
    #expect(Set(Self.rows.map(\.option)) == Set(names))
  }

  @Test("No flag means two options")
  func unique() {
    #expect(Set(OptionDefinition.all.map(\.flag)).count == OptionDefinition.all.count)
  }

  @Test(
    "Every option has a flag that can be typed, and help on one line", arguments: OptionDefinition.all.map(\.option))
  func wellFormed(_ option: Option) {
    let definition = OptionDefinition.of(option)
    #expect(definition.flag.hasPrefix("--"))
    #expect(!definition.flag.contains("="))
    #expect(!definition.help.isEmpty)
    #expect(!definition.help.contains("\n"))
    #expect(!definition.help.hasSuffix("."))
    #expect(!["--help", "--version"].contains(definition.flag))
  }

  @Test("The options of some commands only", arguments: CommandDefinition.Name.allCases)
  func commands(_ command: CommandDefinition.Name) {
    let taken = OptionDefinition.all.filter { $0.commands != nil && $0.applies(to: command) }.map(\.flag)
    let expected: [String] =
      switch command {
      case .login, .logout: ["--dry-run"]
      case .configure: ["--remove", "--dry-run"]
      case .credentials: ["--format"]
      case .trustPolicy:
        [
          "--format", "--app-slug", "--workflow", "--account", "--partition", "--pull", "--push", "--public",
          "--token-file",
        ]
      case .doctor: ["--format", "--repository"]
      default: []
      }
    #expect(taken == expected)
    let common = OptionDefinition.all.filter { $0.commands == nil }
    #expect(common.allSatisfy { $0.applies(to: command) } == CommandDefinition.of(command).takesSettings)
    #expect(common.contains { $0.applies(to: command) } == CommandDefinition.of(command).takesSettings)
  }

  @Test("No secret can be given as a flag or in the file")
  func noSecrets() {
    for definition in OptionDefinition.all {
      for name in [definition.flag, SettingDefinition.given(by: definition.option)?.fileKey ?? ""].map({
        $0.lowercased()
      }) {
        #expect(!name.contains("secret") && !name.contains("password"))
        #expect(!name.contains("token") || name.hasSuffix("file"), "the file's name is no secret, its content is")
      }
    }
  }
}
