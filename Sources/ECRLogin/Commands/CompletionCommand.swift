/// `completion`: a script by which a shell completes this program's commands and options.
struct CompletionCommand: Command {
  let call: CommandCall

  func run() throws -> ExitCode {
    guard let script = CompletionScript.text(for: operands.first ?? "") else {
      context.console.printError("completion scripts are for bash, zsh and fish; \(HelpText.usage(of: .completion))")
      return .usage
    }
    try context.console.writeOutput([UInt8](script.utf8))
    return .success
  }
}
