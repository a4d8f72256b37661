/// `doctor`: checks the whole way from the settings to the registry, and says what to do.
struct DoctorCommand: Command {
  let call: CommandCall

  /// Reports.
  /// - Returns: Whether every link holds.
  /// - Throws: `UsageError`, and what standard output throws.
  func run() throws -> ExitCode {
    let format = try DoctorFormat(flags, default: .text, of: .doctor)
    let repository = flags[.repository].map { RepositoryName($0) }
    guard repository == nil || repository ?? nil != nil else {
      throw UsageError(
        message: "--repository is a repository's name without its registry, such as team/app or team/app:1",
        command: .doctor)
    }
    let output = DoctorOutput(context, format: format, isQuiet: flags.has(.quiet))
    let runner = CheckRunner(time: context.time, begin: output.begin, report: output.report)
    let host = Doctor(context, flags: flags, operand: operands.first, repository: repository ?? nil, runner: runner)
      .run()
    try output.finish(runner.findings, host: host, passed: runner.passed)
    context.showBesideLog(DoctorMarkdown.text(runner.findings, host: host))
    return runner.passed ? .success : .failure
  }
}
