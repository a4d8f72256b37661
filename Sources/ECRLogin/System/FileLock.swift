import Basics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The advisory lock of an open file or directory (`flock`): it ends with its holder, however that ends.
enum FileLock {
  /// Why there is no lock.
  enum Failure: Error, Hashable {
    /// The file system has none.
    case unsupported
    /// There is no descriptor, or no thread, to be had for waiting.
    case noResources
    /// Another process did not let go of it in time.
    case heldTooLong
  }

  /// Takes the lock, which goes when the file is closed.
  /// - Parameters:
  ///   - file: The open file.
  ///   - timeout: How long to wait for another process.
  /// - Returns: Whether another process had it before.
  /// - Throws: `Failure`: there is no lock, and none is held.
  @discardableResult
  static func take(_ file: Int32, timeout: Duration) throws(Failure) -> Bool {
    if flock(file, LOCK_EX | LOCK_NB) == 0 { return false }
    guard errno == EWOULDBLOCK else { throw .unsupported }
    // In a thread of its own, since flock has no timeout: nobody polls, and nobody waits for ever. The copy of the
    // descriptor shares the lock and belongs to the thread, so that closing the file, if we give up, cannot make
    // the thread lock some other file that has got the same number since.
    let copy = fcntl(file, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .noResources }
    let isLocked = Latch()
    let isStarted = startThread {
      while flock(copy, LOCK_EX) != 0 && errno == EINTR {}
      isLocked.open()
      // The lock stays while the file is open; if that is closed, nobody wants it any more.
      close(copy)
    }
    guard isStarted else {
      close(copy)
      throw .noResources
    }
    guard isLocked.wait(atMost: timeout) else {
      throw .heldTooLong
    }
    return true
  }
}
