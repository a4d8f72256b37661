import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct IdentitySettingsTests {
  private static let given = ["BITRISE_IDENTITY_TOKEN": TestToken.jwt()]
  private static let build = ["BITRISE_BUILD_URL": "https://app.bitrise.io/build/1", "BITRISE_BUILD_API_TOKEN": "t"]
  private static let file = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token"]

  struct Case: Sendable, CustomTestStringConvertible {
    let variables: [String: String]
    let names: [String]

    var testDescription: String { variables.keys.sorted().joined(separator: " ") }

    init(_ variables: [[String: String]], _ names: String...) {
      self.variables = variables.reduce(into: [:]) { $0.merge($1) { $1 } }
      self.names = names
    }
  }

  private static let api = "the build API (BITRISE_BUILD_URL)"

  static let cases: [Case] = [
    Case([]), Case([given], "BITRISE_IDENTITY_TOKEN"), Case([build], api), Case([file], "AWS_WEB_IDENTITY_TOKEN_FILE"),
    // The order in which they win.
    Case([given, build, file], "BITRISE_IDENTITY_TOKEN", api, "AWS_WEB_IDENTITY_TOKEN_FILE"),
    Case([given, file], "BITRISE_IDENTITY_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE"),
    Case([build, file], api, "AWS_WEB_IDENTITY_TOKEN_FILE"),
    // What is half there is not there.
    Case([["BITRISE_BUILD_URL": "https://app.bitrise.io/build/1"]]), Case([["BITRISE_BUILD_API_TOKEN": "t"]]),
    Case([["BITRISE_IDENTITY_TOKEN": ""], file], "AWS_WEB_IDENTITY_TOKEN_FILE"),
  ]

  @Test("The sources of an identity token are those that are configured, in their order", arguments: cases)
  func sources(_ example: Case) throws {
    var world = World()
    world.environment = example.variables
    let context = world.context
    let sender = RetryingClient(
      transport: world.transport, time: context.time, deadline: Deadline(after: .seconds(1), by: context.time))
    let sources = try world.settings().tokenSources(sender: sender, files: context.files)
    #expect(sources.map(\.name) == example.names)
  }

  @Test("The token's file is called what it is configured by")
  func fileName() throws {
    let world = World()
    let context = world.context
    let sender = RetryingClient(
      transport: world.transport, time: context.time, deadline: Deadline(after: .seconds(1), by: context.time))
    let sources = try world.settings([.webIdentityTokenFile: "/t"]).tokenSources(sender: sender, files: context.files)
    #expect(sources.map(\.name) == ["--web-identity-token-file"])
    let failure = try failure { _ = try sources.first?.token(for: "a") }
    #expect(
      failure.description
        == "the file /t (from --web-identity-token-file) does not exist. "
        + "Correct --web-identity-token-file, or the file.")
  }

  @Test("Keys are those of AWS's variables, both or neither")
  func keys() throws {
    func keys(_ variables: [String: String]) throws -> Credentials? {
      try Settings(flags: [:], environment: Environment(variables), file: .none).keys()
    }
    let pair = ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s"]
    #expect(try keys([:]) == nil)
    #expect(try keys(["AWS_SESSION_TOKEN": "t"]) == nil)
    #expect(try keys(pair) == Credentials(accessKeyID: "AKIA", secretAccessKey: Secret("s")))
    #expect(
      try keys(pair.merging(["AWS_SESSION_TOKEN": "t"]) { $1 })
        == Credentials(accessKeyID: "AKIA", secretAccessKey: Secret("s"), sessionToken: Secret("t")))
    #expect(
      try failure { _ = try keys(["AWS_ACCESS_KEY_ID": "AKIA"]) }.description
        == "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not. Set both, or neither.")
    #expect(
      try failure { _ = try keys(["AWS_SECRET_ACCESS_KEY": "s", "AWS_ACCESS_KEY_ID": ""]) }.description
        == "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not. Set both, or neither.")
  }

  @Test(
    "White space that was copied along makes another key: it is named, its variable's value is not",
    arguments: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
    ["hush\n", "hush\r\n", "hush ", " hush"])
  func whiteSpace(_ variable: String, _ value: String) throws {
    var variables = ["AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s"]
    variables[variable] = value
    let settings = Settings(flags: [:], environment: Environment(variables), file: .none)
    let failure = try failure { _ = try settings.keys() }
    #expect(
      failure.description
        == (value.hasPrefix(" ") || value.hasSuffix(" ")
          ? "\(variable) has a blank in it. Set it again without: a blank at an end often comes from copying."
          : "\(variable) has a line break or another control character in it. "
            + "Set it again without: a line break at the end often comes from copying, or from echo."))
  }

  @Test("The build API's token is as little forgiving")
  func buildToken() throws {
    let variables = ["BITRISE_BUILD_URL": "https://app.bitrise.io/build/1", "BITRISE_BUILD_API_TOKEN": "hush "]
    let failure = try failure {
      _ = try Settings(flags: [:], environment: Environment(variables), file: .none).buildEndpoint()
    }
    #expect(
      failure.description
        == "BITRISE_BUILD_API_TOKEN has a blank in it. Set it again without: a blank at an end often comes from copying."
    )
  }
}

