import Testing

@testable import ECRLogin

@Suite struct SettingDefinitionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: SettingDefinition.Name
    let flag: String
    let variables: [String]
    let fileKey: String?

    var testDescription: String { flag }

    init(_ name: SettingDefinition.Name, _ flag: String, _ variables: [String], _ fileKey: String? = nil) {
      self.name = name
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

  @Test("A setting has the names that were promised", arguments: rows)
  func promised(_ row: Row) {
    let definition = SettingDefinition.of(row.name)
    #expect(definition.name == row.name)
    #expect(definition.flag == row.flag)
    #expect(definition.variables.map(\.name) == row.variables)
    #expect(definition.fileKey == row.fileKey)
  }

  @Test("The table has every setting once, and nothing but what was promised")
  func complete() {
    let names = SettingDefinition.all.map(\.name)
    #expect(names == SettingDefinition.Name.allCases)
    #expect(Set(Self.rows.map(\.name)) == Set(names))
  }

  @Test("No name means two settings")
  func unique() {
    for names in [
      SettingDefinition.all.map(\.flag), SettingDefinition.all.flatMap(\.variables).map(\.name),
      SettingDefinition.all.compactMap(\.fileKey),
    ] {
      #expect(Set(names).count == names.count)
    }
  }

  @Test(
    "Every setting has a flag that can be typed, and help on one line", arguments: SettingDefinition.all.map(\.name))
  func wellFormed(_ name: SettingDefinition.Name) {
    let definition = SettingDefinition.of(name)
    #expect(definition.flag.hasPrefix("--"))
    #expect(!definition.flag.contains("="))
    #expect(!definition.help.isEmpty)
    #expect(!definition.help.contains("\n"))
    #expect(!definition.help.hasSuffix("."))
    #expect(!["--help", "--version"].contains(definition.flag))
  }

  @Test("The flags of some commands only", arguments: CommandDefinition.Name.allCases)
  func commands(_ command: CommandDefinition.Name) {
    let taken = SettingDefinition.all.filter { $0.commands != nil && $0.applies(to: command) }.map(\.flag)
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
    let common = SettingDefinition.all.filter { $0.commands == nil }
    #expect(common.allSatisfy { $0.applies(to: command) } == CommandDefinition.of(command).takesSettings)
    #expect(common.contains { $0.applies(to: command) } == CommandDefinition.of(command).takesSettings)
  }

  @Test("No secret can be given as a flag or in the file")
  func noSecrets() {
    for definition in SettingDefinition.all {
      for name in [definition.flag, definition.fileKey ?? ""].map({ $0.lowercased() }) {
        #expect(!name.contains("secret") && !name.contains("password"))
        #expect(!name.contains("token") || name.hasSuffix("file"), "the file's name is no secret, its content is")
      }
    }
  }
}
