import AWSAuth
import Basics

/// What tells a file from others, and who may use it; of the file that a symbolic link leads to.
struct FileStatus: Hashable, Sendable {
  /// The mode without the file's type: `0o600`.
  var permissions: UInt32
  var device: UInt64
  var number: UInt64

  /// Whether both are the same file, under whatever names.
  func isSameFile(as other: FileStatus) -> Bool {
    device == other.device && number == other.number
  }
}

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
  /// Whether it is a directory.
  var isDirectory: @Sendable (_ path: String) -> Bool = { _ in true }
  /// The names in a directory; none where there is no such directory.
  var names: @Sendable (_ path: String) -> [String] = { _ in [] }
  /// What a file is; `nil` where there is none.
  var status: @Sendable (_ path: String) -> FileStatus? = { _ in nil }

  /// Whether a program of that name is on the `PATH`.
  func isOnPath(_ program: String, _ environment: Environment) -> Bool {
    pathOnPath(of: program, environment) != nil
  }

  /// Where a program of that name is found on the `PATH`; `nil` where it is not.
  func pathOnPath(of program: String, _ environment: Environment) -> String? {
    SearchPath(environment[.path]).files(named: program).first(where: isExecutable)
  }

  /// Reads the content of a file that a setting names.
  ///
  /// What is read throws `Diagnostic` of kind `invalidConfiguration`, which names the file, the
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
        throw Diagnostic(
          .invalidConfiguration, "the file \(path.printable(limit: 300)) (from \(setting)) \(reason)",
          advice: advice ?? "Correct \(setting), or the file.")
      }
    }
  }
}
