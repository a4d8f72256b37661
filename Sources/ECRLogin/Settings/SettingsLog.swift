extension ProcessContext {
  /// Takes lines about what is done: to standard error if they were asked for, else nowhere.
  func log(_ settings: Settings) -> @Sendable (String) -> Void {
    guard settings.isVerbose else { return { _ in } }
    let console = console
    return { console.printError($0) }
  }

  /// A line about what was done, unless only errors are wanted.
  func report(_ line: String, _ settings: Settings) {
    if !settings.isQuiet { console.report(line) }
  }
}
