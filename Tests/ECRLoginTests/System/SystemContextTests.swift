#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif
import TestSupport
import Testing

@testable import ECRLogin

/// The reader of files is the system's own here, on files of the test's own.
@Suite struct SystemContextTests {
  let temporary: TemporaryDirectory
  let files = ProcessContext.system().files

  init() throws {
    temporary = try TemporaryDirectory()
  }

  @Test("A regular file is read, up to its limit")
  func regular() throws {
    try TemporaryDirectory.write("12345", to: temporary("file"))
    #expect(try files.content(temporary("file"), 5) == [UInt8]("12345".utf8))
    #expect(throws: FileReader.Failure.tooLarge) { try files.content(temporary("file"), 4) }
    try TemporaryDirectory.link(temporary("file"), temporary("link"))
    #expect(try files.content(temporary("link"), 5).count == 5)
    try TemporaryDirectory.write(String(repeating: "a", count: 50_000), to: temporary("large"))
    #expect(try files.content(temporary("large"), 50_000).count == 50_000)
  }

  @Test("What is no regular file is not waited for")
  func others() throws {
    #expect(throws: FileReader.Failure.notRegular) { try files.content(temporary.path, 10) }
    try TemporaryDirectory.makeFIFO(temporary("fifo"))
    #expect(throws: FileReader.Failure.notRegular) { try files.content(temporary("fifo"), 10) }
    #expect(throws: FileReader.Failure.notRegular) { try files.content("/dev/zero", 10) }
  }

  @Test("What is not there is missing")
  func missing() throws {
    #expect(throws: FileReader.Failure.missing) { try files.content(temporary("no"), 10) }
    try TemporaryDirectory.write("", to: temporary("file"))
    #expect(throws: FileReader.Failure.missing) { try files.content(temporary("file/no"), 10) }
    try TemporaryDirectory.link(temporary("loop"), temporary("loop"))
    #expect(throws: FileReader.Failure.system("Too many levels of symbolic links")) {
      try files.content(temporary("loop"), 10)
    }
  }

  @Test("Whether something is there, can be read, takes files")
  func questions() throws {
    try TemporaryDirectory.write("", to: temporary("file"))
    #expect(files.exists(temporary("file")) && files.isReadable(temporary("file")))
    #expect(!files.exists(temporary("no")) && !files.isReadable(temporary("no")))
    #expect(files.isWritableDirectory(temporary.path))
    #expect(!files.isWritableDirectory(temporary("file")) && !files.isWritableDirectory(temporary("no")))
  }

  @Test("The environment is read as the C library reads it")
  func environment() throws {
    let words: [String] = ["A=1", "B=", "C=x=y=", "A=2", "none", "=D", "é=ü"]
    let texts: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    defer { for text in texts { free(text) } }
    let list: [UnsafePointer<CChar>?] = texts.map { text in text.map { UnsafePointer($0) } } + [nil]
    #expect(environmentVariables(list) == ["A": "1", "B": "", "C": "x=y=", "": "D", "é": "ü"])
    #expect(environmentVariables(nil).isEmpty)
    let path = try #require(getenv("PATH").map { String(cString: $0) })
    #expect(ProcessContext.system().environment[.path] == path)
  }

  @Test("A system's error is its words")
  func systemError() {
    #expect(SystemError(code: 2).description == "No such file or directory")
  }
}
