import Basics

/// The log of the step, on standard output: what it was given, what it has done, and why it fails.
///
/// The Bitrise CLI shows the last red text of a failed step as the reason why the build failed.
struct StepLog: Sendable {
  private let console: Console

  init(_ console: Console) {
    self.console = console
  }

  /// Lists the inputs, without any secret.
  func inputs(_ environment: Environment) throws {
    try console.print("Inputs:")
    for input in StepInputs.all {
      let value = environment[input: input.name]
      let shown = value.map { input.isSecret ? "*****" : $0.trimmingWhitespace().printable(limit: 500) } ?? "<unset>"
      try console.print("- \(input.name): \(shown)")
    }
    try console.print("")
  }

  /// Something that was done.
  func done(_ line: String) throws { try console.print(TerminalColor.green.text(line)) }

  /// Why the step fails.
  func failure(_ line: String) throws { try console.print(TerminalColor.red.text(line)) }
}
