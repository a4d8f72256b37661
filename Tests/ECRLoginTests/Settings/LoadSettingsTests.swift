import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct LoadSettingsTests {
  static func world(_ environment: [String: String], _ files: [String: World.FakeFile]) -> World {
    var world = World()
    world.environment = environment
    world.files = files
    return world
  }

  private static let home = ["HOME": "/home/me"]
  private static let homePath = "/home/me/.config/docker-credential-bitrise/config.json"
  private static let xdgPath = "/xdg/docker-credential-bitrise/config.json"
  private static func region(_ name: String) -> World.FakeFile { .text(#"{"region":"\#(name)"}"#) }

  struct Case: Sendable, CustomTestStringConvertible {
    let rule: String
    let flags: ParsedArguments
    let environment: [String: String]
    let files: [String: World.FakeFile]
    let region: String?
    let source: String?

    var testDescription: String { rule }

    init(
      _ rule: String, flags: ParsedArguments = [:], _ environment: [String: String],
      _ files: [String: World.FakeFile], _ region: String?, from path: String?
    ) {
      self.rule = rule
      self.flags = flags
      self.environment = environment
      self.files = files
      self.region = region
      source = path.map { "region in \($0)" }
    }
  }

  static let cases: [Case] = [
    Case("no home, no file", [:], [homePath: region("a")], nil, from: nil),
    Case(
      "an empty home is none", ["HOME": ""], ["/.config/docker-credential-bitrise/config.json": region("a")], nil,
      from: nil),
    Case("the default file need not be there", home, [:], nil, from: nil),
    Case("the default file is under the home directory", home, [homePath: region("a")], "a", from: homePath),
    Case(
      "XDG_CONFIG_HOME takes the place of .config", home.merging(["XDG_CONFIG_HOME": "/xdg"]) { $1 },
      [homePath: region("a"), xdgPath: region("b")], "b", from: xdgPath),
    Case(
      "an empty XDG_CONFIG_HOME is none", home.merging(["XDG_CONFIG_HOME": ""]) { $1 }, [homePath: region("a")], "a",
      from: homePath),
    Case("XDG_CONFIG_HOME needs no home", ["XDG_CONFIG_HOME": "/xdg"], [xdgPath: region("b")], "b", from: xdgPath),
    Case(
      "ECR_LOGIN_CONFIG names another", home.merging(["ECR_LOGIN_CONFIG": "/c"]) { $1 },
      ["/c": region("c"), homePath: region("a")], "c", from: "/c"),
    Case(
      "--config wins over it", flags: [.configurationFile: "/f"], ["ECR_LOGIN_CONFIG": "/c"],
      ["/c": region("c"), "/f": region("f")], "f", from: "/f"),
  ]

  @Test("The configuration file is found", arguments: cases)
  func found(_ example: Case) throws {
    let settings = try Self.world(example.environment, example.files).settings(example.flags)
    #expect(settings[.region]?.value == example.region)
    #expect(settings[.region]?.source == example.source)
  }

  @Test("Flags and variables still win over the file")
  func precedence() throws {
    let world = Self.world(Self.home.merging(["AWS_REGION": "v"]) { $1 }, [Self.homePath: Self.region("a")])
    #expect(try world.settings()[.region]?.value == "v")
    #expect(try world.settings([.region: "f"])[.region]?.value == "f")
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let environment: [String: String]
    let files: [String: World.FakeFile]
    let text: String

    var testDescription: String { text }

    init(_ environment: [String: String], _ files: [String: World.FakeFile], saying text: String) {
      self.environment = environment
      self.files = files
      self.text = text
    }
  }

  private static let advice = "Correct ECR_LOGIN_CONFIG, or the file."

  static let refusals: [Refusal] = [
    Refusal(["ECR_LOGIN_CONFIG": "/c"], [:], saying: "the file /c (from ECR_LOGIN_CONFIG) does not exist. \(advice)"),
    Refusal(
      ["ECR_LOGIN_CONFIG": "/c"], ["/c": .failure(.notRegular)],
      saying: "the file /c (from ECR_LOGIN_CONFIG) is not a regular file. \(advice)"),
    Refusal(
      ["ECR_LOGIN_CONFIG": "/c"], ["/c": .bytes([UInt8](repeating: 0x20, count: 1 << 20 + 1))],
      saying: "the file /c (from ECR_LOGIN_CONFIG) is larger than 1048576 bytes. \(advice)"),
    Refusal(
      home, [homePath: .failure(.system("Permission denied"))],
      saying: "the file \(homePath) (from HOME) cannot be read: Permission denied. "
        + "Correct the file, or name another with --config or ECR_LOGIN_CONFIG."),
    Refusal(
      home.merging(["XDG_CONFIG_HOME": "/xdg"]) { $1 }, [xdgPath: .failure(.notRegular)],
      saying: "the file \(xdgPath) (from XDG_CONFIG_HOME) is not a regular file. "
        + "Correct the file, or name another with --config or ECR_LOGIN_CONFIG."),
    Refusal(
      home, [homePath: .text("nonsense")],
      saying: "the configuration file \(homePath) is not a JSON object. "
        + "Correct it, or name another with --config or ECR_LOGIN_CONFIG."),
  ]

  @Test("A file that cannot be used is an error, also the default one", arguments: refusals)
  func refused(_ example: Refusal) throws {
    let failure = try failure { _ = try Self.world(example.environment, example.files).settings() }
    #expect(failure.kind == .invalidConfiguration)
    #expect(failure.description == example.text)
  }

  @Test("A file that a flag names is called so")
  func flag() throws {
    let failure = try failure { _ = try World().settings([.configurationFile: "/f"]) }
    #expect(failure.description == "the file /f (from --config) does not exist. Correct --config, or the file.")
  }

  @Test("The longest file is still read")
  func longest() throws {
    let text = #"{"region":"a"}"#
    let padded = text + String(repeating: " ", count: (1 << 20) - text.utf8.count)
    #expect(try Self.world(Self.home, [Self.homePath: .text(padded)]).settings()[.region]?.value == "a")
  }
}
