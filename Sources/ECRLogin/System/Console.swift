import Basics

/// The three standard streams.
struct Console: Sendable {
  /// Reads standard input to its end, or to one byte more than the limit.
  var readInput: @Sendable (_ limit: Int) throws -> [UInt8]
  var inputIsTerminal: Bool
  /// Writes to standard output.
  var writeOutput: @Sendable ([UInt8]) throws -> Void
  /// Writes to standard error; what cannot be written there is lost.
  var writeError: @Sendable ([UInt8]) -> Void
  var outputIsTerminal: @Sendable () -> Bool = { false }
  var errorIsTerminal: @Sendable () -> Bool = { false }
  var style = Style.command

  /// Who reads what is reported.
  enum Style: Sendable {
    /// A person or a script that has called a command: standard error, with the program's name in front.
    case command
    /// A person who looks at the log of a Bitrise step: standard output, in colors.
    case step
  }

  /// A line on standard output.
  func print(_ line: String) throws {
    try writeOutput([UInt8]((line + "\n").utf8))
  }

  /// A line on standard error, with the program's name before it; in a step, a line of its log.
  func printError(_ line: String) {
    switch style {
    case .command: writeError([UInt8]("\(Program.name): \(line)\n".utf8))
    // What cannot be written there fails with the next answer.
    case .step: try? print(line)
    }
  }

  /// What was done, or what to be aware of; in a step in the color for it.
  func report(_ line: String) {
    switch style {
    case .command: printError(line)
    case .step: printError((line.begins(with: "warning: ") ? TerminalColor.yellow : .green).text(line))
    }
  }
}
