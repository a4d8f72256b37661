import AWSAuth
import Basics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension AtomicFile {
  /// How often a change is begun anew, because the file has changed meanwhile.
  private static let attempts = 10

  /// The file's content; `nil` where there is no file.
  /// - Throws: `Diagnostic` that names the file.
  func read() throws -> [UInt8]? {
    let target = try target()
    guard isBeingWritten(target) else { return try content(of: target) }
    return try whileLocked { directory in
      if directory >= 0 { try recover(target, in: directory) }
      return try content(of: target)
    }
  }

  /// Finds out whether the file could be written, before others are asked for what is to be written there.
  /// - Throws: `Diagnostic` that names the file.
  func checkIsWritable() throws {
    let target = try target()
    try checkDirectories(of: target)
    if access(target.onSystem, W_OK) != 0, errno != ENOENT, Self.isMount(target) { throw mountFailure() }
    let directory = Self.split(target).directory
    var existing = directory
    while access(existing.onSystem, W_OK | X_OK) != 0 {
      let reason = errno
      if existing == directory, canBeWrittenInPlace(target) { return }
      let parent = Self.split(existing).directory
      guard reason == ENOENT, parent != existing else {
        guard existing == directory else { throw failure("cannot make the directory \(directory)", reason) }
        throw failureBeside(target, reason)
      }
      existing = parent
    }
  }

  /// Changes the file.
  /// - Parameters:
  ///   - newMode: The permissions of a new file; those of an existing one stay.
  ///   - change: Makes the new content of the old; `nil` where there is no file.
  /// - Returns: What became of it.
  /// - Throws: `Diagnostic` that names the file and says what is wrong with it, or what `change` throws;
  ///   the file is then as it was.
  @discardableResult
  func edit(mode newMode: UInt32 = 0o600, _ change: ([UInt8]?) throws -> [UInt8]) throws -> Edit {
    let target = try target()
    let (directory, name) = Self.split(target)
    try checkDirectories(of: target)
    try makeDirectory(directory)
    let lock = open(directory.onSystem, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { throw failure("cannot open the directory \(directory)") }
    defer { close(lock) }
    var isLocked = false
    do throws(FileLock.Failure) {
      try FileLock.take(lock, timeout: lockTimeout())
      removeLeftovers(in: lock, name)
      isLocked = true
    } catch {
      // Where there are no locks, as with Docker, which has none; and where somebody does not let go, who may be
      // stopped, or anybody who can read the directory. What makes up for it is the look before the replacement.
    }
    if isLocked { try recover(target, in: lock) }
    for _ in 0..<Self.attempts {
      let old = try content(of: target)
      let new = try change(old)
      let oldMode = old == nil ? nil : try self.mode(of: target)
      let mode = keepsMode ? oldMode ?? newMode : newMode
      // A file that is not there is not made in order to be empty.
      let isWritten = (old ?? []) != new || (oldMode ?? mode) != mode
      let change = Change(target: target, name: name, directory: lock, old: old, new: new, mode: mode)
      let isDone = try !isWritten || replace(change)
      if isDone {
        return Edit(isWritten: isWritten, groupOtherPermissions: mode & 0o077)
      }
    }
    throw problem("is being changed by other programs all the time")
  }

  /// Does something while no other process of ours changes a file in the directory, nor does anything of this kind.
  ///
  /// Where there is no lock, or no directory, it is done without; likewise where somebody has held the lock for a tenth
  /// of the time, who may be stopped, or know nothing of us: what is done needs the rest.
  /// - Parameter body: Gets the directory, open; a negative number where it cannot be opened.
  /// - Returns: What it returns.
  /// - Throws: What it throws.
  func whileLocked<T>(_ body: (_ directory: Int32) throws -> T) throws -> T {
    let lock = open(Self.split(try target()).directory.onSystem, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if lock >= 0 { close(lock) } }
    if lock >= 0 { _ = try? FileLock.take(lock, timeout: lockTimeout() / 10) }
    return try body(lock)
  }

  private func mode(of file: String) throws -> UInt32 {
    var status = stat()
    guard stat(file.onSystem, &status) == 0 else { throw failure("cannot look at it") }
    return UInt32(status.st_mode) & 0o777
  }

  /// What is to become of the file.
  private struct Change {
    var target: String
    var name: String
    /// The directory that it is in, open.
    var directory: Int32
    var old: [UInt8]?
    var new: [UInt8]
    var mode: UInt32
  }

  /// Puts the new content in place.
  /// - Returns: Whether it was: not, if the file is not any more what the new content was made of.
  private func replace(_ change: Change) throws -> Bool {
    let temporary = Self.temporaryName(change.name, getpid())
    let file = openat(change.directory, temporary.onSystem, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      return try writeInPlace(change, insteadOf: "cannot write beside it")
    }
    var isReplaced = false
    defer { if !isReplaced { unlinkat(change.directory, temporary.onSystem, 0) } }
    try fill(file, change)
    guard try content(of: change.target) == change.old else { return false }
    guard renameat(change.directory, temporary.onSystem, change.directory, change.name.onSystem) == 0 else {
      let reason = errno
      unlinkat(change.directory, temporary.onSystem, 0)
      errno = reason
      return try writeInPlace(change, insteadOf: "cannot be replaced")
    }
    isReplaced = true
    // The name, too, is to survive a power failure; a file system that cannot do it has to do without.
    _ = fsync(change.directory)
    return true
  }

  /// Writes the new content into the file beside, and closes it.
  private func fill(_ file: Int32, _ change: Change) throws {
    defer { close(file) }
    var old = stat()
    // Somebody else's file stays theirs where we may do that: root works for users in containers.
    if fstatat(change.directory, change.name.onSystem, &old, 0) == 0, old.st_uid != geteuid() {
      _ = fchown(file, old.st_uid, old.st_gid)
    }
    guard fchmod(file, mode_t(change.mode)) == 0 else { throw failure("cannot set the new file's mode") }
    do {
      try writeAll(change.new, to: file)
    } catch {
      throw problem("cannot be written: \(error)")
    }
    guard fsync(file) == 0 else { throw failure("cannot be written") }
  }

  /// Writes into the file that is there, where it cannot be replaced: a mount by itself, or nothing can be made beside
  /// it.
  /// - Throws: `Diagnostic` with what failed before, where that is not possible either.
  private func writeInPlace(_ change: Change, insteadOf what: String) throws -> Bool {
    let reason = errno
    let failure =
      reason == EBUSY && access(change.target.onSystem, W_OK) != 0
      ? mountFailure() : failureBeside(change.target, reason, what)
    guard [EBUSY, EACCES, EPERM, EROFS].contains(reason), let old = change.old else { throw failure }
    guard try content(of: change.target) == old else { return false }
    guard
      try writeInPlace(change.target, in: change.directory, EditJournal(old: old, new: change.new))
    else { throw failure }
    return true
  }

  /// The failure to create a file in the same directory; names one more remedy where only the journal has no place.
  private func failureBeside(
    _ target: String, _ reason: Int32, _ what: String = "cannot write beside it"
  ) -> Diagnostic {
    var failure = failure(what, reason)
    if access(target.onSystem, W_OK) == 0, !canBeWrittenInPlace(target), let advice = adviceOnSpareDirectory {
      failure.advice += " \(advice)"
    }
    return failure
  }

  /// Takes away what processes that were killed have left: nobody else is writing, since we hold the lock.
  private func removeLeftovers(in directory: Int32, _ name: String) {
    for entry in names(in: directory) where Self.isTemporaryName(entry, of: name) {
      unlinkat(directory, entry, 0)
    }
  }
}
