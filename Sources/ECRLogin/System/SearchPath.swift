import Basics

/// The directories in which programs are looked for by their names: the value of `PATH`.
struct SearchPath: Sendable, Hashable {
  /// The directories, in order.
  let directories: [String]

  /// Reads the value of `PATH`; `nil` is the system's default.
  ///
  /// Empty and relative parts mean the directory that the program was started in, or below it: nothing is run from
  /// there, as in Go's `exec.LookPath`, by which Docker looks for credential helpers.
  init(_ value: String?) {
    directories = (value ?? "/usr/bin:/bin").splitScalars(at: ":").filter { $0.begins(with: "/") }.map { String($0) }
  }

  /// The files that a program of that name can be, whether they exist or not.
  func files(named program: String) -> [String] {
    directories.map { "\($0)/\(program)" }
  }
}
