import AWSAuth

/// What a command works with: the outside world, what the user wants, and one deadline for everything.
///
/// A class, since the outside world is a large value: a cache hit copies it as rarely as possible.
final class CommandContext: Sendable {
  /// The outside world.
  let process: ProcessContext
  /// What the user wants.
  let settings: Settings
  /// When the work began, by the monotonic clock.
  private let start: Duration

  /// Starts the clock.
  convenience init(_ process: ProcessContext, _ settings: Settings) {
    self.init(process, settings, start: process.time.monotonic())
  }

  private init(_ process: ProcessContext, _ settings: Settings, start: Duration) {
    self.process = process
    self.settings = settings
    self.start = start
  }

  /// The same for one registry: the configuration file can have settings for it alone.
  func resolved(for host: String) -> CommandContext {
    CommandContext(process, settings.resolved(for: host), start: start)
  }

  /// When everything has to be over: the same moment, however often it is asked for.
  /// - Throws: `Diagnostic`: the time limit cannot be used.
  func deadline() throws -> Deadline {
    Deadline(after: try settings.timeout(), from: start, by: process.time)
  }

  /// Takes lines about what is done: to standard error if they were asked for, else nowhere.
  var log: @Sendable (String) -> Void {
    guard settings.isVerbose else { return { _ in } }
    let console = process.console
    return { console.printError($0) }
  }

  /// A line about what was done, unless only errors are wanted.
  func report(_ line: String) {
    if !settings.isQuiet { process.console.report(line) }
  }
}
