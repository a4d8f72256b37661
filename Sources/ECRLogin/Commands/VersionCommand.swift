/// `version`, and `--version`.
struct VersionCommand: Command {
  let call: CommandCall

  func run() throws -> ExitCode {
    try context.console.print("\(Program.name) (\(Program.package)) \(Program.version)")
    return .success
  }
}
