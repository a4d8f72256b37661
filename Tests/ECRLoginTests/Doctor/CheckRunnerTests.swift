import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct CheckRunnerTests {
  private final class Seen {
    var begun: [String] = []
    var found: [CheckResult] = []
  }

  private let seen = Seen()
  private var runner: CheckRunner {
    CheckRunner(
      time: FakeClock().source, begin: { [seen] in seen.begun.append($0) },
      report: { [seen] in seen.found.append($0) })
  }

  @Test("A link behind a broken one names that, however far it is away")
  func blocked() throws {
    let runner = runner
    let first = runner.check(.sts) { _ -> Int in throw Diagnostic(.refused, "no", advice: "do") }
    let second = runner.check(.ecr) { _ in try first.get() + 1 }
    let third = runner.check(.answer) { _ in try second.get() + 1 }
    #expect(third == .failure(CheckRunner.Skipped(because: "AWS STS")))
    #expect(seen.found.map(\.state) == [.broken, .notTried(because: "AWS STS"), .notTried(because: "AWS STS")])
    #expect(seen.found[0].problems == ["no"])
    #expect(seen.found[0].remedies == [CheckResult.Remedy(advice: "do", commands: [])])
    #expect(!runner.passed)
  }

  @Test("A warning is no failure, and a failure stays one")
  func states() {
    let runner = runner
    runner.check(.program) { $0.warn("careful", advice: "look") }
    #expect(runner.passed)
    runner.check(.dockerConfig) { finding in
      finding.fail("broken", advice: "mend")
      finding.warn("careful", advice: "look")
    }
    #expect(seen.found.map(\.state) == [.warning, .broken])
    #expect(!runner.passed)
  }

  @Test("What is waited for is announced, and how long it took noted")
  func waits() {
    let runner = runner
    runner.check(.settings) { _ in }
    runner.check(.sts, waits: true) { _ in }
    runner.check(.connection, "host.example", waits: true) { _ in throw CheckRunner.Skipped(because: "x") }
    #expect(seen.begun == ["AWS STS", "connection to host.example"])
    #expect(seen.found.map { $0.duration == nil } == [true, false, true])
  }

  @Test("What comes from outside is made printable where it is noted")
  func printable() {
    var finding = CheckResult(.settings)
    finding.add("role", "a\u{1B}b", "c\u{7}d")
    finding.fail("e\u{1B}f", advice: "g\u{1B}h", commands: ["i\u{1B}j"])
    #expect(finding.facts == [CheckResult.Fact(name: "role", value: "a\\u{1B}b", source: "c\\u{7}d")])
    #expect(finding.problems == ["e\\u{1B}f"])
    #expect(finding.remedies == [CheckResult.Remedy(advice: "g\\u{1B}h", commands: ["i\\u{1B}j"])])
  }
}
