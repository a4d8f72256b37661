import Testing

@testable import ECRLogin

@Suite struct CommandTests {
  /// What a call prints, and how it ends.
  struct Case: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let exit: ExitCode
    let output: String
    let errors: String

    var testDescription: String { arguments.joined(separator: " ").debugDescription }

    init(_ arguments: String..., exit: ExitCode, output: String = "", errors: String = "") {
      self.arguments = arguments
      self.exit = exit
      self.output = output
      self.errors = errors
    }
  }

  static let version = "docker-credential-bitrise (docker-credential-bitrise) \(Program.version)\n"

  /// A usage error as Docker's verbs report it: on both streams, and 1 at the end.
  static func verb(_ arguments: String..., saying message: String) -> [Case] {
    let command = arguments.first.flatMap(CommandDefinition.Name.init)
    let line = "docker-credential-bitrise: \(message); \(HelpText.usage(of: command))\n"
    var example = Case(exit: .failure, output: line, errors: line)
    example = Case(arguments, like: example)
    return [example]
  }

  /// A usage error of anything else: on standard error alone, and 64 at the end.
  static func other(_ arguments: String..., saying message: String) -> [Case] {
    [
      Case(
        arguments, like: Case(exit: .usage, errors: "docker-credential-bitrise: \(message); \(HelpText.usage())\n"))
    ]
  }

  static let cases: [Case] =
    [
      Case("list", exit: .success, output: "{}\n"), Case("version", exit: .success, output: version),
      Case("--version", exit: .success, output: version), Case("-v", exit: .success, output: version),
      Case("get", "-v", exit: .success, output: version),
      Case("--help", exit: .success, output: HelpText.overview), Case("-h", exit: .success, output: HelpText.overview),
      Case("help", exit: .success, output: HelpText.overview),
      Case("get", "--help", exit: .success, output: HelpText.about(.get)),
      Case("help", "erase", exit: .success, output: HelpText.about(.erase)),
      Case("list", "--verbose", exit: .success, output: "{}\n"),
    ]
    + verb("get", "--rolearn=x", saying: "unknown option --rolearn; did you mean --role-arn?")
    + verb("store", "x", saying: "store takes no arguments: x")
    + verb("erase", "--timeout", saying: "--timeout needs a value")
    + verb("list", "--frobnicate", saying: "unknown option --frobnicate")
    + verb("version", "--quiet=x", saying: "--quiet takes no value")
    + other(saying: "no command is given") + other("gte", saying: "unknown command gte; did you mean get?")
    + other("--frobnicate", saying: "unknown option --frobnicate")
    + other("help", "frobnicate", saying: "unknown command frobnicate")
    + other("help", "--frobnicate", saying: "unknown option --frobnicate")

  @Test("Each call prints what it should, where it should, and ends with its code", arguments: cases)
  func call(_ example: Case) {
    let world = World(example.arguments)
    #expect(run(world.context) == example.exit)
    #expect(world.output == example.output)
    #expect(world.errors == example.errors)
  }

  @Test("list and version neither read nor ask anything", arguments: ["list", "version"])
  func quiet(_ command: String) {
    var world = World([command], environment: ["ECR_LOGIN_CONFIG": "/missing", "AWS_ROLE_ARN": "nonsense"])
    world.inputFails = true
    world.inputIsTerminal = true
    #expect(run(world.context) == .success)
    #expect(world.errors == "")
  }

  @Test(
    "A standard output that fails is reported, since nothing else can be",
    arguments: [["list"], ["version"], ["--help"], ["-v"], ["get"]])
  func brokenOutput(_ arguments: [String]) {
    var world = World(arguments, input: "example.com")
    world.outputFails = true
    #expect(run(world.context) == .failure)
    #expect(world.errors == "docker-credential-bitrise: cannot write to standard output: Broken pipe\n")
  }

  @Test("A usage error has its code also where standard output fails")
  func brokenOutputOfUsage() {
    var world = World(["get", "--frobnicate"])
    world.outputFails = true
    #expect(run(world.context) == .failure)
    #expect(world.errors == "docker-credential-bitrise: unknown option --frobnicate; \(HelpText.usage(of: .get))\n")
  }
}

extension CommandTests.Case {
  fileprivate init(_ arguments: [String], like other: Self) {
    self.arguments = arguments
    exit = other.exit
    output = other.output
    errors = other.errors
  }
}
