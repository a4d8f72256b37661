import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct ConfigureCommandTests {
  private static let other = "999999999999.dkr.ecr.eu-central-1.amazonaws.com"
  private static let onPath = World.Programs(paths: ["/usr/bin/docker-credential-bitrise"])
  private static let notOnPath =
    "warning: there is no docker-credential-bitrise on the PATH, where Docker looks for it: put this program there"
  private static let firstEntry =
    "warning: with this first entry Docker stops choosing a credential store of the system's by itself; "
    + "set credsStore if passwords of other registries are to go to one"

  private static func world(
    _ arguments: [String], config: String? = #"{"auths":{"a":{}}}"#, programs: World.Programs = onPath
  ) throws -> LoginWorld {
    try LoginWorld(["configure"] + arguments, config: config, programs: programs)
  }

  @Test("This program becomes the registries' helper, and their passwords go out of the file")
  func configure() throws {
    let config =
      "{\"auths\":{\(LoginWorld.entry()),\"a\":{}},\"credHelpers\":{\"gcr.io\":\"gcloud\",\"\(Self.other)\":\"bitrise\"}}"
    let world = try Self.world([Sample.host, "999999999999"], config: config)
    #expect(world.run() == .success)
    #expect(
      world.config
        == "{\"auths\":{\"a\":{}},\"credHelpers\":{\"gcr.io\":\"gcloud\",\"\(Self.other)\":\"bitrise\",\"\(Sample.host)\":\"bitrise\"}}"
    )
    #expect(
      world.lines == [
        "\(Sample.host): Docker asks this program from now on (credHelpers in FILE)",
        "\(Self.other): Docker asks this program already (credHelpers in FILE)",
      ])
    #expect(world.world.output == "")
    #expect(world.world.transport.requests == [])
  }

  @Test("Another helper is replaced")
  func otherHelper() throws {
    let world = try Self.world([Sample.host], config: #"{"credHelpers":{"\#(Sample.host)":"ecr-login"}}"#)
    #expect(world.run() == .success)
    #expect(world.config == #"{"credHelpers":{"\#(Sample.host)":"bitrise"}}"#)
    #expect(world.lines == ["\(Sample.host): Docker asks this program from now on (credHelpers in FILE)"])
  }

  @Test("That Docker will not find the program is warned about")
  func notFound() throws {
    let world = try Self.world([Sample.host], programs: World.Programs(paths: ["/opt/docker-credential-bitrise"]))
    #expect(world.run() == .success)
    #expect(world.lines.dropFirst() == [Self.notOnPath])
  }

  @Test(
    "That a first entry ends Docker's own choice is warned about",
    arguments: [nil, "", "{}", #"{"auths":{},"psFormat":"x"}"#])
  func first(_ config: String?) throws {
    let world = try Self.world([Sample.host], config: config)
    #expect(world.run() == .success)
    #expect(world.lines.dropFirst() == [Self.firstEntry])
    #expect(world.config?.contains("\"bitrise\"") == true)
  }

  @Test("--remove takes this program out, and nothing else")
  func remove() throws {
    let config =
      "{\"auths\":{\"a\":{}},\"credHelpers\":{\"\(Sample.host)\":\"bitrise\",\"\(Self.other)\":\"ecr-login\"}}"
    let world = try Self.world(
      ["--remove", Sample.host, Self.other, "public.ecr.aws"], config: config, programs: World.Programs())
    #expect(world.run() == .success)
    #expect(world.config == "{\"auths\":{\"a\":{}},\"credHelpers\":{\"\(Self.other)\":\"ecr-login\"}}")
    #expect(
      world.lines == [
        "\(Sample.host): Docker does not ask this program any more (credHelpers in FILE)",
        "\(Self.other): this program was not its helper", "public.ecr.aws: this program was not its helper",
      ])
  }

  @Test("--remove makes no file", arguments: [nil, "", " \n", "{ }"])
  func removeNothing(_ config: String?) throws {
    let world = try Self.world(["--remove", Sample.host], config: config)
    #expect(world.run() == .success)
    #expect(world.config == config)
    #expect(TemporaryDirectory.exists(world.temporary("docker")) == (config != nil))
    #expect(world.lines == ["\(Sample.host): this program was not its helper"])
  }

  @Test("--dry-run says what would change, and what it would mean")
  func dryRun() throws {
    let world = try Self.world(["--dry-run", Sample.host], config: nil, programs: World.Programs())
    #expect(world.run() == .success)
    #expect(!TemporaryDirectory.exists(world.temporary("docker")))
    #expect(
      world.lines == [
        "FILE would change:", "+ credHelpers[\"\(Sample.host)\"] = \"bitrise\"", Self.notOnPath, Self.firstEntry,
      ])
    let config = #"{"credHelpers":{"\#(Sample.host)":"bitrise"}}"#
    let same = try Self.world(["--dry-run", Sample.host], config: config)
    #expect(same.run() == .success)
    #expect(same.lines == ["FILE would not change"])
    let remove = try Self.world(["--dry-run", "--remove", Sample.host], config: config)
    #expect(remove.run() == .success)
    #expect(remove.lines == ["FILE would change:", "- credHelpers[\"\(Sample.host)\"] = \"bitrise\""])
    #expect(remove.config == config)
  }

  @Test("--quiet says nothing but errors")
  func quiet() throws {
    let world = try Self.world(["--quiet", Sample.host], config: "{}", programs: World.Programs())
    #expect(world.run() == .success)
    #expect(world.lines == [])
  }

  @Test("All of them, or none: a name that is none changes nothing")
  func refused() throws {
    let world = try Self.world([Sample.host, "ghcr.io"])
    #expect(world.run() == .failure)
    #expect(world.config == #"{"auths":{"a":{}}}"#)
    #expect(world.lines.count == 1)
    #expect(world.lines[0].hasPrefix("\"ghcr.io\" is not a registry of Amazon ECR."))
    let bad = try Self.world([Sample.host], config: "{")
    #expect(bad.run() == .failure)
    #expect(
      bad.lines == [
        "Docker's FILE is not JSON: a key in quotes should stand at line 1, column 2. It was left as it is: correct it."
      ])
  }
}
