import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

@testable import ECRLogin

@Suite struct FileLockTests {
  let temporary: TemporaryDirectory

  init() throws {
    temporary = try TemporaryDirectory()
    try TemporaryDirectory.write("", to: temporary("file"))
  }

  private func opened() throws -> Int32 {
    let file = open(temporary("file"), O_RDONLY | O_CLOEXEC)
    try #require(file >= 0)
    return file
  }

  @Test("A lock that nobody has is there at once, and goes with its file")
  func free() throws {
    for _ in 0..<3 {
      let file = try opened()
      #expect(try FileLock.take(file, timeout: .zero) == false)
      close(file)
    }
  }

  @Test("A lock that somebody has is waited for, but not for ever")
  func held() async throws {
    let holder = try opened()
    #expect(try FileLock.take(holder, timeout: .zero) == false)
    let impatient = try opened()
    #expect(throws: FileLock.Failure.heldTooLong) { try FileLock.take(impatient, timeout: .milliseconds(20)) }
    close(impatient)
    let waiter = try opened()
    let wait = BackgroundWork { try FileLock.take(waiter, timeout: .seconds(600)) }
    let path = temporary("file")
    try await onThread { try waitForWaiter(on: path) }.get()
    close(holder)
    #expect(try await wait.value().get() == true)
    // It is the waiter's as long as its file is open, whatever became of the thread that waited.
    let other = try opened()
    #expect(throws: FileLock.Failure.heldTooLong) { try FileLock.take(other, timeout: .milliseconds(20)) }
    close(waiter)
    _ = try await onThread { try FileLock.take(other, timeout: .seconds(600)) }.get()
    close(other)
  }

  @Test("What cannot be locked says so")
  func unsupported() {
    #expect(throws: FileLock.Failure.unsupported) { try FileLock.take(-1, timeout: .seconds(600)) }
  }
}
