import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct FileReaderTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let failure: FileReader.Failure
    let reason: String

    var testDescription: String { reason }
  }

  static let cases: [Case] = [
    Case(failure: .missing, reason: "does not exist"), Case(failure: .notRegular, reason: "is not a regular file"),
    Case(failure: .tooLarge, reason: "is larger than 100 bytes"),
    Case(failure: .system("Permission denied"), reason: "cannot be read: Permission denied"),
  ]

  @Test("What is wrong with a file is said, with its path", arguments: cases)
  func reasons(_ example: Case) throws {
    var world = World()
    world.files = ["/a\nb": .failure(example.failure)]
    let failure = try failure { _ = try world.context.files.reader(for: "ECR_LOGIN_CONFIG")("/a\nb", 100) }
    #expect(failure.kind == .invalidConfiguration)
    #expect(failure.problem == "the file /a b (from ECR_LOGIN_CONFIG) \(example.reason)")
    #expect(failure.advice == "Correct ECR_LOGIN_CONFIG, or the file.")
  }

  @Test("A path of any length is shown in part")
  func longPath() throws {
    let path = "/" + String(repeating: "a", count: 400)
    let failure = try failure { _ = try World().context.files.reader(for: "--config")(path, 100) }
    #expect(failure.problem == "the file \(path.prefix(300))… (from --config) does not exist")
  }
}

@Suite struct ProgramOnPathTests {
  @Test(
    "A program is on the path where a directory of it has one that can be run",
    arguments: [
      ("/usr/bin:/opt", true), ("/opt", true), ("/opt:", true), (":/opt", true), ("/opt/", true), ("/usr/bin", false),
      ("/op", false), ("", false), ("/opt/x", false), ("/opt:\u{301}x", true),
    ])
  func onPath(_ path: String, _ expected: Bool) {
    var world = World()
    world.programs = World.Programs(paths: ["/opt/tool", "/opt//tool", "/usr/bin/other"])
    #expect(world.context.files.isOnPath("tool", Environment(["PATH": path])) == expected)
    #expect(!world.context.files.isOnPath("tool", Environment([:])))
  }

  @Test("A program is a file that can be run, no directory")
  func executable() throws {
    let temporary = try TemporaryDirectory()
    try TemporaryDirectory.write("", to: temporary("program"), mode: 0o700)
    try TemporaryDirectory.write("", to: temporary("file"), mode: 0o600)
    try TemporaryDirectory.link("program", temporary("link"))
    let isExecutable = FileReader.system.isExecutable
    #expect(isExecutable(temporary("program")) && isExecutable(temporary("link")))
    #expect(!isExecutable(temporary("file")) && !isExecutable(temporary.path) && !isExecutable(temporary("no")))
  }
}
