/// `completion`: a script by which a shell completes this program's commands and options.
struct CompletionCommand {
  private let context: ProcessContext
  private let shell: String

  init(_ context: ProcessContext, shell: String) {
    self.context = context
    self.shell = shell
  }

  func run() throws -> ExitCode {
    guard let script = CompletionScript.text(for: shell) else {
      context.console.say("completion scripts are for bash, zsh and fish; \(HelpText.usage(of: .completion))")
      return .usage
    }
    try context.console.writeOutput([UInt8](script.utf8))
    return .success
  }
}
