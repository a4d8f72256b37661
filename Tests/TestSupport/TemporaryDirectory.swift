#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Darwin)
  package import Darwin
#elseif canImport(Musl)
  package import Musl
#else
  package import Glibc
#endif

/// A new directory for one test, removed when the last reference to it goes away.
package final class TemporaryDirectory: Sendable {
  /// A system call that failed.
  package struct Failure: Error {
    /// Its name.
    package let call: String

    /// The system's number of the error.
    package let code: Int32
  }

  /// Where it is.
  package let path: String

  /// Makes the directory.
  /// - Throws: `Failure`.
  package init() throws {
    var template = Array("/tmp/ecr-login-tests.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(call: "mkdtemp", code: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of something in it.
  package func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// The names of what is in a directory, sorted.
  package static func names(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  /// The permissions of something, as in `0o600`; a link's own.
  package static func mode(of path: String) throws -> UInt32 {
    try UInt32(status(of: path).st_mode) & 0o7777
  }

  /// The status of something; a link's own.
  package static func status(of path: String) throws -> stat {
    var status = stat()
    try check(lstat(path, &status), "lstat")
    return status
  }

  /// Makes a directory with exactly these permissions.
  package static func makeDirectory(_ path: String, mode: mode_t = 0o700) throws {
    try check(mkdir(path, 0o700), "mkdir")
    try setMode(mode, of: path)
  }

  /// Sets the permissions of something.
  package static func setMode(_ mode: mode_t, of path: String) throws {
    try check(chmod(path, mode), "chmod")
  }

  /// Writes a file with exactly these permissions.
  package static func write(_ content: String, to path: String, mode: mode_t = 0o600) throws {
    try Data(content.utf8).write(to: URL(filePath: path))
    try setMode(mode, of: path)
  }

  /// Makes a symbolic link.
  package static func link(_ target: String, _ path: String) throws { try check(symlink(target, path), "symlink") }

  /// Makes another name for a file.
  package static func hardLink(_ target: String, _ path: String) throws {
    try FileManager.default.linkItem(atPath: target, toPath: path)
  }

  /// Makes a named pipe.
  package static func makeFIFO(_ path: String) throws { try check(mkfifo(path, 0o600), "mkfifo") }

  /// Sets when something was last written.
  package static func setTime(_ seconds: Double, of path: String) throws {
    let time = timeval(tv_sec: Int(seconds), tv_usec: 0)
    try check(utimes(path, [time, time]), "utimes")
  }

  /// Whether there is something; a link counts, wherever it leads.
  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  private static func check(_ result: Int32, _ call: String) throws {
    guard result >= 0 else { throw Failure(call: call, code: errno) }
  }
}