/// What is there and is not used, where no identity is found.
@Suite struct UnusedIdentityTests {
  /// Variables, what is added to the problem, and what to the advice.
  static let cases: [([String: String], String, String)] = [
    ([:], "", ""),
    (["BITRISE_BUILD_URL": "https://app.bitrise.io/build/1", "BITRISE_BUILD_API_TOKEN": "t"], "", ""),
    (
      ["BITRISE_BUILD_URL": "https://app.bitrise.io/build/1"],
      "; BITRISE_BUILD_URL is set, but BITRISE_BUILD_API_TOKEN is not",
      " To have the build's own token, hand BITRISE_BUILD_API_TOKEN on as well: Bitrise sets both in every build."
    ),
    (
      ["BITRISE_BUILD_API_TOKEN": "t"], "; BITRISE_BUILD_API_TOKEN is set, but BITRISE_BUILD_URL is not",
      " To have the build's own token, hand BITRISE_BUILD_URL on as well: Bitrise sets both in every build."
    ),
    (
      ["AWS_PROFILE": "ci"], "; AWS_PROFILE is set, but this program reads no profiles",
      " To use a profile's keys, put them into AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN."
    ),
    (
      ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"],
      "; AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is set, but this program does not ask for a container's credentials",
      " To use the container's keys, put them into AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN."
    ),
    (
      ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials"],
      "; AWS_CONTAINER_CREDENTIALS_FULL_URI is set, but this program does not ask for a container's credentials",
      " To use the container's keys, put them into AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN."
    ),
    (
      ["BITRISE_BUILD_URL": "https://app.bitrise.io/build/1", "AWS_PROFILE": "ci"],
      "; BITRISE_BUILD_URL is set, but BITRISE_BUILD_API_TOKEN is not; AWS_PROFILE is set, but this program reads no "
        + "profiles",
      " To have the build's own token, hand BITRISE_BUILD_API_TOKEN on as well: Bitrise sets both in every build. To "
        + "use a profile's keys, put them into AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN."
    ),
  ]

  @Test("It is named, with what to do", arguments: cases)
  func unused(_ variables: [String: String], _ problem: String, _ advice: String) {
    let settings = Settings(flags: [:], environment: Environment(variables), file: .none)
    let nobody = Diagnostic(.notConfigured, "nobody", advice: "Be somebody.")
    #expect(
      settings.namingUnused(nobody)
        == Diagnostic(.notConfigured, "nobody\(problem)", advice: "Be somebody.\(advice)"))
    // Where something is configured, and cannot be used, that is all there is to say.
    let wrong = Diagnostic(.invalidConfiguration, "wrong")
    #expect(settings.namingUnused(wrong) == wrong)
  }
}
