import AWSAuth

/// The report for people: a mark for each link, what was found, and at the end what to do.
struct DoctorText {
  /// Whether marks are coloured, by a terminal's escapes.
  let isColoured: Bool

  /// Where prose is broken.
  static let width = 110
  /// What marks and titles take.
  private static let titleWidth = 2 + (CheckID.allCases.map(\.title.count).max() ?? 0)
  private static let timeWidth = 9
  /// What stands before what was found.
  private static let indentation = 2 + titleWidth + timeWidth + 2

  /// The lines about one link.
  func lines(_ finding: CheckResult) -> [String] {
    var content = finding.subject.map { [$0] } ?? []
    if case .notTried(let cause) = finding.state { content.append("not tried, because of: \(cause)") }
    let names = finding.facts.map(\.name.count).max() ?? 0
    for fact in finding.facts {
      let name = names == 0 ? "" : Self.padded(fact.name, names + 2)
      content.append(name + fact.value + (fact.source.isEmpty ? "" : " (\(fact.source))"))
    }
    for problem in finding.problems { content += Self.wrapped(problem, Self.width - Self.indentation) }
    if content.isEmpty { content = [""] }
    let time = finding.duration.map { "\(max(1, $0.wholeMilliseconds)) ms" } ?? ""
    let title = Self.padded(finding.link.title, Self.titleWidth)
    let first = "\(mark(finding.state)) \(title)\(Self.space(Self.timeWidth - time.count))\(time)  "
    return content.enumerated().map { index, line in
      ((index == 0 ? first : Self.space(Self.indentation)) + line).trimmingTrailingSpaces()
    }
  }

  /// The lines that end the report: what is wrong, and what to do; the broken ones last.
  func conclusion(_ findings: [CheckResult]) -> [String] {
    let warnings = findings.filter { $0.state == .warning }
    let broken = findings.filter { $0.state == .broken }
    let untried = findings.count { !$0.isTried }
    var lines: [String] = []
    for finding in warnings + broken {
      lines.append("")
      lines.append("\(mark(finding.state)) \(finding.name)")
      for remedy in finding.remedies {
        lines += Self.wrapped(remedy.advice, Self.width - 4).map { "    \($0)" }
        lines += remedy.commands.map { "      \($0)" }
      }
    }
    let verdict =
      if broken.isEmpty {
        "Every link holds" + (warnings.isEmpty ? "." : ", with a warning about \(Self.list(warnings)).")
      } else {
        "Broken: \(Self.list(broken))." + (untried == 0 ? "" : " Not tried: \(untried).")
      }
    return [[""], [verdict], lines].flatMap { $0 }
  }

  private static func list(_ findings: [CheckResult]) -> String {
    findings.map(\.name).joined(separator: ", ")
  }

  private func mark(_ state: CheckResult.State) -> String {
    let (mark, colour) =
      switch state {
      case .passed: ("✓", 32)
      case .warning: ("!", 33)
      case .broken: ("✗", 31)
      case .notTried: ("-", 2)
      }
    return isColoured ? "\u{1B}[\(colour)m\(mark)\u{1B}[0m" : mark
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + space(width - text.count)
  }

  private static func space(_ count: Int) -> String {
    String(repeating: " ", count: max(0, count))
  }

  /// Prose in lines of at most that many characters; a word is never divided, since it may be one to copy.
  static func wrapped(_ text: String, _ width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

extension String {
  fileprivate func trimmingTrailingSpaces() -> String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
