import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct LogoutCommandTests {
  private static let other = "999999999999.dkr.ecr.us-east-1.amazonaws.com"
  private static let answers: [ScriptedTransport.Outcome] = [.credentials(), .authorization]

  @Test("What login wrote is taken out; other hosts stay")
  func named() throws {
    let config =
      "{\"auths\":{\"ghcr.io\":{},\(LoginWorld.entry()),\(LoginWorld.entry(Self.other)),\"\(Sample.host)/r\":{}}}"
    let logout = try LoginWorld(["logout", "https://\(Sample.host.uppercased())/v2/"], config: config)
    #expect(logout.run() == .success)
    #expect(logout.config == "{\"auths\":{\"ghcr.io\":{},\(LoginWorld.entry(Self.other)),\"\(Sample.host)/r\":{}}}")
    #expect(logout.lines == ["\(Sample.host): logged out"])
    #expect(logout.world.output == "")
    #expect(logout.world.transport.requests == [])
  }

  @Test("A host that was not logged in is said so, and no failure; nothing is written")
  func notLoggedIn() throws {
    for config in [nil, "", "{\"auths\":{\"ghcr.io\":{}}}"] {
      let logout = try LoginWorld(["logout", Sample.host, "999999999999"], config: config)
      #expect(logout.run() == .success)
      #expect(
        logout.lines == [
          "\(Sample.host): was not logged in", "999999999999.dkr.ecr.eu-central-1.amazonaws.com: was not logged in",
        ])
      #expect(logout.config == config)
      #expect(TemporaryDirectory.exists(logout.temporary("docker")) == (config != nil))
    }
  }

  @Test("One of two was logged in")
  func one() throws {
    let logout = try LoginWorld(["logout", Self.other, Sample.host], config: "{\"auths\":{\(LoginWorld.entry())}}")
    #expect(logout.run() == .success)
    #expect(logout.lines == ["\(Self.other): was not logged in", "\(Sample.host): logged out"])
    #expect(logout.config == "{\"auths\":{}}")
  }

  @Test("Without a name it is every host of ECR that is there")
  func all() throws {
    let config =
      "{\"auths\":{\"ghcr.io\":{},\(LoginWorld.entry()),\"https://\(Self.other)/v2/\":{},\"public.ecr.aws\":{},\"\(Sample.host)/r\":{}}}"
    let logout = try LoginWorld(["logout"], config: config)
    #expect(logout.run() == .success)
    #expect(logout.config == "{\"auths\":{\"ghcr.io\":{},\"\(Sample.host)/r\":{}}}")
    #expect(logout.lines == [Sample.host, Self.other, "public.ecr.aws"].map { "\($0): logged out" })
  }

  @Test("Without a name and without an entry there is nothing to do")
  func none() throws {
    let logout = try LoginWorld(["logout"], environment: ["AWS_ROLE_ARN": "", "AWS_REGION": ""])
    #expect(logout.run() == .success)
    #expect(logout.lines == ["FILE has no entry of an ECR registry"])
    #expect(logout.config == nil)
  }

  @Test("A store forgets it, too", arguments: [true, false])
  func store(_ isInFile: Bool) throws {
    let programs = World.Programs(["docker-credential-pass": LoginWorld.good])
    let auths = isInFile ? "{\"\(Sample.host)\":{}}" : "{}"
    let logout = try LoginWorld(
      ["logout", Sample.host], config: "{\"auths\":\(auths),\"credsStore\":\"pass\"}", programs: programs)
    #expect(logout.run() == .success)
    #expect(logout.config == "{\"auths\":{},\"credsStore\":\"pass\"}")
    #expect(logout.lines == ["\(Sample.host): logged out of docker-credential-pass"])
    #expect(programs.runs == [.init(program: "docker-credential-pass", arguments: ["erase"], input: Sample.host)])
  }

  @Test("A store that fails is named; the other hosts are logged out all the same")
  func failingStore() throws {
    let config =
      "{\"auths\":{\"\(Sample.host)\":{},\(LoginWorld.entry(Self.other))},\"credHelpers\":{\"\(Sample.host)\":\"pass\"}}"
    let programs = World.Programs([
      "docker-credential-pass": ProgramRunner.Result(status: 1, output: Array("locked".utf8))
    ])
    let logout = try LoginWorld(["logout"], config: config, programs: programs)
    #expect(logout.run() == .failure)
    #expect(
      logout.lines == [
        "\(Sample.host): Docker's credential store docker-credential-pass failed to erase: exit code 1, \"locked\". "
          + "Try docker login to see whether Docker can use it.", "\(Self.other): logged out",
      ])
    // The entry says that the store still has it.
    #expect(
      logout.config == "{\"auths\":{\"\(Sample.host)\":{}},\"credHelpers\":{\"\(Sample.host)\":\"pass\"}}")
  }

  @Test("This program stays the helper; its cached password goes")
  func helper() throws {
    let config = "{\"credHelpers\":{\"\(Sample.host)\":\"bitrise\"}}"
    var world = try LoginWorld(["login", Sample.host], config: config, Self.answers + Self.answers).withCache()
    #expect(world.run() == .success)
    world.world.arguments = ["logout", Sample.host]
    #expect(world.run() == .success)
    #expect(world.lines.last == "\(Sample.host): forgot its cached password; this program stays its helper")
    #expect(world.config == config)
    world.world.arguments = ["password", Sample.host]
    #expect(world.run() == .success)
    #expect(world.world.transport.requests.count == 4)
  }

  struct Forgetting: Sendable, CustomTestStringConvertible {
    let rule: String
    let arguments: [String]
    var environment: [String: String] = [:]
    /// Whether the password of the host and of another region are forgotten.
    let forgets: [Bool]

    var testDescription: String { rule }
  }

  static let forgettings = [
    Forgetting(rule: "a named host's region", arguments: ["logout", Sample.host], forgets: [true, false]),
    Forgetting(rule: "both", arguments: ["logout", Sample.host, other], forgets: [true, true]),
    Forgetting(rule: "without a name, all", arguments: ["logout"], forgets: [true, true]),
    Forgetting(
      rule: "without an identity, all", arguments: ["logout", Sample.host], environment: ["AWS_ROLE_ARN": ""],
      forgets: [true, true]),
    Forgetting(rule: "with --dry-run, none", arguments: ["logout", "--dry-run"], forgets: [false, false]),
    Forgetting(rule: "with --no-cache, none", arguments: ["logout", "--no-cache"], forgets: [false, false]),
  ]

  @Test("Cached passwords are forgotten", arguments: forgettings)
  func forgets(_ example: Forgetting) throws {
    let four = Self.answers + Self.answers + Self.answers + Self.answers
    var world = try LoginWorld([], four).withCache()
    func requests(for host: String) -> Int {
      let before = world.world.transport.requests.count
      var world = world
      world.world.arguments = ["password", host]
      #expect(world.run() == .success)
      return world.world.transport.requests.count - before
    }
    for host in [Sample.host, Self.other] { #expect(requests(for: host) == 2) }
    for host in [Sample.host, Self.other] { #expect(requests(for: host) == 0) }
    var logout = world
    logout.world.arguments = example.arguments
    logout.world.environment.merge(example.environment) { $1 }
    #expect(logout.run() == .success)
    world.world.arguments = []
    #expect([Sample.host, Self.other].map { requests(for: $0) == 2 } == example.forgets)
  }

  @Test("--dry-run writes nothing, and asks no store")
  func dryRun() throws {
    let config = "{\"auths\":{\(LoginWorld.entry()),\"a\":{}},\"credsStore\":\"pass\"}"
    let programs = World.Programs(["docker-credential-pass": LoginWorld.good])
    let logout = try LoginWorld(["logout", "--dry-run"], config: config, programs: programs)
    #expect(logout.run() == .success)
    #expect(logout.config == config)
    #expect(logout.lines == ["FILE would change:", "- auths[\"\(Sample.host)\"]"])
    #expect(programs.runs == [])
  }

  @Test("--quiet says nothing but errors")
  func quiet() throws {
    let logout = try LoginWorld(["logout", "--quiet"], config: "{\"auths\":{\(LoginWorld.entry())}}")
    #expect(logout.run() == .success)
    #expect(logout.lines == [])
    #expect(logout.config == "{\"auths\":{}}")
    let none = try LoginWorld(["logout", "--quiet"])
    #expect(none.run() == .success)
    #expect(none.lines == [])
  }

  @Test("A name that is none changes nothing")
  func refused() throws {
    let config = "{\"auths\":{\(LoginWorld.entry())}}"
    let logout = try LoginWorld(["logout", Sample.host, "ghcr.io"], config: config)
    #expect(logout.run() == .failure)
    #expect(logout.lines.count == 1)
    #expect(logout.lines[0].hasPrefix("\"ghcr.io\" is not a registry of Amazon ECR."))
    #expect(logout.config == config)
    let bad = try LoginWorld(["logout"], config: "[]")
    #expect(bad.run() == .failure)
    #expect(bad.lines == ["Docker's FILE is not a JSON object. It was left as it is: correct it."])
  }
}
