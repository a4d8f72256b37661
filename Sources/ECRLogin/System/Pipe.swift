import CProcess

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A pipe whose ends no child gets but those that are meant for it.
final class Pipe {
  private(set) var reading: Int32
  private(set) var writing: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard cprocess_pipe(&ends) == 0 else { throw SystemError(code: errno) }
    reading = ends[0]
    writing = ends[1]
  }

  func closeReading() {
    if reading >= 0 { systemClose(reading) }
    reading = -1
  }

  func closeWriting() {
    if writing >= 0 { systemClose(writing) }
    writing = -1
  }

  /// The end for writing, which is to be closed by somebody else.
  func takeWriting() -> Int32 {
    defer { writing = -1 }
    return writing
  }

  func close() {
    closeReading()
    closeWriting()
  }
}

// The class has a method of the same name.
private func systemClose(_ file: Int32) {
  close(file)
}
