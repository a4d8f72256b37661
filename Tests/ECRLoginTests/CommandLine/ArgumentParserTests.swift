import Testing

@testable import ECRLogin

@Suite struct ArgumentParserTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let invocation: Invocation

    var testDescription: String { arguments.joined(separator: " ") }

    init(_ arguments: String..., to invocation: Invocation) {
      self.arguments = arguments
      self.invocation = invocation
    }
  }

  @Test("Every command is known by its name", arguments: CommandDefinition.Name.allCases)
  func commands(_ name: CommandDefinition.Name) throws {
    let operands = CommandDefinition.of(name).operandMinimum > 0 ? ["x"] : []
    let expected: Invocation = name == .help ? .help(nil) : .run(name, flags: [:], operands: operands)
    #expect(try ArgumentParser.parse([name.rawValue] + operands) == expected)
    #expect(try ArgumentParser.parse([name.rawValue, "--help"]) == .help(name))
    #expect(try ArgumentParser.parse(["-h", name.rawValue]) == .help(name))
    #expect(try ArgumentParser.parse(["help", name.rawValue]) == .help(name))
  }

  @Test(
    "Every flag is taken before and after the command, with its value in either form",
    arguments: OptionDefinition.all.map(\.option))
  func flags(_ option: Option) throws {
    let flag = OptionDefinition.of(option).flag
    for command in CommandDefinition.all where OptionDefinition.of(option).applies(to: command.name) {
      let words = [command.name.rawValue] + Array(repeating: "x", count: command.operandMinimum)
      func expected(_ value: String) -> Invocation {
        .run(command.name, flags: [option: value], operands: Array(words.dropFirst()))
      }
      if OptionDefinition.of(option).placeholder == nil {
        #expect(try ArgumentParser.parse([flag] + words) == expected(""))
        #expect(try ArgumentParser.parse(words + [flag]) == expected(""))
        #expect(try ArgumentParser.parse([words[0], flag] + words.dropFirst()) == expected(""))
        continue
      }
      for value in ["v", "a=b", "--x", "-", "--", "with space"] {
        #expect(try ArgumentParser.parse([flag, value] + words) == expected(value))
        #expect(try ArgumentParser.parse(words + [flag, value]) == expected(value))
        #expect(try ArgumentParser.parse(["\(flag)=\(value)"] + words) == expected(value))
        #expect(try ArgumentParser.parse(words + ["\(flag)=\(value)"]) == expected(value))
      }
    }
  }

  static let cases: [Case] = [
    // Help and version are answered wherever they stand.
    Case("--help", to: .help(nil)), Case("-h", to: .help(nil)), Case("help", to: .help(nil)),
    Case("get", "-h", to: .help(.get)), Case("--verbose", "get", "--help", to: .help(.get)),
    Case("get", "extra", "--help", to: .help(.get)), Case("bogus", "--help", to: .help(nil)),
    Case("help", "--help", to: .help(.help)), Case("help", "help", to: .help(.help)),
    Case("--version", to: .version), Case("-v", to: .version), Case("get", "--version", to: .version),
    Case("--version", "--help", to: .version), Case("--help", "-v", to: .help(nil)), Case("bogus", "-v", to: .version),
    Case("--version", "--bogus", to: .version), Case("--bogus", "get", "-h", to: .help(.get)),
    Case("get", "--role-arn", "--help", to: .help(.get)),
    // What follows -- is no option.
    Case("--", "get", to: .run(.get, flags: [:])), Case("get", "--", to: .run(.get, flags: [:])),
    Case("--quiet", "--", "list", to: .run(.list, flags: [.quiet: ""])),
    Case("help", "--", "get", to: .help(.get)),
    // Several flags.
    Case(
      "--role-arn", "a", "get", "--region=b", "--verbose", "--no-cache",
      to: .run(.get, flags: [.roleARN: "a", .region: "b", .verbose: "", .cache: ""])),
    // Operands, as many as the command takes; what follows -- is one, too.
    Case("login", to: .run(.login, flags: [:])),
    Case("login", "a", "b", to: .run(.login, flags: [:], operands: ["a", "b"])),
    Case("login", "a", "--quiet", "b", to: .run(.login, flags: [.quiet: ""], operands: ["a", "b"])),
    Case("login", "--", "--quiet", "a", to: .run(.login, flags: [:], operands: ["--quiet", "a"])),
    Case("login", "get", to: .run(.login, flags: [:], operands: ["get"])),
    Case("logout", "a", to: .run(.logout, flags: [:], operands: ["a"])), Case("logout", to: .run(.logout, flags: [:])),
    Case("configure", "a", "b", "--remove", to: .run(.configure, flags: [.remove: ""], operands: ["a", "b"])),
    Case("password", "", to: .run(.password, flags: [:], operands: [""])),
    Case("password", to: .run(.password, flags: [:])),
    Case("credentials", "--format", "json", to: .run(.credentials, flags: [.format: "json"])),
    Case(
      "trust-policy", "create", "--pull", "a", "--push=c", "--pull=b",
      to: .run(.trustPolicy, flags: [.pull: "a", .pull: "b", .push: "c"], operands: ["create"])),
    Case("trust-policy", "check", "-", to: .run(.trustPolicy, flags: [:], operands: ["check", "-"])),
    Case("completion", "bash", to: .run(.completion, flags: [:], operands: ["bash"])),
    Case("--dry-run", "login", to: .run(.login, flags: [.dryRun: ""])),
    // A flag takes the next word, whatever it is.
    Case("get", "--role-arn", "--verbose", to: .run(.get, flags: [.roleARN: "--verbose"])),
    Case("--config", "list", "get", to: .run(.get, flags: [.configurationFile: "list"])),
  ]

  @Test("A flag of some commands is refused by the others", arguments: OptionDefinition.all.map(\.option))
  func otherCommands(_ option: Option) {
    let definition = OptionDefinition.of(option)
    let flags = definition.placeholder == nil ? [definition.flag] : [definition.flag, "x"]
    for command in CommandDefinition.all where !definition.applies(to: command.name) && command.name != .help {
      let words = [command.name.rawValue] + Array(repeating: "x", count: command.operandMinimum)
      #expect(
        throws: UsageError(message: "\(command.name.rawValue) does not take \(definition.flag)", command: command.name)
      ) { try ArgumentParser.parse(words + flags) }
    }
  }

  @Test("Arguments are understood", arguments: cases)
  func understood(_ example: Case) throws {
    #expect(try ArgumentParser.parse(example.arguments) == example.invocation)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let error: UsageError

    var testDescription: String { arguments.joined(separator: " ").debugDescription }

    init(_ arguments: String..., saying message: String, of command: CommandDefinition.Name? = nil) {
      self.arguments = arguments
      error = UsageError(message: message, command: command)
    }
  }

  static let refusals: [Refusal] = [
    // No command, or none that is known.
    Refusal(saying: "no command is given"), Refusal("--", saying: "no command is given"),
    Refusal("--verbose", saying: "no command is given"),
    Refusal("gte", saying: "unknown command gte; did you mean get?"),
    Refusal("Get", saying: "unknown command Get; did you mean get?"),
    Refusal("lst", saying: "unknown command lst; did you mean list?"),
    Refusal("earse", "--verbose", saying: "unknown command earse; did you mean erase?"),
    Refusal("frobnicate", saying: "unknown command frobnicate"), Refusal("", saying: "unknown command "),
    Refusal("-", saying: "unknown command -"), Refusal("--", "--help", saying: "unknown command --help"),
    Refusal("help", "gte", saying: "unknown command gte; did you mean get?"),
    Refusal("help", "frobnicate", saying: "unknown command frobnicate"),
    Refusal("a\u{1B}[31m\nb", saying: "unknown command a\\u{1B}[31m b"),
    Refusal(
      String(repeating: "a", count: 61), saying: "unknown command \(String(repeating: "a", count: 60))…"),
    // Options that are not known, for the command that was named before them.
    Refusal("--rolearn", "x", "get", saying: "unknown option --rolearn; did you mean --role-arn?", of: .get),
    Refusal("get", "--rolearn=x", saying: "unknown option --rolearn; did you mean --role-arn?", of: .get),
    Refusal("get", "--hlep", saying: "unknown option --hlep; did you mean --help?", of: .get),
    Refusal("store", "-version", saying: "unknown option -version; did you mean --version?", of: .store),
    Refusal("list", "--no-cahce", saying: "unknown option --no-cahce; did you mean --no-cache?", of: .list),
    Refusal("erase", "--frobnicate", saying: "unknown option --frobnicate", of: .erase),
    Refusal("version", "-x", saying: "unknown option -x", of: .version),
    Refusal("gte", "--frobnicate", saying: "unknown option --frobnicate"),
    Refusal("get", "---", saying: "unknown option ---", of: .get), Refusal("-vv", saying: "unknown option -vv"),
    Refusal("get", "--a\nb", saying: "unknown option --a b", of: .get),
    // Help and version take no value.
    Refusal("get", "--help=x", saying: "--help takes no value", of: .get),
    Refusal("--version=1", saying: "--version takes no value"),
    // A flag that is given twice.
    Refusal("get", "--role-arn", "a", "--role-arn=a", saying: "--role-arn is given twice", of: .get),
    Refusal("--verbose", "--verbose", "get", saying: "--verbose is given twice", of: .get),
    // Values that are missing, or too many.
    Refusal("get", "--role-arn", saying: "--role-arn needs a value", of: .get),
    Refusal("get", "--role-arn=", saying: "--role-arn needs a value", of: .get),
    Refusal("get", "--role-arn", "", saying: "--role-arn needs a value", of: .get),
    Refusal("--timeout", saying: "--timeout needs a value"),
    Refusal("get", "--verbose=1", saying: "--verbose takes no value", of: .get),
    Refusal("get", "--no-cache=", saying: "--no-cache takes no value", of: .get),
    Refusal("--quiet=true", "list", saying: "--quiet takes no value", of: .list),
    // Operands where there are none.
    Refusal("get", "host", saying: "get takes no arguments: host", of: .get),
    Refusal("list", "a", "b", saying: "list takes no arguments: a", of: .list),
    Refusal("get", "--", "--verbose", saying: "get takes no arguments: --verbose", of: .get),
    Refusal("store", "-", saying: "store takes no arguments: -", of: .store),
    Refusal("version", "get", saying: "version takes no arguments: get", of: .version),
    Refusal("credentials", "env", saying: "credentials takes no arguments: env", of: .credentials),
    // More operands than a command takes, or fewer.
    Refusal("password", "a", "b", saying: "password takes one argument: b", of: .password),
    Refusal("completion", "bash", "zsh", saying: "completion takes one argument: zsh", of: .completion),
    Refusal("completion", saying: "completion needs an argument: bash|zsh|fish", of: .completion),
    Refusal("configure", saying: "configure needs an argument: REGISTRY...", of: .configure),
    Refusal("configure", "--remove", saying: "configure needs an argument: REGISTRY...", of: .configure),
    // Flags of other commands.
    Refusal("get", "--dry-run", saying: "get does not take --dry-run", of: .get),
    Refusal("login", "--remove", saying: "login does not take --remove", of: .login),
    Refusal(
      "trust-policy", "create", "--pull", "a\nb", saying: "--pull has a line break in its value", of: .trustPolicy),
    Refusal(
      "trust-policy", "check", "a", "b", saying: "trust-policy takes two arguments: b", of: .trustPolicy),
    Refusal("trust-policy", saying: "trust-policy needs an argument: create|check|explain [FILE]", of: .trustPolicy),
    Refusal("login", "--format=env", saying: "login does not take --format", of: .login),
    Refusal("completion", "bash", "--quiet", saying: "completion does not take --quiet", of: .completion),
    Refusal("login", "--dryrun", saying: "unknown option --dryrun; did you mean --dry-run?", of: .login),
    Refusal("lgin", saying: "unknown command lgin; did you mean login?"),
  ]

  @Test("What is not understood is said, with the nearest right word", arguments: refusals)
  func refused(_ example: Refusal) {
    #expect(throws: example.error) { try ArgumentParser.parse(example.arguments) }
  }
}
