import TestSupport
import Testing

@testable import ECRLogin

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

@Suite struct CacheDirectoryTests {
  let temporary: TemporaryDirectory
  let path: String

  init() throws {
    temporary = try TemporaryDirectory()
    path = temporary("cache")
  }

  private func reason(_ open: () throws -> Void) throws -> String {
    try #require(throws: CacheDirectory.Unusable.self, performing: open).reason
  }

  private let notOwn = "a file in the cache is not the user's own, or is open to others"

  @Test("The directory is made for its owner alone, and so are its files")
  func modes() throws {
    let directory = try CacheDirectory(path: path)
    try directory.write([1, 2, 3], to: "entry")
    close(try directory.openLock("lock"))
    #expect(try TemporaryDirectory.mode(of: path) == 0o700)
    #expect(try TemporaryDirectory.mode(of: "\(path)/entry") == 0o600)
    #expect(try TemporaryDirectory.mode(of: "\(path)/lock") == 0o600)
    #expect(try TemporaryDirectory.names(in: path) == ["entry", "lock"])
  }

  @Test("A lock that is taken is not old any more, so that nobody sweeps it away")
  func lockInUse() throws {
    let directory = try CacheDirectory(path: path)
    close(try directory.openLock("lock"))
    try TemporaryDirectory.setTime(0, of: "\(path)/lock")
    close(try directory.openLock("lock"))
    #expect(try TemporaryDirectory.status(of: "\(path)/lock").st_mtim.tv_sec > 0)
  }

  @Test("A directory that is there already is used as it is")
  func existing() throws {
    try CacheDirectory(path: path).write([1], to: "entry")
    #expect(try CacheDirectory(path: path).read("entry") == [1])
  }

