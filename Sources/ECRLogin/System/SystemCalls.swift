#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What the system says of a call that failed.
struct SystemError: Error, Hashable, CustomStringConvertible {
  let code: Int32

  var description: String { String(cString: strerror(code)) }
}

/// Everything that comes from a file, or one byte more than the limit.
/// - Parameters:
///   - file: The open file.
///   - limit: How much may come, in bytes.
///   - size: How much probably will.
/// - Returns: What came.
/// - Throws: `SystemError`.
func readAll(_ file: Int32, _ limit: Int, size: Int = 0) throws -> [UInt8] {
  var content: [UInt8] = []
  content.reserveCapacity(min(size, limit))
  var chunk = [UInt8](repeating: 0, count: 16 << 10)
  while content.count <= limit {
    let count = read(file, &chunk, min(chunk.count, limit + 1 - content.count))
    if count == 0 { break }
    if count < 0 {
      if errno == EINTR { continue }
      throw SystemError(code: errno)
    }
    content += chunk[..<count]
    // What fills the chunk is large: then fewer calls do for the rest.
    if count == chunk.count, count < 1 << 20 { chunk = [UInt8](repeating: 0, count: count * 4) }
  }
  return content
}

/// Writes everything to a file, in as many pieces as it takes.
func writeAll(_ bytes: [UInt8], to file: Int32) throws {
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

/// The names in an open directory, but for itself and the one above.
func names(in directory: Int32) -> [String] {
  // A copy of its own: reading moves the position, and closing the listing closes the descriptor.
  let copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard copy >= 0 else { return [] }
  guard let listing = fdopendir(copy) else {
    close(copy)
    return []
  }
  defer { closedir(listing) }
  var names: [String] = []
  while let entry = readdir(listing) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}
