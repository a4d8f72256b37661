import Basics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A directory that only its owner can use, open.
///
/// Everything in it is reached through the open directory, so that it cannot be exchanged for another
/// after it was looked at; and what is there already is used only if it can be nobody else's work.
final class CacheDirectory: Sendable {
  /// Why a directory, or a file in it, is not used.
  struct Unusable: Error, Hashable {
    let reason: String
  }

  private let descriptor: Int32

  /// How large a file may be to be read, in bytes; a token has about three thousand.
  static let sizeLimit = 64 << 10

  /// Opens a directory, or makes it.
  /// - Throws: `Unusable`: it cannot be made, is a link, or is open to others.
  init(path: String) throws(Unusable) {
    // With a slash at its end, a link would be followed in spite of O_NOFOLLOW.
    var path = path
    while path != "/", path.ends(with: "/") { path.unicodeScalars.removeLast() }
    if mkdir(path, 0o700) != 0, errno != EEXIST {
      throw Unusable(reason: "cannot make \(path): \(Self.errorText())")
    }
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw Unusable(reason: "cannot open \(path): \(Self.errorText())") }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
      // deinit closes it: it runs, since nothing is left to be initialised.
      throw Unusable(reason: "\(path) belongs to somebody else or is open to others")
    }
  }

  deinit {
    close(descriptor)
  }

  /// The content of a file; `nil` where there is none.
  /// - Throws: `Unusable`: it cannot be read, or could be somebody else's work.
  func read(_ name: String, limit: Int = sizeLimit) throws(Unusable) -> [UInt8]? {
    // Not blocking: opening a FIFO would wait for a writer.
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw Unusable(reason: "cannot open the entry: \(Self.errorText())")
    }
    defer { close(file) }
    try Self.checkOwn(file)
    let content: [UInt8]
    do {
      content = try readAll(file, limit)
    } catch {
      throw Unusable(reason: "cannot read the entry: \(error)")
    }
    guard content.count <= limit else { throw Unusable(reason: "the entry is too large") }
    return content
  }

  /// Puts a file in place, whole: whoever reads it has either the old content or the new.
  /// - Throws: `Unusable`: it cannot be written.
  func write(_ content: [UInt8], to name: String) throws(Unusable) {
    // By chance, since processes of two containers that share the directory may have the same number.
    let temporary = "\(name).\(UInt64.random(in: 0...UInt64.max)).tmp"
    let file = openat(descriptor, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Unusable(reason: "cannot make a file: \(Self.errorText())") }
    do throws(Unusable) {
      defer { close(file) }
      do {
        try writeAll(content, to: file)
      } catch {
        throw Unusable(reason: "cannot write the entry: \(error)")
      }
    } catch {
      unlinkat(descriptor, temporary, 0)
      throw error
    }
    guard renameat(descriptor, temporary, descriptor, name) == 0 else {
      let text = Self.errorText()
      unlinkat(descriptor, temporary, 0)
      throw Unusable(reason: "cannot put the entry in place: \(text)")
    }
  }

  /// Takes a file away; nothing happens where there is none.
  func remove(_ name: String) {
    unlinkat(descriptor, name, 0)
  }

  /// Opens a file for locking, made where it is missing.
  /// - Throws: `Unusable`: it cannot be made, or could be somebody else's work.
  func openLock(_ name: String) throws(Unusable) -> Int32 {
    let file = openat(descriptor, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Unusable(reason: "cannot open the lock: \(Self.errorText())") }
    do throws(Unusable) {
      try Self.checkOwn(file)
    } catch {
      close(file)
      throw error
    }
    // Now in use, so that nobody sweeps it away while its holder is at work.
    _ = futimens(file, nil)
    return file
  }

  /// Takes away the files that have not been written for so many seconds: nothing in them is good any more.
  ///
  /// Only those of the cache's own names: the directory may be one that a user named, and keeps other files in.
  func removeFiles(olderThan seconds: Int, now: Int, where isOurs: (String) -> Bool) {
    for name in names(in: descriptor) where isOurs(name) {
      var status = stat()
      guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.modified < now - seconds else {
        continue
      }
      unlinkat(descriptor, name, 0)
    }
  }

  /// Takes away the files of certain names.
  func removeFiles(where isMeant: (String) -> Bool) {
    for name in names(in: descriptor) where isMeant(name) { unlinkat(descriptor, name, 0) }
  }

  private static func checkOwn(_ file: Int32) throws(Unusable) {
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
      status.st_mode & 0o077 == 0, status.st_nlink == 1
    else { throw Unusable(reason: "a file in the cache is not the user's own, or is open to others") }
  }

  private static func errorText() -> String {
    String(cString: strerror(errno))
  }
}

extension stat {
  /// When the file was last written, in seconds since 1970.
  fileprivate var modified: Int {
    #if canImport(Darwin)
      st_mtimespec.tv_sec
    #else
      st_mtim.tv_sec
    #endif
  }
}
