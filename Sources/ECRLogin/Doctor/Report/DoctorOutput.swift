/// Where the report goes: line by line for people, at the end for programs; and on a terminal, what is waited for.
final class DoctorOutput {
  private let console: Console
  private let format: DoctorFormat
  private let text: DoctorText
  private let showsProgress: Bool
  private var isProgressShown = false
  /// Why the report could not be written.
  private var writeError: (any Error)?

  init(_ context: ProcessContext, format: DoctorFormat, isQuiet: Bool) {
    console = context.console
    self.format = format
    let isDumb = context.environment[.terminal] == "dumb"
    text = DoctorText(
      isColoured: console.outputIsTerminal() && !isDumb && context.environment[.noColor] == nil)
    showsProgress = console.errorIsTerminal() && !isDumb && !isQuiet
  }

  /// Shows what is waited for, in a line that what is found replaces.
  func begin(_ name: String) {
    guard showsProgress else { return }
    clear()
    console.writeError([UInt8]("checking \(name) …".utf8))
    isProgressShown = true
  }

  /// Writes what was found about a link.
  func report(_ finding: CheckResult) {
    clear()
    if format == .text { write(text.lines(finding)) }
  }

  /// Writes what comes of all of it.
  /// - Throws: What kept anything of the report from being written.
  func finish(_ findings: [CheckResult], host: String?, passed: Bool) throws {
    clear()
    switch format {
    case .text: write(text.conclusion(findings))
    case .json: write([DoctorJSON.text(findings, host: host, passed: passed)])
    }
    if let writeError { throw writeError }
  }

  private func write(_ lines: [String]) {
    guard writeError == nil else { return }
    do {
      try console.writeOutput([UInt8](lines.map { $0 + "\n" }.joined().utf8))
    } catch {
      writeError = error
    }
  }

  private func clear() {
    guard isProgressShown else { return }
    console.writeError([UInt8]("\r\u{1B}[K".utf8))
    isProgressShown = false
  }
}
