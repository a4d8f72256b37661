import Basics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension FileIdentityToken {
  /// Creates the source of a file of the system's, for a caller that has no reader of its own.
  /// - Parameters:
  ///   - path: Where the file is.
  ///   - name: What the setting is called.
  package init(path: String, name: String) {
    self.init(path: path, name: name) { path, limit in
      do throws(Unreadable) {
        return try Self.content(of: path, limit: limit)
      } catch {
        throw AWSAuthError(IdentityTokenError.unreadableFile(path: path, source: name, reason: error.reason))
      }
    }
  }

  /// Why a file cannot be read, as the end of a sentence.
  private struct Unreadable: Error {
    let reason: String

    static func system() -> Unreadable {
      Unreadable(reason: "cannot be read: \(String(cString: strerror(errno)))")
    }
  }

  private static func content(of path: String, limit: Int) throws(Unreadable) -> [UInt8] {
    // Not blocking: opening a FIFO would wait for a writer.
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { throw errno == ENOENT ? Unreadable(reason: "does not exist") : .system() }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .system() }
    guard status.st_mode & S_IFMT == S_IFREG else { throw Unreadable(reason: "is not a regular file") }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    while content.count <= limit {
      let count = read(file, &chunk, chunk.count)
      guard count != 0 else { return content }
      if count > 0 {
        content += chunk[..<count]
      } else if errno != EINTR {
        throw .system()
      }
    }
    throw Unreadable(reason: "is larger than \(limit) bytes")
  }
}
