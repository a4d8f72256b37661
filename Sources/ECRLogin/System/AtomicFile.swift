import AWSAuth
import Basics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file that is read, changed and put back as one step, which no other process of ours can come into.
///
/// The new content goes to a temporary file in its directory, which is renamed over it: whoever reads it, and whatever
/// interrupts us, the file is either the old one or the new one. The lock is on the directory: a lock file of
/// its own would stay behind. Programs that know nothing of the lock, such as Docker, may change the file, too: if it
/// is not what it was when the change began, the change begins anew.
struct AtomicFile {
  /// Where the file is said to be; it may be a symbolic link, which stays one.
  let path: String
  /// What messages call it.
  let name: String
  /// What to do about a file that cannot be used.
  let advice: String
  /// How large the file may be, in bytes.
  let sizeLimit: Int
  /// How long to wait, from that moment on, for another process that is changing it.
  var lockTimeout: @Sendable () -> Duration = { .seconds(TimeLimit.standard) }
  /// What to do about a directory in the file's place.
  var adviceOnDirectory = "Move it away."
  /// What to do about a file where the path has a directory.
  var adviceOnFile: @Sendable (_ file: String) -> String = { _ in "Move it away." }
  /// What to do about a mount in the file's place that cannot be written.
  var adviceOnMount = "Mount it for writing."
  /// Where a copy is kept while a file is written in place whose directory cannot be written; `nil` for nowhere.
  var spareDirectory: String?
  /// How to have a directory for that copy, where there is none; `nil` where nobody can.
  var adviceOnSpareDirectory: String?
  /// Whether a file that is there keeps its permissions.
  var keepsMode = true

  /// What became of the file.
  struct Edit {
    /// Whether it was written: not, if the change made no difference.
    var isWritten: Bool
    /// The permissions that others than the owner have on it.
    var groupOtherPermissions: UInt32
  }

  /// What a new file is called until it takes the other one's place.
  static func temporaryName(_ name: String, _ process: Int32) -> String {
    ".\(name).\(Program.name).\(process).tmp"
  }

  static func isTemporaryName(_ entry: String, of name: String) -> Bool {
    let prefix = ".\(name).\(Program.name)."
    guard let end = entry.droppingPrefix(prefix), end.ends(with: ".tmp") else { return false }
    let process = end.utf8.dropLast(".tmp".utf8.count)
    return !process.isEmpty && process.allSatisfy(\.isASCIIDigit)
  }

  /// What messages call the file.
  var shown: String { "\(name) \(path.printable(limit: 300))" }

  /// A failure of the file itself.
  func problem(_ what: String) -> Diagnostic {
    Diagnostic(.invalidConfiguration, "\(shown) \(what)", advice: advice)
  }

  /// A failure with the system's reason.
  func failure(_ what: String, _ code: Int32 = errno) -> Diagnostic {
    let reason = SystemError(code: code)
    return Diagnostic(
      .invalidConfiguration, "\(shown): \(what.printable(limit: 300)): \(reason)", advice: advice)
  }
}
