import AWSAuth

/// The outside world, in one value: nothing below the commands reaches for it by itself.
struct ProcessContext: Sendable {
  /// What the program was called with, without its own name.
  var arguments: [String]
  var environment: Environment
  var userID: UInt32
  var time: TimeSource
  var console: Console
  var files: FileReader
  var runner: ProgramRunner
  /// Where this program's own file is.
  var executablePath: @Sendable () -> String?
  /// The user's home directory by the user database.
  var homeDirectory: @Sendable () -> String?
  var makeTransport: @Sendable (NetworkSettings) -> any HTTPTransport
  var makeProbe: @Sendable (NetworkSettings) -> ConnectionProbe = { .libcurl($0) }
}
