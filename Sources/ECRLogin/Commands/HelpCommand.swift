/// `help`, without a command; with one, and as an option, the parser finds what is asked about.
struct HelpCommand: Command {
  let call: CommandCall

  func run() throws -> ExitCode { try Self.show(nil, call.context.console) }

  /// Writes help.
  /// - Parameters:
  ///   - topic: The command that it is about; `nil` for the whole program.
  ///   - console: Where it goes.
  /// - Returns: Success.
  /// - Throws: What standard output throws.
  static func show(_ topic: CommandDefinition.Name?, _ console: Console) throws -> ExitCode {
    try console.writeOutput([UInt8]((topic.map(HelpText.about) ?? HelpText.overview).utf8))
    return .success
  }
}
