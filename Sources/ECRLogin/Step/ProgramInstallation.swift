import AWSAuth
import Basics

extension ProcessContext {
  /// Where the program was installed.
  struct Installation {
    /// The program's file.
    var path: String
    /// The directory, where later steps do not have it on their `PATH` yet.
    var missingOnPath: String?
  }

  /// Puts a copy of this program where later steps find it: Bitrise keeps a step's own files for that step only.
  ///
  /// Best next to envman: the Bitrise CLI has that directory on its own `PATH`, so that its `docker pull` of containers
  /// finds the helper, too.
  /// - Throws: `Diagnostic`: there is no home directory, or the copy cannot be made.
  func installProgram() throws -> Installation {
    guard let executable = executablePath() else {
      throw Diagnostic(
        .notConfigured, "the file of this program is not known, so that it cannot be installed for later steps",
        advice: "Put \(Program.name) on the PATH before this step.")
    }
    if let envman = files.pathOnPath(of: "envman", environment),
      let directory = envman.splitLast(at: "/")?.before, files.isWritableDirectory(String(directory))
    {
      return Installation(path: try copy(executable, to: String(directory)))
    }
    guard let home = environment[.home] ?? homeDirectory() else {
      throw Diagnostic(
        .notConfigured, "there is no home directory to put \(Program.name) into",
        advice: "Set HOME, or put the program on the PATH before this step.")
    }
    let directory = "\(home)/.local/bin"
    return Installation(path: try copy(executable, to: directory), missingOnPath: directory)
  }

  private func copy(_ executable: String, to directory: String) throws -> String {
    let path = "\(directory)/\(Program.name)"
    let copy = AtomicFile(
      path: path, name: "the program", advice: "Check the directory's permissions.", sizeLimit: 256 << 20,
      keepsMode: false)
    let program = try files.reader(for: "this program")(executable, copy.sizeLimit)
    try copy.edit(mode: 0o755) { _ in program }
    return path
  }
}
