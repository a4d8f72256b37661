import AWSAuth
import Basics
import TestSupport
import Testing

@testable import ECRLogin

/// What `doctor` says of docker, by its file, its variable and the helpers that are asked.
@Suite struct DockerConfigCheckTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let config: String
    var environment: [String: String] = [:]
    /// What helpers answer, by what is behind `docker-credential-`.
    var helpers: [String: ProgramRunner.Result] = [:]
    /// What is said to be done: name, value, source.
    let facts: [String]
    var state = CheckResult.State.passed
    var problems: [String] = []
    var commands: [String] = []
    /// Whose passwords the registry is to be asked about.
    var stored: [String] = []

    var testDescription: String { config + environment.values.joined() }
  }

  private static let host = Sample.host
  private static let entry = #""\#(host)":{"auth":"dTpw"}"#
  private static let inFile = #""auths":{\#(entry)}"#
  private static let taken = #"takes the password in the file|auths["\#(host)"]"#
  private static let configure = "\(Program.name) configure \(host)"
  private static let login = "\(Program.name) login \(host)"
  private static let path = "/docker/config.json"
  private static let none = ProgramRunner.Result(status: 1, output: Array("\(HelperProtocol.notFound)\n".utf8))
  private static let good = answer(0, #"{"Username":"AWS","Secret":"hush"}"#)
  private static let missing = "docker-credential-x is not on the PATH"
  private static let beside =
    "Jib, tart and oras-py take the password in the file before they ask a helper, and docker before 29 takes it "
    + "when the helper fails: it ends twelve hours after it was written"

  private static func answer(_ status: Int32, _ output: String) -> ProgramRunner.Result {
    ProgramRunner.Result(status: status, output: Array(output.utf8))
  }

  private static func failing(_ why: String) -> String {
    "\(why), and it is what Docker asks for this registry: docker 29 and newer fail, older ones go on as if nobody had "
      + "been asked"
  }

  static let ofTheFile: [Example] = [
    Example(config: "{\(inFile)}", facts: ["docker|\(taken)"], stored: [""]),
    Example(
      config: "{}", facts: ["docker|goes on without a password|"], state: .broken,
      problems: ["Docker has no password of this registry, and nobody to ask for it: it goes on without"],
      commands: [configure, login]),
    Example(
      config: #"{"auths":{"https://\#(host)":{"auth":"dTpw"},"\#(host)/app":{"auth":"djpx"}}}"#,
      facts: [#"docker|finds a password only by chance|of auths["https://\#(host)"], auths["\#(host)/app"]"#],
      state: .broken, problems: [#"Docker takes one of auths["https://\#(host)"], auths["\#(host)/app"] by chance"#],
      commands: [configure, login]),
    Example(
      config: #"{"auths":{\#(entry),"ghcr.io":{"auth":"YWJj"}}}"#,
      facts: [#"docker|finds a password only by chance|auths["ghcr.io"].auth is base64 of a text without a colon"#],
      state: .broken,
      problems: [
        #"auths["ghcr.io"].auth is base64 of a text without a colon: Docker stops there, and as it reads the entries "#
          + "in random order, it finds a password beside it only by chance"
      ], commands: ["\(Program.name) logout ghcr.io"]),
    Example(
      config: #"{"psFormat":1,\#(inFile)}"#,
      facts: ["docker|goes on without a password|psFormat is a number, not a string"], state: .broken,
      problems: ["psFormat is a number, not a string: Docker stops there, and finds no password in the file"]),
    Example(
      config: #"{"experimental":true,\#(inFile)}"#,
      facts: [
        "docker 29 and newer|\(taken)",
        "docker before 29|goes on without a password|experimental is true, not a string",
      ], state: .broken, problems: ["experimental is true, not a string: docker 28 and older stop there"],
      stored: ["docker 29 and newer"]),
    Example(
      config: #"{"experimental":true,"credHelpers":{"\#(host)":"bitrise"}}"#,
      facts: ["docker|asks docker-credential-bitrise|credHelpers"], state: .warning,
      problems: ["experimental is true, not a string: docker 28 and older stop there"]),
    Example(
      config: "{\(inFile)}", environment: ["DOCKER_AUTH_CONFIG": #"{"auths":{"\#(host)":{"auth":"djpx"}}}"#],
      facts: ["docker|\(taken)"], state: .warning,
      problems: ["docker 28.3 and newer takes the password in DOCKER_AUTH_CONFIG, whatever config.json says"],
      stored: ["", "docker 28.3 and newer"]),
  ]

  static let ofHelpers: [Example] = [
    Example(
      config: #"{"credHelpers":{"\#(host)":"bitrise"},\#(inFile)}"#,
      facts: [
        "docker|asks docker-credential-bitrise|credHelpers", #"also|a password in the file|auths["\#(host)"]"#,
      ], state: .warning, problems: [beside], commands: [configure]),
    Example(
      config: #"{"credsStore":"bitrise"}"#,
      facts: [
        "docker|asks docker-credential-bitrise|credsStore",
        "docker build without BuildKit|goes on without a password|docker-credential-bitrise does not list the registry",
      ], state: .warning,
      problems: [
        "this program is the store of all registries (credsStore), but keeps no password of others, and names none: "
          + "docker build without BuildKit goes on without a password, as podman, skopeo and buildah do, which do not "
          + "read credsStore"
      ], commands: [configure]),
    Example(
      config: #"{"credsStore":"x","auths":{"\#(host)":{}}}"#,
      facts: [
        "docker 29 and newer|fails|\(missing)", "docker before 29|goes on without a password|\(missing)",
      ], state: .broken, problems: [failing(missing)], commands: [configure]),
    Example(
      config: #"{"credsStore":"x","credHelpers":{"\#(host)":"bitrise"}}"#,
      facts: [
        "docker|asks docker-credential-bitrise|credHelpers",
        "docker build without BuildKit|goes on without a password|docker-credential-x fails to list",
      ], state: .warning,
      problems: ["docker build without BuildKit goes on without a password: docker-credential-x fails to list"]),
    Example(
      config: #"{"credHelpers":{"\#(host)":"x"}}"#, helpers: ["x": none],
      facts: ["docker|goes on without a password|docker-credential-x has none"], state: .broken,
      problems: ["Docker asks docker-credential-x, which has no password of this registry: it goes on without"],
      commands: [configure]),
    Example(
      config: #"{"credHelpers":{"\#(host)":"x"}}"#, helpers: ["x": good],
      facts: ["docker|asks docker-credential-x, which has a password|credHelpers"], state: .warning,
      problems: ["Docker asks docker-credential-x for this registry, and not this program"], commands: [configure],
      stored: [""]),
    Example(
      config: #"{"credHelpers":{"\#(host)":"x"},\#(inFile)}"#, helpers: ["x": answer(3, "locked\n")],
      facts: [
        #"docker 29 and newer|fails|docker-credential-x fails: exit code 3, "locked""#, "docker before 29|\(taken)",
        #"also|a password in the file|auths["\#(host)"]"#,
      ], state: .broken, problems: [beside, failing(#"docker-credential-x fails: exit code 3, "locked""#)],
      stored: ["docker before 29"]),
    Example(
      config: #"{"credHelpers":{"\#(host)":"x"}}"#, helpers: ["x": answer(3, #"{"Secret":"hush"}"#)],
      facts: [
        "docker 29 and newer|fails|docker-credential-x fails: exit code 3",
        "docker before 29|goes on without a password|docker-credential-x fails: exit code 3",
      ], state: .broken, problems: [failing("docker-credential-x fails: exit code 3")], commands: [configure]),
    Example(
      config: #"{"credHelpers":{"\#(host)":"x"}}"#, helpers: ["x": answer(0, "hello")],
      facts: [
        "docker 29 and newer|fails|docker-credential-x answers what is not a JSON object",
        "docker before 29|goes on without a password|docker-credential-x answers what is not a JSON object",
      ], state: .broken, problems: [failing("docker-credential-x answers what is not a JSON object")],
      commands: [configure]),
  ]

  private static let ours = answer(0, "\(Program.name) (\(Program.package)) \(Program.version)\n")

  @Test("What docker does is said of each version, and what is in the way", arguments: ofTheFile + ofHelpers)
  func check(_ example: Example) throws {
    let config = try DockerConfig(Array(example.config.utf8))
    var world = World([], environment: example.environment.merging(["PATH": "/bin"]) { $1 })
    let helpers = example.helpers.merging(["bitrise": Self.ours]) { $1 }
    let results = Dictionary(uniqueKeysWithValues: helpers.map { ("/bin/docker-credential-\($0)", $1) })
    world.programs = World.Programs(results, paths: Set(results.keys))
    world.files[Self.path] = .text(example.config)
    let answers = HelperAnswers(world.context, host: Self.host, timeout: .seconds(5))
    var finding = CheckResult(.dockerConfig)
    let stored = DockerConfigCheck(
      context: world.context, path: Self.path, read: { config }, host: Self.host, helpers: answers
    ).check(&finding)
    #expect(finding.facts.dropFirst().map { "\($0.name)|\($0.value)|\($0.source)" } == example.facts)
    #expect(finding.state == example.state)
    #expect(finding.problems == example.problems)
    if !example.commands.isEmpty { #expect(finding.remedies.flatMap(\.commands) == example.commands) }
    #expect(stored.map { $0.client ?? "" } == example.stored)
    #expect(!"\(finding)".containsUTF8("hush"))
  }

  @Test("A helper that does not answer is one that fails")
  func overdue() throws {
    var world = World([], environment: ["PATH": "/bin"])
    let program = "/bin/docker-credential-x"
    world.programs = World.Programs([program: Self.good], paths: [program]) { throw ProgramRunner.Overdue() }
    let answers = HelperAnswers(world.context, host: Self.host, timeout: .seconds(5))
    #expect(answers.get("x") == .failure("docker-credential-x did not answer within 5 s, and was ended"))
    #expect(answers.list("x") == nil)
  }

  @Test("A helper is the first program of that name on the PATH, and asked once")
  func first() throws {
    var world = World([], environment: ["PATH": "/a:/b"])
    let programs = ["/a/docker-credential-x": Self.answer(127, ""), "/b/docker-credential-x": Self.good]
    world.programs = World.Programs(programs, paths: Set(programs.keys))
    let answers = HelperAnswers(world.context, host: Self.host, timeout: .seconds(5))
    for _ in 0..<2 { #expect(answers.get("x") == .failure("docker-credential-x fails: exit code 127")) }
    #expect(answers.get("../x") == .failure("docker-credential-../x is not a program's name"))
    #expect(
      world.programs.runs == [.init(program: "/a/docker-credential-x", arguments: ["get"], input: Self.host)])
  }

  @Test(
    "The variable is read as strictly as docker reads it",
    arguments: [
      ("{", "is not JSON"), ("[]", "is not a JSON object"),
      (#"{"credsStore":"x"}"#, #"has a key that Docker does not know there: "credsStore""#),
      (#"{"auths":{"a":{"email":"x"}}}"#, #"has a key that Docker does not know there: "email""#),
      (#"{"auths":{"a":{}}}"#, #"has no auth for "a""#),
      (#"{"auths":{"a":{"auth":"YWJj"}}}"#, #"has an auth for "a" that Docker cannot read"#),
    ])
  func variable(_ text: String, _ why: String) {
    #expect(throws: DockerAuthVariable.Unusable(why: why)) { try DockerAuthVariable(text) }
  }

  @Test("In the variable only the host itself is the host")
  func variableHosts() throws {
    let found = try DockerAuthVariable(#"{"auths":{"https://a":{"auth":"dTpw"},"b":{"auth":"dTpw"}}}"#)
    #expect(Set(found.passwords.keys) == ["https://a", "b"])
  }

  @Test(
    "A key of auths is made a host as docker does it",
    arguments: [
      ("a.example", "a.example"), ("a.example/v1/", "a.example"), ("https://a.example:8/v2/?x", "a.example:8"),
      ("HTTP://u:p@a.example", "a.example"), ("a.example:443", "a.example:443"),
    ])
  func hostName(_ key: String, _ host: String) {
    #expect(DockerLookup.hostName(key) == host)
  }
}
