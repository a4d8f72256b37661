import AWSAuth
import Basics

/// The report as Bitrise shows it beside a step's log.
enum DoctorMarkdown {
  static func text(_ findings: [CheckResult], host: String?) -> String {
    var lines = [
      "## Amazon ECR: \(host.map(cell) ?? "no registry")", "", "| | link | time | found |", "|---|---|---|---|",
    ]
    for finding in findings {
      var found = finding.facts.map { fact in
        [fact.name, fact.value, fact.source.isEmpty ? "" : "(\(fact.source))"].filter { !$0.isEmpty }.joined(
          separator: " ")
      }
      if case .notTried(let cause) = finding.state { found.append("not tried, because of: \(cause)") }
      found += finding.problems
      let time = finding.duration.map { "\(max(1, $0.wholeMilliseconds)) ms" } ?? ""
      lines.append(
        "| \(mark(finding.state)) | \(cell(finding.name)) | \(time) | \(found.map(cell).joined(separator: "<br>")) |")
    }
    for finding in findings where !finding.remedies.isEmpty {
      lines += ["", "### \(mark(finding.state)) \(cell(finding.name))"]
      for remedy in finding.remedies {
        lines += ["", cell(remedy.advice)]
        if !remedy.commands.isEmpty { lines += [""] + remedy.commands.map { "    \($0)" } }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func mark(_ state: CheckResult.State) -> String {
    switch state {
    case .passed: "✓"
    case .warning: "!"
    case .broken: "✗"
    case .notTried: "-"
    }
  }

  /// A text in a cell of a table, in which nothing is taken for markup.
  private static func cell(_ text: String) -> String {
    text.escaping("|<>*_`[]\\")
  }
}
