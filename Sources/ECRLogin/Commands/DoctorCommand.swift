import AWSAuth

/// `doctor`: checks the whole way from the settings to the registry, and says what to do.
struct DoctorCommand {
  private let context: ProcessContext
  private let flags: [SettingDefinition.Name: String]
  private let operand: String?

  init(_ context: ProcessContext, flags: [SettingDefinition.Name: String], operand: String?) {
    self.context = context
    self.flags = flags
    self.operand = operand
  }

  /// Reports; throws only where it cannot write.
  func run() throws -> ExitCode {
    guard let format = DoctorFormat(rawValue: flags[.format] ?? DoctorFormat.text.rawValue) else {
      let names = DoctorFormat.allCases.map(\.rawValue).joined(separator: ", ")
      context.console.say("--format is one of \(names); \(HelpText.usage)")
      return .usage
    }
    let repository = flags[.repository].map { RepositoryName($0) }
    guard repository == nil || repository ?? nil != nil else {
      context.console.say(
        "--repository is a repository's name without its registry, such as team/app or team/app:1; \(HelpText.usage)")
      return .usage
    }
    let output = DoctorOutput(context, format: format, isQuiet: flags[.quiet] != nil)
    let walk = DoctorWalk(time: context.time, begin: output.begin, report: output.report)
    let host = Doctor(context, flags: flags, operand: operand, repository: repository ?? nil, walk: walk).run()
    try output.finish(walk.findings, host: host, holds: walk.holds)
    writeSummary(walk.findings, host)
    return walk.holds ? .success : .failure
  }

  /// Bitrise shows the file where it says one; that it cannot be written is no reason to fail.
  private func writeSummary(_ findings: [DoctorFinding], _ host: String?) {
    guard let path = context.environment["BITRISE_STEP_FORMATTED_OUTPUT_FILE_PATH"] else { return }
    do {
      let file = EditedFile(path: path, name: "the summary", advice: "", sizeLimit: 1 << 20)
      try file.edit { _ in [UInt8](DoctorMarkdown.text(findings, host: host).utf8) }
    } catch {
      context.console.say("warning: \(error)")
    }
  }
}
