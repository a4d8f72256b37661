import AWSAuth
import CArguments

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension ProcessContext {
  /// The process that this is.
  ///
  /// The one place where the process's own streams, variables and files are touched.
  static func system() -> ProcessContext {
    // A reader that went away is an error of the write, to be reported, not a reason to die at once.
    signal(SIGPIPE, SIG_IGN)
    let outputIsOpen = fcntl(STDOUT_FILENO, F_GETFD) != -1
    // A file that is opened later must not get the number of a stream that was closed from outside.
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDWR)
    }
    return ProcessContext(
      arguments: Array(allArguments().dropFirst()),
      environment: Environment(ProcessInfo.processInfo.environment), userID: geteuid(), time: .system,
      console: Console(
        readInput: { limit in try readAll(STDIN_FILENO, limit) },
        inputIsTerminal: isatty(STDIN_FILENO) == 1,
        writeOutput: { bytes in
          guard outputIsOpen else { throw SystemError(code: EBADF) }
          try writeAll(bytes, to: STDOUT_FILENO)
        },
        writeError: { bytes in try? writeAll(bytes, to: STDERR_FILENO) }),
      files: .system, makeTransport: { LibcurlTransport($0) })
  }
}

/// The arguments with the program's own name, also where Swift cannot find them: see CArguments.h.
private func allArguments() -> [String] {
  let known = CommandLine.arguments
  guard known.isEmpty else { return known }
  return (0..<carguments_count()).map { String(cString: carguments_at($0)) }
}

extension FileReader {
  fileprivate static let system = FileReader(
    content: { (path, limit) throws(Failure) in
      // Not blocking: opening a FIFO would wait for a writer.
      let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
      guard file >= 0 else {
        throw errno == ENOENT || errno == ENOTDIR ? .missing : .system(SystemError(code: errno).description)
      }
      defer { close(file) }
      var status = stat()
      guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
      let bytes: [UInt8]
      do {
        bytes = try readAll(file, limit)
      } catch {
        throw .system("\(error)")
      }
      guard bytes.count <= limit else { throw .tooLarge }
      return bytes
    },
    exists: { access($0, F_OK) == 0 },
    isReadable: { access($0, R_OK) == 0 },
    isWritableDirectory: { path in
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && access(path, W_OK | X_OK) == 0
    })
}

/// What the system says of a call that failed.
struct SystemError: Error, Hashable, CustomStringConvertible {
  let code: Int32

  var description: String { String(cString: strerror(code)) }
}

private func readAll(_ file: Int32, _ limit: Int) throws -> [UInt8] {
  var content: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 16 << 10)
  while content.count <= limit {
    let count = read(file, &chunk, min(chunk.count, limit + 1 - content.count))
    if count == 0 { break }
    if count < 0 {
      if errno == EINTR { continue }
      throw SystemError(code: errno)
    }
    content += chunk[..<count]
  }
  return content
}

private func writeAll(_ bytes: [UInt8], to file: Int32) throws {
  var written = 0
  while written < bytes.count {
    let count = bytes.withUnsafeBytes { write(file, $0.baseAddress?.advanced(by: written), $0.count - written) }
    if count < 0 {
      if errno == EINTR { continue }
      throw SystemError(code: errno)
    }
    written += count
  }
}
