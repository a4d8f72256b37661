import AWSAuth

/// The links that were checked so far, and the way in which each is.
///
/// What a check finds is a `Result` for those behind it: `get()` throws `Blocked` where it is broken, so that a
/// broken link names itself and no other.
final class DoctorWalk {
  /// Says which broken link keeps another from being tried.
  struct Blocked: Error, Hashable {
    var by: String
  }

  /// Ends the check of a link of which everything was noted already.
  struct Broken: Error {}

  private let time: TimeSource
  private let begin: (String) -> Void
  private let report: (DoctorFinding) -> Void
  private(set) var findings: [DoctorFinding] = []

  /// - Parameters:
  ///   - time: For how long each link took.
  ///   - begin: Is told what is being checked.
  ///   - report: Is told what was found.
  init(time: TimeSource, begin: @escaping (String) -> Void, report: @escaping (DoctorFinding) -> Void) {
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
  ///   - check: Notes what it finds; throws `AuthenticationFailure` where the link is broken.
  /// - Returns: What the check returns, or what keeps those behind it from being tried.
  @discardableResult
  func check<Value>(
    _ link: DoctorLink, _ subject: String? = nil, waits: Bool = false,
    _ check: (inout DoctorFinding) throws -> Value
  ) -> Result<Value, Blocked> {
    var finding = DoctorFinding(link, subject: subject)
    if waits { begin(finding.name) }
    let start = time.monotonic()
    let result: Result<Value, Blocked>
    do {
      result = .success(try check(&finding))
    } catch let blocked as Blocked {
      finding.block(by: blocked.by)
      result = .failure(blocked)
    } catch let failure as AuthenticationFailure {
      finding.fail(failure.problem, advice: failure.advice, commands: failure.diagnosis.map { [$0] } ?? [])
      result = .failure(Blocked(by: finding.name))
    } catch is Broken {
      result = .failure(Blocked(by: finding.name))
    } catch {
      finding.fail("\(error)", advice: "")
      result = .failure(Blocked(by: finding.name))
    }
    if waits, finding.isTried, finding.duration == nil { finding.duration = time.monotonic() - start }
    findings.append(finding)
    report(finding)
    return result
  }

  /// Whether every link holds.
  var holds: Bool {
    findings.allSatisfy { $0.state == .holds || $0.state == .warning }
  }
}
