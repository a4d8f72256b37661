import AWSAuth
import Basics

/// The report for programs: one JSON object on one line.
enum DoctorJSON {
  static func text(_ findings: [DoctorFinding], host: String?, holds: Bool) -> String {
    object([
      ("registry", host.map(string) ?? "null"), ("holds", "\(holds)"), ("links", array(findings.map(link))),
    ])
  }

  private static func link(_ finding: DoctorFinding) -> String {
    var members = [("link", string(finding.link.rawValue)), ("name", string(finding.name))]
    if let subject = finding.subject { members.append(("subject", string(subject))) }
    switch finding.state {
    case .holds: members.append(("state", string("holds")))
    case .warning: members.append(("state", string("warning")))
    case .broken: members.append(("state", string("broken")))
    case .notTried(let cause): members += [("state", string("not tried")), ("because", string(cause))]
    }
    members.append(
      (
        "found",
        array(
          finding.facts.map { fact in
            object([("name", string(fact.name)), ("value", string(fact.value)), ("source", string(fact.source))])
          })
      ))
    members.append(("problems", array(finding.problems.map(string))))
    members.append(
      (
        "remedies",
        array(
          finding.remedies.map { remedy in
            object([("advice", string(remedy.advice)), ("commands", array(remedy.commands.map(string)))])
          })
      ))
    if let duration = finding.duration { members.append(("milliseconds", "\(duration.wholeMilliseconds)")) }
    return object(members)
  }

  private static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(string($0)):\($1)" }.joined(separator: ",") + "}"
  }

  private static func array(_ values: [String]) -> String {
    "[" + values.joined(separator: ",") + "]"
  }

  private static func string(_ text: String) -> String {
    String(decoding: JSONText.string(text), as: UTF8.self)
  }
}
