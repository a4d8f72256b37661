/// What a command is called with.
///
/// A class, since the outside world is a large value: a cache hit is to copy it as rarely as possible.
final class CommandCall: Sendable {
  /// The outside world.
  let context: ProcessContext
  /// The options that were given.
  let flags: ParsedArguments
  /// The words behind the command's name, as many as its definition allows.
  let operands: [String]

  init(context: ProcessContext, flags: ParsedArguments = ParsedArguments(), operands: [String] = []) {
    self.context = context
    self.flags = flags
    self.operands = operands
  }
}

/// What the program does for one of the names in the table of commands.
protocol Command {
  /// What it is called with.
  var call: CommandCall { get }

  /// Takes a call, and does nothing yet.
  init(call: CommandCall)

  /// Does it.
  /// - Returns: What the program ends with.
  /// - Throws: `UsageError`, `Diagnostic`, and what the standard streams throw.
  func run() throws -> ExitCode
}

extension Command {
  /// The outside world.
  var context: ProcessContext { call.context }

  /// The options that were given.
  var flags: ParsedArguments { call.flags }

  /// The words behind the command's name.
  var operands: [String] { call.operands }

  /// What the user wants: options, environment, configuration file.
  /// - Returns: The settings.
  /// - Throws: `Diagnostic`: the configuration file cannot be used.
  func settings() throws -> Settings { try call.context.settings(call.flags) }

  /// What the command works with; its deadline counts from here.
  /// - Returns: A value to be made once, and handed on.
  /// - Throws: `Diagnostic`: the configuration file cannot be used.
  func start() throws -> CommandContext { CommandContext(call.context, try settings()) }
}
