import AWSAuth
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
