import AWSAuth
import Basics

/// The report for programs: one JSON object on one line.
enum DoctorJSON {
  static func text(_ findings: [CheckResult], host: String?, passed: Bool) -> String {
    let report = JSONValue(members: [
      "registry": host.map { .string($0) } ?? .null, "holds": .bool(passed), "links": .array(findings.map(link)),
    ])
    return String(decoding: report.text, as: UTF8.self)
  }

  private static func link(_ finding: CheckResult) -> JSONValue {
    let (state, cause) = state(finding.state)
    return JSONValue(members: [
      "link": .string(finding.link.rawValue), "name": .string(finding.name),
      "subject": finding.subject.map { .string($0) }, "state": .string(state),
      "because": cause.map { .string($0) },
      "found": .array(
        finding.facts.map { fact in
          JSONValue(members: [
            "name": .string(fact.name), "value": .string(fact.value), "source": .string(fact.source),
          ])
        }),
      "problems": .array(finding.problems.map { .string($0) }),
      "remedies": .array(
        finding.remedies.map { remedy in
          JSONValue(members: [
            "advice": .string(remedy.advice), "commands": .array(remedy.commands.map { .string($0) }),
          ])
        }),
      "milliseconds": finding.duration.map { JSONValue($0.wholeMilliseconds) },
    ])
  }

  private static func state(_ state: CheckResult.State) -> (word: String, cause: String?) {
    switch state {
    case .passed: ("holds", nil)
    case .warning: ("warning", nil)
    case .broken: ("broken", nil)
    case .notTried(let cause): ("not tried", cause)
    }
  }
}
