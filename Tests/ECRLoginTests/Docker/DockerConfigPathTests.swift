import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct DockerConfigPathTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let variables: [String: String]
    let home: String?
    let path: String?

    var testDescription: String { "\(variables.sorted { $0.key < $1.key }) \(home ?? "")" }

    init(_ variables: [String: String], home: String? = nil, _ path: String?) {
      self.variables = variables
      self.home = home
      self.path = path
    }
  }

  static let cases: [Case] = [
    Case(["DOCKER_CONFIG": "/d"], "/d/config.json"), Case(["DOCKER_CONFIG": "/d", "HOME": "/h"], "/d/config.json"),
    Case(["DOCKER_CONFIG": "d"], "d/config.json"), Case(["HOME": "/h"], "/h/.docker/config.json"),
    Case(["HOME": "/h"], home: "/u", "/h/.docker/config.json"), Case([:], home: "/u", "/u/.docker/config.json"),
    // What is empty is not set.
    Case(["DOCKER_CONFIG": "", "HOME": "/h"], "/h/.docker/config.json"),
    Case(["DOCKER_CONFIG": "", "HOME": ""], home: "/u", "/u/.docker/config.json"), Case([:], nil),
    Case([:], home: "", nil),
  ]

  @Test("The file is where Docker looks for it", arguments: cases)
  func path(_ example: Case) {
    #expect(DockerConfigPath.path(Environment(example.variables), homeDirectory: { example.home }) == example.path)
  }

  @Test("Without any home directory that is said, with what to do")
  func nowhere() throws {
    let failure = try failure { _ = try World().command().dockerConfigFile() }
    #expect(failure.kind == .notConfigured)
    #expect(
      failure.description == "there is no home directory for Docker's config.json. "
        + "Set HOME, or DOCKER_CONFIG to the directory that it is to be in.")
    var world = World()
    world.homeByUserDatabase = "/u"
    #expect(try world.command().dockerConfigFile().path == "/u/.docker/config.json")
  }
}
