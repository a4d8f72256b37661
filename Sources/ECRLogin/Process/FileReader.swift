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
  /// Whether it is a directory in which files can be made.
  var isWritableDirectory: @Sendable (_ path: String) -> Bool

  /// The content of a file that a setting names.
  /// - Throws: `AuthenticationFailure` of kind `invalidConfiguration` that names the file and what is wrong with it.
  @Sendable
  func read(_ path: String, _ limit: Int) throws -> [UInt8] {
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
        .invalidConfiguration, "the file \(path.printable(limit: 300)) \(reason)",
        advice: "Check the setting that names it, and the file's permissions.")
    }
  }
}
