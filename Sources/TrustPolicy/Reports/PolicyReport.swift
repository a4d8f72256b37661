package import Basics

/// What `trust-policy check` prints.
package struct PolicyReport {
  /// What the file is called, `-` for standard input.
  let name: String
  let text: SourceText
  /// Whether places are those of a decoded text.
  let isDecoded: Bool
  package let report: TrustPolicyChecker.Report

  /// Creates a report.
  package init(name: String, text: SourceText, isDecoded: Bool, report: TrustPolicyChecker.Report) {
    self.name = name
    self.text = text
    self.isDecoded = isDecoded
    self.report = report
  }

  /// Checks a policy as somebody has it.
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - name: What the file is called, `-` for standard input.
  ///   - known: What is known of the role without the file.
  ///   - expectation: What the policy has to say, for the ARN of the role that the file names.
  /// - Throws: What `expectation` throws.
  package init<Failure: Error>(
    checking bytes: [UInt8], name: String, _ known: KnownRole,
    _ expectation: (_ roleARN: String?) throws(Failure) -> ExpectedBuild
  ) throws(Failure) {
    let file: PolicyFile
    do throws(PolicyFile.Unreadable) {
      file = try PolicyFile(bytes, known)
    } catch {
      self.init(
        name: name, text: error.text, isDecoded: error.isDecoded,
        report: TrustPolicyChecker.Report(findings: error.findings, corrected: nil))
      return
    }
    var expectation = try expectation(file.roleARN)
    expectation.account = expectation.account ?? file.standInAccount
    self.init(
      name: name, text: file.text, isDecoded: file.isDecoded,
      report: TrustPolicyChecker.check(file.policy, expectation, after: file.findings))
  }

  /// For people.
  package var lines: String {
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
      lines += report.corrected.map { ["", title, $0.lines()] } ?? []
    }
    return lines.joined(separator: "\n")
  }

  /// For programs.
  package var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("file", .string(name)), .init("errors", JSONValue(report.errors)),
      .init("warnings", JSONValue(report.warnings)), .init("left", JSONValue(report.left)),
      .init("decoded", .bool(isDecoded)),
      .init(
        "findings",
        .array(
          report.findings.map { finding in
            let place = text.position(of: finding.offset)
            return .object([
              .init("severity", .string(finding.severity.rawValue)), .init("line", JSONValue(place.line)),
              .init("column", JSONValue(place.column)), .init("problem", .string(finding.problem)),
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
