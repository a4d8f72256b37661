import AWSAuth

/// What `trust-policy check` prints.
struct PolicyReport {
  /// What the file is called, `-` for standard input.
  let name: String
  let text: SourceText
  /// Whether places are those of a decoded text.
  let isDecoded: Bool
  let report: TrustPolicyChecker.Report

  /// For people.
  var lines: String {
    var lines: [String] = []
    let shown = name == "-" ? "standard input" : name.printable(limit: 300)
    if isDecoded, !report.findings.isEmpty {
      lines.append("Lines and columns are those of the decoded policy.")
    }
    for finding in report.findings {
      let place = text.position(of: finding.offset)
      lines.append("\(shown):\(place.line):\(place.column): \(finding.severity.rawValue): \(finding.problem)")
      lines.append("  why: \(finding.reason)")
      lines.append("  fix: \(finding.fix)")
    }
    if report.findings.isEmpty {
      lines.append("\(shown): nothing is wrong")
    } else {
      lines.append("\(Self.count(report.errors, "error")), \(Self.count(report.warnings, "warning"))")
    }
    if report.errors > 0 {
      let title =
        report.left == 0
        ? "The corrected policy:"
        : "The corrected policy, still with \(Self.count(report.left, "error")) to be mended by hand:"
      lines += report.corrected.map { ["", title, $0.text()] } ?? []
    }
    return lines.joined(separator: "\n")
  }

  /// For programs.
  var json: PolicyJSON {
    var members: [PolicyJSON.Member] = [
      .init("file", .string(name)), .init("errors", .word("\(report.errors)")),
      .init("warnings", .word("\(report.warnings)")), .init("left", .word("\(report.left)")),
      .init("decoded", .word(isDecoded ? "true" : "false")),
      .init(
        "findings",
        .array(
          report.findings.map { finding in
            let place = text.position(of: finding.offset)
            return .object([
              .init("severity", .string(finding.severity.rawValue)), .init("line", .word("\(place.line)")),
              .init("column", .word("\(place.column)")), .init("problem", .string(finding.problem)),
              .init("reason", .string(finding.reason)), .init("fix", .string(finding.fix)),
            ])
          })),
    ]
    if let corrected = report.corrected { members.append(.init("corrected", corrected)) }
    return .object(members)
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
