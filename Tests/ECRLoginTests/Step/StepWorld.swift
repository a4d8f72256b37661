import TestSupport

@testable import ECRLogin

/// A running step of a build: no arguments, inputs and Bitrise's variables in the environment.
struct StepWorld {
  var login: LoginWorld

  init(
    _ inputs: [String: String], config: String? = nil, environment: [String: String] = [:], hasEnvman: Bool = true,
    paths: Set<String> = [], _ answers: [ScriptedTransport.Outcome] = []
  ) throws {
    let programs = World.Programs(
      hasEnvman ? ["envman": LoginWorld.good] : [:], paths: paths.union(hasEnvman ? ["/usr/bin/envman"] : []))
    let base = ["BITRISE_STEP_EXECUTION_ID": "1", "AWS_ROLE_ARN": "", "AWS_REGION": ""]
    login = try LoginWorld(
      [], config: config, environment: base.merging(inputs) { $1 }.merging(environment) { $1 }, programs: programs,
      answers)
    if login.world.environment["HOME"] == nil { login.world.environment["HOME"] = login.temporary("home") }
    login.world.environment["BITRISE_STEP_FORMATTED_OUTPUT_FILE_PATH"] = login.temporary("summary.md")
    login.world.executablePath = "/build/docker-credential-bitrise"
    login.world.files["/build/docker-credential-bitrise"] = .text("the program")
  }

  func run() -> ExitCode { login.run() }

  var runs: [World.Programs.Run] { login.world.programs.runs }

  /// What later steps get: name and value, and whether it is a secret.
  var exports: [String] {
    runs.map { "\($0.arguments[2])=\($0.input)\($0.arguments.contains("--sensitive") ? " (secret)" : "")" }
  }

  func text(_ name: String) -> String? {
    (try? FileReader.system.content(login.temporary(name), 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The step's log below the list of inputs, without colors, with FILE for config.json and DIR for the temporary
  /// directory.
  var log: [String] { coloredLog.map(\.text) }

  /// As `log`, with the color of each line: `nil` where it has none.
  var coloredLog: [(color: TerminalColor?, text: String)] {
    let lines = login.world.output.replacing(login.configPath, with: "FILE")
      .replacing(login.temporary.path, with: "DIR").split(separator: "\n", omittingEmptySubsequences: false)
    return lines.drop { !$0.isEmpty }.dropFirst().filter { !$0.isEmpty }.map { line in
      for color in [TerminalColor.red, .green, .yellow] {
        let parts = color.text("|").split(separator: "|")
        if line.hasPrefix(parts[0]), line.hasSuffix(parts[1]) {
          return (color, String(line.dropFirst(parts[0].count).dropLast(parts[1].count)))
        }
      }
      return (nil, String(line))
    }
  }
}
