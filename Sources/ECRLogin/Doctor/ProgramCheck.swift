import AWSAuth

/// The program that clients find under the helper's name.
struct ProgramCheck {
  let context: ProcessContext
  /// Whether a client asks it.
  let isNeeded: Bool
  /// How long another program may take to say its version.
  let timeout: Duration

  func check(_ finding: inout DoctorFinding) {
    guard let path = context.files.pathOnPath(of: Program.name, context.environment) else {
      let problem = "there is no \(Program.name) on the PATH"
      if isNeeded {
        let place = context.executablePath().map { $0 == "/proc/self/exe" ? "this program" : $0 } ?? "this program"
        finding.fail(
          "\(problem), where Docker looks for it", advice: "Put \(place) into a directory of the PATH under that name.")
      } else {
        finding.add("", "\(problem), nor is it needed: no client is told to ask it")
      }
      return
    }
    let own = context.executablePath().flatMap(context.files.status)
    if let own, let found = context.files.status(path), own.isSameFile(as: found) {
      finding.add("", path, "this program, version \(Program.version)")
      return
    }
    checkOther(path, &finding)
  }

  /// Asks the other program for its version, as Docker could.
  private func checkOther(_ path: String, _ finding: inout DoctorFinding) {
    finding.add("", path)
    func complain(_ problem: String) {
      let advice = "Replace it by this program, or take it from the PATH."
      if isNeeded { finding.fail(problem, advice: advice) } else { finding.warn(problem, advice: advice) }
    }
    let deadline = Deadline(after: timeout, by: context.time)
    let result: ProgramRunner.Result?
    do {
      result = try context.runner.run(path, ["version"], [], deadline)
    } catch is ProgramRunner.Overdue {
      return complain("\(path) did not answer within \(deadline.allowanceText) s, and was ended")
    } catch {
      return complain("\(path) cannot be started: \(error)")
    }
    guard let result, result.status == 0 else {
      return complain("\(path) does not run: exit code \(result?.status ?? 127)")
    }
    let said = String(decoding: result.output, as: UTF8.self).trimmingWhitespace()
    guard said.begins(with: "\(Program.name) ("), let version = said.parts(at: " ").last else {
      return complain("\(path) is another program: it calls itself \"\(said.printable(limit: 80))\"")
    }
    guard version.isExactly(Program.version) else {
      return finding.warn(
        "\(path) is version \(version) of this program; this one is \(Program.version)",
        advice: "Clients ask that one: replace it, if they are to ask this one.")
    }
    finding.add("", "the same version, \(version), in another file")
  }
}