  @Test(
    "A directory that is open to others is not used", arguments: [0o701, 0o710, 0o750, 0o707, 0o720, 0o777, 0o1777])
  func openToOthers(_ mode: Int) throws {
    try TemporaryDirectory.makeDirectory(path, mode: mode_t(mode))
    #expect(
      try reason { _ = try CacheDirectory(path: path) } == "\(path) belongs to somebody else or is open to others")
    #expect(try TemporaryDirectory.mode(of: path) == UInt32(mode))
  }

  @Test("A directory that is not used costs nobody else a descriptor")
  func descriptors() async throws {
    try TemporaryDirectory.makeDirectory(path, mode: 0o755)
    let path = path
    async let refusals = onThread { for _ in 0..<5000 { _ = try? CacheDirectory(path: path) } }
    // Files that others open meanwhile must stay open.
    let lost = await onThread {
      (0..<1000).reduce(0) { lost, _ in
        let files = (0..<20).map { _ in open("/dev/null", O_RDONLY) }
        return lost + files.filter { close($0) != 0 }.count
      }
    }
    try await refusals.get()
    #expect(try lost.get() == 0)
  }

  @Test("A directory of somebody else's is not used, nor is a file")
  func foreign() throws {
    let directory = try CacheDirectory(path: path)
    try directory.write([1], to: "entry")
    // Only root can give something away.
    guard chown("\(path)/entry", 12_345, 12_345) == 0, chown(path, 12_345, 12_345) == 0 else { return }
    #expect(try reason { _ = try directory.read("entry") } == notOwn)
    #expect(
      try reason { _ = try CacheDirectory(path: path) } == "\(path) belongs to somebody else or is open to others")
  }

  @Test("A link to a directory is not used", arguments: ["", "/"])
  func symbolicLink(_ end: String) throws {
    try TemporaryDirectory.makeDirectory(temporary("real"))
    try TemporaryDirectory.link(temporary("real"), path)
    let reason = try reason { _ = try CacheDirectory(path: path + end) }
    #expect(reason.hasPrefix("cannot open \(path): "))
    #expect(try TemporaryDirectory.names(in: temporary("real")) == [])
  }

  @Test("A link to nothing is not followed")
  func danglingLink() throws {
    try TemporaryDirectory.link(temporary("real"), path)
    #expect(try reason { _ = try CacheDirectory(path: path) }.hasPrefix("cannot open \(path): "))
    #expect(!TemporaryDirectory.exists(temporary("real")))
  }

  @Test("A file in the directory's place is left alone")
  func fileInPlace() throws {
    try TemporaryDirectory.write("mine", to: path)
    #expect(try reason { _ = try CacheDirectory(path: path) } == "cannot open \(path): Not a directory")
    #expect(try TemporaryDirectory.mode(of: path) == 0o600)
  }

  @Test("Only the directory itself is made")
  func missingParent() throws {
    let reason = try reason { _ = try CacheDirectory(path: "\(path)/deeper") }
    #expect(reason == "cannot make \(path)/deeper: No such file or directory")
  }

  @Test("What is not there is nothing")
  func missing() throws {
    let directory = try CacheDirectory(path: path)
    #expect(try directory.read("entry") == nil)
    directory.remove("entry")
  }

  @Test("What is removed is gone")
  func remove() throws {
    let directory = try CacheDirectory(path: path)
    try directory.write([1], to: "entry")
    directory.remove("entry")
    #expect(try directory.read("entry") == nil)
  }

  @Test("Files of every length up to the limit are read whole", arguments: [0, 1, 4096, 65_535, 65_536])
  func lengths(_ length: Int) throws {
    let directory = try CacheDirectory(path: path)
    let content = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
    try directory.write(content, to: "entry")
    #expect(try directory.read("entry") == content)
  }

  @Test("A file that is too large is not read")
  func tooLarge() throws {
    let directory = try CacheDirectory(path: path)
    try directory.write([UInt8](repeating: 0, count: 65_537), to: "entry")
    #expect(try reason { _ = try directory.read("entry") } == "the entry is too large")
  }

  @Test("A file that is open to others is neither read nor locked", arguments: [0o601, 0o640, 0o604, 0o622, 0o666])
  func openFile(_ mode: Int) throws {
    let directory = try CacheDirectory(path: path)
    try TemporaryDirectory.write("theirs", to: "\(path)/entry", mode: mode_t(mode))
    #expect(try reason { _ = try directory.read("entry") } == notOwn)
    #expect(try reason { _ = try directory.openLock("entry") } == notOwn)
  }

  @Test("A link in a file's place is neither read nor locked")
  func linkedFile() throws {
    let directory = try CacheDirectory(path: path)
    try TemporaryDirectory.write("theirs", to: temporary("target"))
    try TemporaryDirectory.link(temporary("target"), "\(path)/entry")
    #expect(try reason { _ = try directory.read("entry") }.hasPrefix("cannot open the entry: "))
    #expect(try reason { _ = try directory.openLock("entry") }.hasPrefix("cannot open the lock: "))
    // Writing replaces the link, not what it points to.
    try directory.write([1], to: "entry")
    #expect(try directory.read("entry") == [1])
    #expect(try TemporaryDirectory.status(of: temporary("target")).st_size == 6)
  }

  @Test("A file with a second name is neither read nor locked")
  func hardLinkedFile() throws {
    let directory = try CacheDirectory(path: path)
    try TemporaryDirectory.write("theirs", to: temporary("target"))
    try TemporaryDirectory.hardLink(temporary("target"), "\(path)/entry")
    #expect(try reason { _ = try directory.read("entry") } == notOwn)
    #expect(try reason { _ = try directory.openLock("entry") } == notOwn)
  }

  @Test("A FIFO in a file's place keeps nobody waiting")
  func fifo() throws {
    let directory = try CacheDirectory(path: path)
    try TemporaryDirectory.makeFIFO("\(path)/entry")
    #expect(try reason { _ = try directory.read("entry") } == notOwn)
    #expect(try reason { _ = try directory.openLock("entry") } == notOwn)
  }

  @Test("A directory in a file's place is neither read, written nor locked")
  func directoryInPlace() throws {
    let directory = try CacheDirectory(path: path)
    try TemporaryDirectory.makeDirectory("\(path)/entry")
    #expect(try reason { _ = try directory.read("entry") } == notOwn)
    #expect(try reason { try directory.write([1], to: "entry") } == "cannot put the entry in place: Is a directory")
    #expect(try reason { _ = try directory.openLock("entry") } == "cannot open the lock: Is a directory")
    #expect(try TemporaryDirectory.names(in: path) == ["entry"])
  }

  @Test("A file is replaced whole: whoever has the old one open keeps it")
  func replacement() throws {
    let directory = try CacheDirectory(path: path)
    try directory.write([1], to: "entry")
    let before = try TemporaryDirectory.status(of: "\(path)/entry").st_ino
    let old = try directory.openLock("entry")
    defer { close(old) }
    try directory.write([2, 3], to: "entry")
    #expect(try directory.read("entry") == [2, 3])
    #expect(try TemporaryDirectory.status(of: "\(path)/entry").st_ino != before)
    var byte: UInt8 = 0
    #expect(pread(old, &byte, 1, 0) == 1)
    #expect(byte == 1)
    #expect(try TemporaryDirectory.names(in: path) == ["entry"])
  }

  @Test("A temporary file that an earlier process left is no hindrance, also if it is a link")
  func leftover() throws {
    let directory = try CacheDirectory(path: path)
    try TemporaryDirectory.write("target", to: temporary("target"))
    try TemporaryDirectory.link(temporary("target"), "\(path)/entry.\(getpid()).tmp")
    try directory.write([1], to: "entry")
    #expect(try directory.read("entry") == [1])
    #expect(try TemporaryDirectory.status(of: temporary("target")).st_size == 6)
    #expect(try TemporaryDirectory.names(in: path) == ["entry", "entry.\(getpid()).tmp"])
  }

  @Test("A directory that is exchanged for another is not followed")
  func exchanged() throws {
    let directory = try CacheDirectory(path: path)
    try #require(rename(path, temporary("moved")) == 0)
    try TemporaryDirectory.makeDirectory(path)
    try directory.write([1], to: "entry")
    #expect(try TemporaryDirectory.names(in: path) == [])
    #expect(try TemporaryDirectory.names(in: temporary("moved")) == ["entry"])
  }

  @Test("Old files are swept away, younger ones stay")
  func sweep() throws {
    let directory = try CacheDirectory(path: path)
    let now = 1_606_118_400
    for (name, age) in [("old", 101), ("strange", 101), ("edge", 100), ("young", 99), ("future", -50)] {
      try directory.write([1], to: name)
      try TemporaryDirectory.setTime(Double(now - age), of: "\(path)/\(name)")
    }
    try TemporaryDirectory.makeDirectory("\(path)/folder")
    try TemporaryDirectory.setTime(1, of: "\(path)/folder")
    directory.removeFiles(olderThan: 100, now: now) { $0 != "strange" }
    #expect(try TemporaryDirectory.names(in: path) == ["edge", "folder", "future", "strange", "young"])
    // The listing begins anew each time.
    directory.removeFiles(olderThan: 99, now: now) { $0 != "strange" }
    #expect(try TemporaryDirectory.names(in: path) == ["folder", "future", "strange", "young"])
  }
}
