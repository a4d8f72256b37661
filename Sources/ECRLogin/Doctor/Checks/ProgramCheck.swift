/// The program that clients find under the helper's name.
struct ProgramCheck {
  let context: ProcessContext
  let program: OwnProgram
  /// Whether a client asks it.
  let isNeeded: Bool

  func check(_ finding: inout CheckResult) {
    switch program {
    case .missing: checkMissing(&finding)
    case .this(let path): finding.add("", path, "this program, version \(Program.version)")
    case .same(let path):
      finding.add("", path)
      finding.add("", "the same version, \(Program.version), in another file")
    case .other(let path, let version):
      finding.add("", path)
      finding.warn(
        "\(path) is version \(version) of this program; this one is \(Program.version)",
        advice: "Clients ask that one: replace it, if they are to ask this one.")
    case .silent(let path, let problem), .unusable(let path, let problem):
      finding.add("", path)
      let advice = "Replace it by this program, or take it from the PATH."
      let text = "\(path) \(problem)"
      if isNeeded { finding.fail(text, advice: advice) } else { finding.warn(text, advice: advice) }
    }
  }

  private func checkMissing(_ finding: inout CheckResult) {
    let problem = "there is no \(Program.name) on the PATH"
    guard isNeeded else {
      finding.add("", "\(problem), nor is it needed: no client is told to ask it")
      return
    }
    let place = context.executablePath().map { $0 == "/proc/self/exe" ? "this program" : $0 } ?? "this program"
    finding.fail(
      "\(problem), where Docker looks for it", advice: "Put \(place) into a directory of the PATH under that name.")
  }
}
