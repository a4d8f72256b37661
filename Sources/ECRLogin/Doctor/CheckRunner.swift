import AWSAuth

/// The links that were checked so far, and the way in which each is.
///
/// What a check finds is a `Result` for those behind it: `get()` throws `Skipped` where it is broken, so that a
/// broken link names itself and no other.
final class CheckRunner {
  /// Says which broken link keeps another from being tried.
  struct Skipped: Error, Hashable {
    var because: String
  }

  /// Ends the check of a link of which everything was noted already.
  struct Failed: Error {}

  private let time: TimeSource
  private let begin: (String) -> Void
  private let report: (CheckResult) -> Void
  private(set) var findings: [CheckResult] = []

  /// - Parameters:
  ///   - time: For how long each link took.
  ///   - begin: Is told what is being checked.
  ///   - report: Is told what was found.
  init(time: TimeSource, begin: @escaping (String) -> Void, report: @escaping (CheckResult) -> Void) {
    self.time = time
    self.begin = begin
    self.report = report
  }

  /// Says what is waited for.
  func announce(_ text: String) {
    begin(text)
  }

  /// Checks a link.
  /// - Parameters:
  ///   - link: The link.
  ///   - subject: Which one it is, of links that there are several of.
  ///   - waits: Whether it waits for somebody, so that it is of interest how long it took.
  ///   - check: Notes what it finds; throws `Diagnostic` where the link is broken.
  /// - Returns: What the check returns, or what keeps those behind it from being tried.
  @discardableResult
  func check<Value>(
    _ link: CheckID, _ subject: String? = nil, waits: Bool = false,
    _ check: (inout CheckResult) throws -> Value
  ) -> Result<Value, Skipped> {
    var finding = CheckResult(link, subject: subject)
    if waits { begin(finding.name) }
    let start = time.monotonic()
    let result: Result<Value, Skipped>
    do {
      result = .success(try diagnosing { try check(&finding) })
    } catch let skipped as Skipped {
      finding.block(by: skipped.because)
      result = .failure(skipped)
    } catch let failure as Diagnostic {
      finding.fail(failure.problem, advice: failure.advice, commands: failure.command.map { [$0] } ?? [])
      result = .failure(Skipped(because: finding.name))
    } catch is Failed {
      result = .failure(Skipped(because: finding.name))
    } catch {
      finding.fail("\(error)", advice: "")
      result = .failure(Skipped(because: finding.name))
    }
    if waits, finding.isTried, finding.duration == nil { finding.duration = time.monotonic() - start }
    findings.append(finding)
    report(finding)
    return result
  }

  /// Whether every check passed.
  var passed: Bool {
    findings.allSatisfy { $0.state == .passed || $0.state == .warning }
  }
}
