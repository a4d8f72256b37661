import AWSAuth

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file that is read, changed and put back as one step, which no other process of ours can come into.
///
/// The new content is written beside the file and renamed over it, so that whoever reads it, and whatever
/// interrupts us, the file is either the old one or the new one. The lock is on the directory: a lock file of
/// its own would stay behind. Programs that know nothing of the lock, such as Docker, may change the file, too: if it
/// is not what it was when the change began, the change begins anew.
struct EditedFile {
  /// Where the file is said to be; it may be a symbolic link, which stays one.
  let path: String
  /// What messages call it.
  let name: String
  /// What to do about a file that cannot be used.
  let advice: String
  /// How large the file may be, in bytes.
  let sizeLimit: Int
  /// How long to wait, from that moment on, for another process that is changing it.
  var patience: @Sendable () -> Duration = { .seconds(45) }
  /// Whether a file that is there keeps its permissions.
  var keepsMode = true

  /// How often a change is begun anew, because the file has changed meanwhile.
  private static let attempts = 10

  /// What became of the file.
  struct Edit {
    /// Whether it was written: not, if the change made no difference.
    var isWritten: Bool
    /// The permissions that others than the owner have on it.
    var othersPermissions: UInt32
  }

  /// The file's content; `nil` where there is no file.
  /// - Throws: `AuthenticationFailure` that names the file.
  func read() throws -> [UInt8]? {
    try content(of: target())
  }

  /// Finds out whether the file could be written, before others are asked for what is to be written there.
  /// - Throws: `AuthenticationFailure` that names the file.
  func checkIsWritable() throws {
    let directory = Self.split(try target()).directory
    var existing = directory
    while access(existing, W_OK | X_OK) != 0 {
      let parent = Self.split(existing).directory
      guard errno == ENOENT, parent != existing else {
        throw failure(existing == directory ? "cannot write beside it" : "cannot make the directory \(directory)")
      }
      existing = parent
    }
  }

  /// Changes the file.
  /// - Parameters:
  ///   - newMode: The permissions of a new file; those of an existing one stay.
  ///   - change: Makes the new content of the old; `nil` where there is no file.
  /// - Returns: What became of it.
  /// - Throws: `AuthenticationFailure` that names the file and says what is wrong with it, or what `change` throws;
  ///   the file is then as it was.
  @discardableResult
  func edit(mode newMode: UInt32 = 0o600, _ change: ([UInt8]?) throws -> [UInt8]) throws -> Edit {
    let target = try target()
    let (directory, name) = Self.split(target)
    try makeDirectory(directory)
    let lock = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { throw failure("cannot open the directory \(directory)") }
    defer { close(lock) }
    do throws(FileLock.Failure) {
      try FileLock.take(lock, patience: patience())
      removeLeftovers(in: lock, name)
    } catch {
      // Where there are no locks, as with Docker, which has none; and where somebody does not let go, who may be
      // stopped, or anybody who can read the directory. What makes up for it is the look before the replacement.
    }
    for _ in 0..<Self.attempts {
      let old = try content(of: target)
      let new = try change(old)
      let oldMode = old == nil ? nil : try self.mode(of: target)
      let mode = keepsMode ? oldMode ?? newMode : newMode
      // A file that is not there is not made in order to be empty.
      let isWritten = (old ?? []) != new || (oldMode ?? mode) != mode
      let isDone =
        try !isWritten
        || replace(name, in: lock, with: new, mode: mode, ifUnchanged: { try content(of: target) == old })
      if isDone {
        return Edit(isWritten: isWritten, othersPermissions: mode & 0o077)
      }
    }
    throw problem("is being changed by other programs all the time")
  }

