import AWSAuth

/// Reads files that the user names.
struct FileReader: Sendable {
  /// What is wrong with a file.
  enum Failure: Error, Hashable, Sendable {
    case missing
    case notRegular
    case tooLarge
    /// The system's words.
    case system(String)
  }

  /// The content of a regular file of at most that many bytes.
  var content: @Sendable (_ path: String, _ limit: Int) throws(Failure) -> [UInt8]
  /// Whether there is something of that name.
  var exists: @Sendable (_ path: String) -> Bool
  /// Whether something of that name can be read.
  var isReadable: @Sendable (_ path: String) -> Bool
  /// Whether it is a program that can be run.
  var isExecutable: @Sendable (_ path: String) -> Bool
  /// Whether it is a directory in which files can be made.
  var isWritableDirectory: @Sendable (_ path: String) -> Bool

  /// Whether a program of that name is on the `PATH`.
  func isOnPath(_ program: String, _ environment: Environment) -> Bool {
    (environment["PATH"] ?? "").split(separator: ":").contains { isExecutable("\($0)/\(program)") }
  }

  /// Reads the content of a file that a setting names.
  ///
  /// What is read throws `AuthenticationFailure` of kind `invalidConfiguration`, which names the file, the
  /// setting, and what is wrong with it.
  func reader(for setting: String, advice: String? = nil) -> @Sendable (_ path: String, _ limit: Int) throws -> [UInt8]
  {
    { path, limit in
      do throws(Failure) {
        return try content(path, limit)
      } catch {
        let reason =
          switch error {
          case .missing: "does not exist"
          case .notRegular: "is not a regular file"
          case .tooLarge: "is larger than \(limit) bytes"
          case .system(let text): "cannot be read: \(text)"
          }
        throw AuthenticationFailure(
          .invalidConfiguration, "the file \(path.printable(limit: 300)) (from \(setting)) \(reason)",
          advice: advice ?? "Correct \(setting), or the file.")
      }
    }
  }
}
