import AWSAuth

extension ProcessContext {
  /// Puts a copy of this program where later steps find it: Bitrise keeps a step's own files for that step only.
  /// - Returns: The directory, which has to go on the `PATH`.
  /// - Throws: `AuthenticationFailure`: there is no home directory, or the copy cannot be made.
  func installProgram() throws -> String {
    guard let home = environment["HOME"] ?? homeDirectory(), let executable = executablePath() else {
      throw AuthenticationFailure(
        .notConfigured, "there is no home directory to put \(Program.name) into",
        advice: "Set HOME, or put the program on the PATH before this step.")
    }
    let directory = "\(home)/.local/bin"
    let copy = EditedFile(
      path: "\(directory)/\(Program.name)", name: "the program", advice: "Check the directory's permissions.",
      sizeLimit: 256 << 20, keepsMode: false)
    let program = try files.reader(for: "this program")(executable, copy.sizeLimit)
    try copy.edit(mode: 0o755) { _ in program }
    return directory
  }
}
