import AWSAuth
import Basics
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

@Suite struct AtomicFileTests {
  let temporary: TemporaryDirectory

  init() throws {
    temporary = try TemporaryDirectory()
  }

  private func file(_ path: String, sizeLimit: Int = 4 << 20) -> AtomicFile {
    AtomicFile(path: path, name: "the file", advice: "Do something.", sizeLimit: sizeLimit)
  }

  private static func text(_ path: String) throws -> String {
    String(decoding: try FileReader.system.content(path, 1 << 20), as: UTF8.self)
  }

  /// Appends a letter.
  private func append(_ letter: String, to path: String) throws -> AtomicFile.Edit {
    try file(path).edit { ($0 ?? []) + Array(letter.utf8) }
  }

  @Test("A new file, and the directories that it needs, are the user's alone")
  func new() throws {
    let path = temporary("a/b/c/file")
    #expect(try file(path).read() == nil)
    #expect(!TemporaryDirectory.exists(temporary("a")))
    let edit = try append("x", to: path)
    #expect(edit.isWritten)
    #expect(edit.groupOtherPermissions == 0)
    #expect(try Self.text(path) == "x")
    #expect(try TemporaryDirectory.mode(of: path) == 0o600)
    for directory in ["a", "a/b", "a/b/c"] { #expect(try TemporaryDirectory.mode(of: temporary(directory)) == 0o700) }
    #expect(try TemporaryDirectory.names(in: temporary("a/b/c")) == ["file"])
    #expect(try file(path).read() == Array("x".utf8))
  }

  @Test("A new file has the mode that is asked for, whatever the umask")
  func mode() throws {
    try file(temporary("program")).edit(mode: 0o755) { _ in [1] }
    #expect(try TemporaryDirectory.mode(of: temporary("program")) == 0o755)
  }

  @Test("An existing file keeps its mode", arguments: [0o644, 0o600, 0o400, 0o755, 0o640, 0o666])
  func keepsMode(_ mode: mode_t) throws {
    let path = temporary("file")
    try TemporaryDirectory.write("a", to: path, mode: mode)
    let edit = try append("b", to: path)
    #expect(try Self.text(path) == "ab")
    #expect(try TemporaryDirectory.mode(of: path) == UInt32(mode))
    #expect(edit.groupOtherPermissions == UInt32(mode) & 0o077)
  }

  @Test("An existing file keeps its owner, where we may give it away")
  func keepsOwner() throws {
    guard geteuid() == 0 else { return }
    let path = temporary("file")
    try TemporaryDirectory.write("a", to: path)
    #expect(chown(path, 12345, 54321) == 0)
    _ = try append("b", to: path)
    let status = try TemporaryDirectory.status(of: path)
    #expect(status.st_uid == 12345)
    #expect(status.st_gid == 54321)
  }

  @Test("What does not change is not written")
  func unchanged() throws {
    let path = temporary("file")
    try TemporaryDirectory.write("a", to: path, mode: 0o644)
    let inode = try TemporaryDirectory.status(of: path).st_ino
    let edit = try file(path).edit { $0 ?? [] }
    #expect(!edit.isWritten)
    #expect(edit.groupOtherPermissions == 0o044)
    #expect(try TemporaryDirectory.status(of: path).st_ino == inode)
    #expect(try append("b", to: path).isWritten)
    #expect(try TemporaryDirectory.status(of: path).st_ino != inode)
  }

  @Test("A file that is not there is not made in order to be empty")
  func empty() throws {
    #expect(try file(temporary("file")).edit { $0 ?? [] }.isWritten == false)
    #expect(!TemporaryDirectory.exists(temporary("file")))
  }

  @Test("A change that fails leaves everything as it was")
  func failingChange() throws {
    struct Mistake: Error {}
    try TemporaryDirectory.write("a", to: temporary("file"))
    let inode = try TemporaryDirectory.status(of: temporary("file")).st_ino
    #expect(throws: Mistake.self) { try file(temporary("file")).edit { _ in throw Mistake() } }
    #expect(throws: Mistake.self) { try file(temporary("other")).edit { _ in throw Mistake() } }
    #expect(try TemporaryDirectory.names(in: temporary.path) == ["file"])
    #expect(try TemporaryDirectory.status(of: temporary("file")).st_ino == inode)
    // The lock is gone, too.
    _ = try append("b", to: temporary("file"))
    #expect(try Self.text(temporary("file")) == "ab")
  }

  @Test("What cannot be put in place leaves nothing beside it")
  func cannotBeReplaced() throws {
    let path = temporary("file")
    let failure = try failure {
      try file(path).edit { _ in
        // Somebody else is quicker.
        try TemporaryDirectory.makeDirectory(path)
        return [1]
      }
    }
    #expect(failure.description == "the file \(path) is a directory, not a file. Move it away.")
    #expect(try TemporaryDirectory.names(in: temporary.path) == ["file"])
  }

  struct Link: Sendable, CustomTestStringConvertible {
    let name: String
    /// Target and place of each link, the first of which is edited; DIR stands for the directory.
    let links: [(target: String, path: String)]
    let file: String
    var exists = true

    var testDescription: String { name }
  }

  static let links = [
    Link(name: "absolute", links: [("DIR/real/file", "link")], file: "real/file"),
    Link(name: "relative", links: [("real/file", "link")], file: "real/file"),
    Link(name: "upwards", links: [("../file", "real/link")], file: "file"),
    Link(name: "chain", links: [("two", "one"), ("real/three", "two"), ("../file", "real/three")], file: "file"),
    Link(name: "dangling", links: [("real/new", "link")], file: "real/new", exists: false),
    Link(
      name: "dangling into new directories", links: [("DIR/new/deep/file", "link")], file: "new/deep/file",
      exists: false),
    Link(name: "dangling chain", links: [("two", "one"), ("real/new", "two")], file: "real/new", exists: false),
  ]

  @Test("A symbolic link stays one, and its target is what changes", arguments: links)
  func link(_ example: Link) throws {
    try TemporaryDirectory.makeDirectory(temporary("real"))
    if example.exists { try TemporaryDirectory.write("a", to: temporary(example.file)) }
    for link in example.links {
      try TemporaryDirectory.link(link.target.replacing("DIR", with: temporary.path), temporary(link.path))
    }
    let path = temporary(example.links[0].path)
    #expect(try file(path).read() == (example.exists ? Array("a".utf8) : nil))
    _ = try append("b", to: path)
    #expect(try Self.text(temporary(example.file)) == (example.exists ? "ab" : "b"))
    for link in example.links {
      #expect(try TemporaryDirectory.status(of: temporary(link.path)).st_mode & S_IFMT == S_IFLNK)
    }
    #expect(try TemporaryDirectory.status(of: temporary(example.file)).st_mode & S_IFMT == S_IFREG)
    #expect(try file(path).read() == Array(example.exists ? "ab".utf8 : "b".utf8))
  }

  @Test("A directory that is a link is one that can be used")
  func linkedDirectory() throws {
    try TemporaryDirectory.makeDirectory(temporary("real"))
    try TemporaryDirectory.link("real", temporary("docker"))
    _ = try append("a", to: temporary("docker/file"))
    #expect(try Self.text(temporary("real/file")) == "a")
  }

  @Test("A link that leads to itself is refused")
  func loop() throws {
    try TemporaryDirectory.link("two", temporary("one"))
    try TemporaryDirectory.link("one", temporary("two"))
    let failure = try failure { _ = try append("a", to: temporary("one")) }
    #expect(failure.description == "the file \(temporary("one")) is a link that leads to itself. Correct the link.")
    #expect(try ECRLoginTests.failure { _ = try file(temporary("one")).read() } == failure)
  }

  @Test("What cannot be a file is refused, with the system's reason")
  func refused() throws {
    try TemporaryDirectory.write("a", to: temporary("file"))
    try TemporaryDirectory.makeDirectory(temporary("directory"))
    try TemporaryDirectory.makeFIFO(temporary("fifo"))
    func problem(_ path: String) throws -> String {
      let failure = try failure { _ = try append("b", to: path) }
      #expect(failure.kind == .invalidConfiguration)
      #expect(
        failure.advice
          == (path.hasSuffix("/it") || path.hasSuffix("y") || path.hasSuffix("/below")
            ? "Move it away." : "Do something."))
      return failure.problem.replacing(temporary.path, with: "DIR")
    }
    #expect(
      try problem(temporary("file/below"))
        == "the file DIR/file/below cannot be there: DIR/file is a file, not a directory")
    #expect(
      try problem(temporary("file/below/it"))
        == "the file DIR/file/below/it cannot be there: DIR/file is a file, not a directory")
    #expect(try problem(temporary("directory")) == "the file DIR/directory is a directory, not a file")
    #expect(try problem(temporary("fifo")) == "the file DIR/fifo is not a regular file")
    #expect(try problem("/proc/new") == "the file /proc/new: cannot write beside it: No such file or directory")
    #expect(
      try problem("/proc/new/file")
        == "the file /proc/new/file: cannot make the directory /proc/new: No such file or directory"
    )
    #expect(try TemporaryDirectory.names(in: temporary.path) == ["directory", "fifo", "file"])
    #expect(try Self.text(temporary("file")) == "a")
  }

  @Test("Whether a file could be written is found out without making anything")
  func writable() throws {
    try TemporaryDirectory.write("a", to: temporary("file"))
    try TemporaryDirectory.link("new/deep/file", temporary("link"))
    for path in ["file", "new", "new/deep/file", "link"] { try file(temporary(path)).checkIsWritable() }
    #expect(try TemporaryDirectory.names(in: temporary.path) == ["file", "link"])
    try TemporaryDirectory.link("loop", temporary("loop"))
    #expect(throws: Diagnostic.self) { try file(temporary("loop")).checkIsWritable() }
    let failure = try failure { try file(temporary("file/a/b")).checkIsWritable() }
    #expect(
      failure.description
        == "the file \(temporary("file/a/b")) cannot be there: \(temporary("file")) is a file, not a directory. "
        + "Move it away.")
  }

  @Test("A path whose bytes are not UTF-8 is used as it is, and shown")
  func otherBytes() throws {
    let directory = temporary("caf") + SystemText.text([0xE9])
    _ = try append("a", to: "\(directory)/file")
    _ = try append("b", to: "\(directory)/file")
    #expect(try file("\(directory)/file").read() == Array("ab".utf8))
    #expect(access(Array(temporary("caf").utf8CString.dropLast()) + [CChar(bitPattern: 0xE9), 0], F_OK) == 0)
    let failure = try failure { _ = try append("a", to: directory) }
    #expect(failure.problem == "the file \(temporary("caf"))\\xE9 is a directory, not a file")
    #expect(unlink("\(directory)/file".onSystem) == 0 && rmdir(directory.onSystem) == 0)
  }

  @Test("A file that is too large is refused")
  func tooLarge() throws {
    let path = temporary("file")
    try TemporaryDirectory.write(String(repeating: "a", count: 2 << 20), to: path)
    #expect(try file(path, sizeLimit: 2 << 20).read()?.count == 2 << 20)
    let failure = try failure { try file(path, sizeLimit: 1 << 20).edit { _ in [] } }
    #expect(failure.problem == "the file \(path) is larger than 1 MiB")
  }

  @Test("A path is shown on one line")
  func printable() throws {
    let failure = try failure { _ = try append("a", to: "/proc/a\nb") }
    #expect(failure.problem == "the file /proc/a b: cannot write beside it: No such file or directory")
  }

  @Test("What killed processes have left is taken away; what is others' is not")
  func leftovers() throws {
    let name = "docker-credential-bitrise"
    let ours = [
      ".config.json.\(name).1.tmp", ".config.json.\(name).4194304.tmp", ".config.json.\(name).\(getpid()).tmp",
    ]
    let others = [
      ".config.json.\(name).tmp", ".config.json.\(name).1", ".config.json.\(name).1a.tmp", "config.json.\(name).1.tmp",
      ".other.json.\(name).1.tmp", "config.json123", ".tmp-auth.json1", ".config.json.\(name).1.tmp.keep",
      ".config.json.\(name)..tmp", ".config.json.\(name).\u{661}.tmp",
    ]
    for entry in ours + others { try TemporaryDirectory.write("", to: temporary(entry)) }
    _ = try append("a", to: temporary("config.json"))
    #expect(try TemporaryDirectory.names(in: temporary.path) == (others + ["config.json"]).sorted())
    // Also where nothing is written.
    try TemporaryDirectory.write("", to: temporary(ours[0]))
    try file(temporary("config.json")).edit { $0 ?? [] }
    #expect(try TemporaryDirectory.names(in: temporary.path) == (others + ["config.json"]).sorted())
  }

  @Test("Edits at once come one after the other, and none is lost")
  func concurrent() throws {
    let path = temporary("new/file")
    let edited = file(path)
    concurrentPerform(50) { index in
      _ = try? edited.edit { old in
        usleep(500)
        return (old ?? []) + Array("\(index) ".utf8)
      }
    }
    let numbers = try Self.text(path).split(separator: " ").compactMap { Int($0) }
    #expect(numbers.sorted() == Array(0..<50))
    #expect(try TemporaryDirectory.names(in: temporary("new")) == ["file"])
  }

  @Test("Whoever changes the file is not waited for for ever")
  func lockTimeout() throws {
    let path = temporary("file")
    var edited = file(path)
    edited.lockTimeout = { .milliseconds(20) }
    var isFirst = true
    try edited.edit { old in
      // Anybody who can read the directory can hold its lock: the edit goes on without it.
      if isFirst { try edited.edit { _ in [2] } }
      isFirst = false
      return (old ?? []) + [1]
    }
    // Neither of the two is lost.
    #expect(try edited.read() == [2, 1])
  }

  @Test("What a program writes that knows of no lock is not lost")
  func changedMeanwhile() throws {
    let path = temporary("file")
    try TemporaryDirectory.write("a", to: path, mode: 0o640)
    var rounds = 0
    try file(path).edit { old in
      rounds += 1
      if rounds == 1 { try TemporaryDirectory.write("ab", to: path, mode: 0o640) }
      return (old ?? []) + Array("!".utf8)
    }
    #expect(try Self.text(path) == "ab!")
    #expect(rounds == 2)
    #expect(try TemporaryDirectory.names(in: temporary.path) == ["file"])
    // A file that comes and one that goes are changes, too.
    try file(temporary("new")).edit { old in
      if old == nil { try TemporaryDirectory.write("c", to: temporary("new")) }
      return (old ?? []) + Array("!".utf8)
    }
    #expect(try Self.text(temporary("new")) == "c!")
  }

  @Test("A file that changes all the time is given up, and left alone")
  func changesAllTheTime() throws {
    let path = temporary("file")
    var rounds = 0
    let failure = try failure {
      try file(path).edit { _ in
        rounds += 1
        try TemporaryDirectory.write("\(rounds)", to: path)
        return [1]
      }
    }
    #expect(failure.description == "the file \(path) is being changed by other programs all the time. Do something.")
    #expect(try Self.text(path) == "\(rounds)")
    #expect(try TemporaryDirectory.names(in: temporary.path) == ["file"])
  }

  @Test("The leftovers of others stay where there is no lock: they may be at work")
  func leftoversWithoutLock() throws {
    let path = temporary("file")
    var edited = file(path)
    edited.lockTimeout = { .milliseconds(20) }
    let leftover = temporary(".file.\(Program.name).1.tmp")
    try edited.edit { _ in
      try TemporaryDirectory.write("", to: leftover)
      try edited.edit { _ in [2] }
      #expect(TemporaryDirectory.exists(leftover))
      return [1]
    }
  }

  @Test("A file that is to have a mode gets it, also where nothing else is written")
  func givenMode() throws {
    let path = temporary("file")
    try TemporaryDirectory.write("a", to: path, mode: 0o644)
    var edited = file(path)
    edited.keepsMode = false
    #expect(try edited.edit(mode: 0o755) { $0 ?? [] }.isWritten)
    #expect(try TemporaryDirectory.mode(of: path) == 0o755)
    #expect(try !edited.edit(mode: 0o755) { $0 ?? [] }.isWritten)
  }

  @Test("Whoever reads meanwhile has the old content or the new, never a part")
  func whole() throws {
    let path = temporary("file")
    try TemporaryDirectory.write(String(repeating: "0", count: 100_000), to: path)
    let edited = file(path)
    concurrentPerform(3) { index in
      for round in 0..<40 {
        if index == 0 {
          _ = try? edited.edit { _ in Array(String(repeating: "\(round % 10)", count: 100_000).utf8) }
        } else if let content = try? edited.read() {
          #expect(content.count == 100_000)
          #expect(Set(content).count == 1)
        }
      }
    }
  }
}