  /// The file that a chain of links leads to, whether it exists or not.
  private func target() throws -> String {
    var current = path
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      let length = readlink(current, &buffer, buffer.count - 1)
      guard length >= 0 else { return current }
      let link = String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
      current = link.begins(with: "/") ? link : "\(Self.split(current).directory)/\(link)"
    }
    throw AuthenticationFailure(
      .invalidConfiguration, "\(shown) is a link that leads to itself", advice: "Correct the link.")
  }

  private static func split(_ path: String) -> (directory: String, name: String) {
    guard let (directory, name) = path.halves(atLast: "/") else { return (".", path) }
    return (directory.isEmpty ? "/" : String(directory), String(name))
  }

  /// Makes the directory and those that it is in, as Docker does.
  private func makeDirectory(_ directory: String) throws {
    if mkdir(directory, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, case let parent = Self.split(directory).directory, parent != directory else {
      throw failure("cannot make the directory \(directory)")
    }
    try makeDirectory(parent)
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
      throw failure("cannot make the directory \(directory)")
    }
  }

  private func content(of file: String) throws -> [UInt8]? {
    do throws(FileReader.Failure) {
      return try FileReader.system.content(file, sizeLimit)
    } catch {
      switch error {
      case .missing: return nil
      case .notRegular: throw problem("is not a regular file")
      case .tooLarge: throw problem("is larger than \(sizeLimit >> 20) MiB")
      case .system(let text): throw problem("cannot be read: \(text)")
      }
    }
  }

  private func mode(of file: String) throws -> UInt32 {
    var status = stat()
    guard stat(file, &status) == 0 else { throw failure("cannot look at it") }
    return UInt32(status.st_mode) & 0o777
  }

  /// Puts the new content in place.
  /// - Returns: Whether it was: not, if the file is not any more what the new content was made of.
  private func replace(
    _ name: String, in directory: Int32, with content: [UInt8], mode: UInt32, ifUnchanged isUnchanged: () throws -> Bool
  ) throws -> Bool {
    let temporary = Self.temporaryName(name, getpid())
    let file = openat(directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure("cannot write beside it") }
    do {
      defer { close(file) }
      var old = stat()
      // Somebody else's file stays theirs where we may do that: root works for users in containers.
      if fstatat(directory, name, &old, 0) == 0, old.st_uid != geteuid() { _ = fchown(file, old.st_uid, old.st_gid) }
      guard fchmod(file, mode_t(mode)) == 0 else { throw failure("cannot set the new file's mode") }
      do {
        try writeAll(content, to: file)
      } catch {
        throw problem("cannot be written: \(error)")
      }
      guard fsync(file) == 0 else { throw failure("cannot be written") }
      guard try isUnchanged() else {
        unlinkat(directory, temporary, 0)
        return false
      }
      guard renameat(directory, temporary, directory, name) == 0 else { throw failure("cannot be replaced") }
    } catch {
      unlinkat(directory, temporary, 0)
      throw error
    }
    // The name, too, is to survive a power failure; a file system that cannot do it has to do without.
    _ = fsync(directory)
    return true
  }

  /// Takes away what processes that were killed have left: nobody else is writing, since we hold the lock.
  private func removeLeftovers(in directory: Int32, _ name: String) {
    for entry in names(in: directory) where Self.isTemporaryName(entry, of: name) {
      unlinkat(directory, entry, 0)
    }
  }

  private static func temporaryName(_ name: String, _ process: Int32) -> String {
    ".\(name).\(Program.name).\(process).tmp"
  }

  private static func isTemporaryName(_ entry: String, of name: String) -> Bool {
    let prefix = ".\(name).\(Program.name)."
    guard let end = entry.rest(after: prefix), end.ends(with: ".tmp") else { return false }
    let process = end.utf8.dropLast(".tmp".utf8.count)
    return !process.isEmpty && process.allSatisfy { (0x30...0x39).contains($0) }
  }

  private var shown: String { "\(name) \(path.printable(limit: 300))" }

  private func problem(_ what: String) -> AuthenticationFailure {
    AuthenticationFailure(.invalidConfiguration, "\(shown) \(what)", advice: advice)
  }

  /// A failure with the system's reason.
  private func failure(_ what: String) -> AuthenticationFailure {
    let reason = SystemError(code: errno)
    return AuthenticationFailure(
      .invalidConfiguration, "\(shown): \(what.printable(limit: 300)): \(reason)", advice: advice)
  }
}
