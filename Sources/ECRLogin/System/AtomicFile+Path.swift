import AWSAuth
import Basics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where the file is, and what stands in its way.
extension AtomicFile {
  /// The file that a chain of links leads to, whether it exists or not.
  func target() throws -> String {
    var current = path
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      let length = readlink(current.onSystem, &buffer, buffer.count - 1)
      guard length >= 0 else { return current }
      let link = SystemText.text(buffer[..<length].map(UInt8.init(bitPattern:)))
      current = link.begins(with: "/") ? link : "\(Self.split(current).directory)/\(link)"
    }
    throw Diagnostic(
      .invalidConfiguration, "\(shown) is a link that leads to itself", advice: "Correct the link.")
  }

  /// The content of the file that the links lead to.
  func content(of file: String) throws -> [UInt8]? {
    do throws(FileReader.Failure) {
      return try FileReader.system.content(file, sizeLimit)
    } catch {
      switch error {
      case .missing:
        try checkDirectories(of: file)
        return nil
      case .notRegular where Self.isDirectory(file):
        throw Diagnostic(
          .invalidConfiguration, "\(shown) is a directory, not a file", advice: adviceOnDirectory)
      case .notRegular: throw problem("is not a regular file")
      case .tooLarge: throw problem("is larger than \(sizeLimit >> 20) MiB")
      case .system(let text): throw problem("cannot be read: \(text)")
      }
    }
  }

  /// The directory that a path names, and the name in it.
  static func split(_ path: String) -> (directory: String, name: String) {
    guard let (directory, name) = path.splitLast(at: "/") else { return (".", path) }
    return (directory.isEmpty ? "/" : String(directory), String(name))
  }

  /// Makes the directory and those that it is in, as Docker does.
  func makeDirectory(_ directory: String) throws {
    if mkdir(directory.onSystem, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, case let parent = Self.split(directory).directory, parent != directory else {
      throw failure("cannot make the directory \(directory)")
    }
    try makeDirectory(parent)
    guard mkdir(directory.onSystem, 0o700) == 0 || errno == EEXIST else {
      throw failure("cannot make the directory \(directory)")
    }
  }

  /// Finds out whether a file stands where the path has a directory.
  /// - Throws: `Diagnostic` that names it.
  func checkDirectories(of file: String) throws {
    var directory = Self.split(file).directory
    while true {
      var status = stat()
      if stat(directory.onSystem, &status) == 0 {
        guard status.st_mode & S_IFMT != S_IFDIR else { return }
        throw Diagnostic(
          .invalidConfiguration,
          "\(shown) cannot be there: \(directory.printable(limit: 300)) is a file, not a directory",
          advice: adviceOnFile(directory))
      }
      let parent = Self.split(directory).directory
      guard parent != directory, parent != "." || directory.containsUTF8("/") else { return }
      directory = parent
    }
  }

  /// Whether a file is a mount by itself, as the system lists them.
  static func isMount(_ file: String) -> Bool {
    guard let whole = realpath(file.onSystem, nil) else { return false }
    defer { free(whole) }
    let path = SystemText.text(UnsafeRawBufferPointer(start: whole, count: strlen(whole)))
    guard let table = try? FileReader.system.content("/proc/self/mountinfo", 16 << 20) else { return false }
    // The fifth word of a line; what would end it is written as its octal number.
    return table.split(separator: 0x0A).contains { line in
      let words = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
      guard words.count > 4 else { return false }
      let place = String(decoding: words[4], as: UTF8.self)
      return [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .reduce(place) { $0.replacingEach($1.0, with: $1.1) } == path
    }
  }

  /// The failure to write a file that is a mount, and so cannot be replaced.
  func mountFailure() -> Diagnostic {
    Diagnostic(
      .invalidConfiguration, "\(shown) is a mount of its own, which cannot be replaced, and cannot be written either",
      advice: adviceOnMount)
  }

  /// Whether there is a directory of that name.
  static func isDirectory(_ path: String) -> Bool {
    var status = stat()
    return stat(path.onSystem, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
