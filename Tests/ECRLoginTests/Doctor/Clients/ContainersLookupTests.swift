import AWSAuth
import Basics
import TestSupport
import Testing

@testable import ECRLogin

/// Where podman, skopeo and buildah look, in the versions that differ: those that are not installed here, too.
@Suite struct ContainersLookupTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var environment: [String: String] = [:]
    var files: [String: World.FakeFile] = [:]
    var repository: String?
    /// What is said: name, value, source.
    let facts: [String]
  }

  private static let host = Sample.host
  private static let docker = "/home/ci/.docker/config.json"
  private static let asked = World.FakeFile.text(#"{"credHelpers":{"\#(host)":"bitrise"}}"#)
  private static let all = "podman, skopeo, buildah"
  private static let newer = "podman 4.4 and newer, skopeo 1.11 and newer, buildah 1.29 and newer"
  private static let older = "podman before 4.4, skopeo before 1.11, buildah before 1.29"

  private static func password(_ key: String = host) -> World.FakeFile {
    .text(#"{"auths":{"\#(key)":{"auth":"dTpw"}}}"#)
  }

  private static func taken(_ file: String, _ key: String = host) -> String {
    #"take the password in the file|auths["\#(key)"] in \#(file)"#
  }

  static let examples: [Example] = [
    Example(testDescription: "nothing", facts: ["\(all)|go on without a password|"]),
    Example(
      testDescription: "Docker's file", files: [docker: asked],
      facts: ["\(all)|ask docker-credential-bitrise|credHelpers in \(docker)"]),
    Example(
      testDescription: "the default file first", files: ["/run/containers/501/auth.json": password(), docker: asked],
      facts: ["\(all)|\(taken("/run/containers/501/auth.json"))"]),
    Example(
      testDescription: "the user's file second",
      files: ["/home/ci/.config/containers/auth.json": password(), docker: asked],
      facts: ["\(all)|\(taken("/home/ci/.config/containers/auth.json"))"]),
    Example(
      testDescription: ".dockercfg last", files: ["/home/ci/.dockercfg": .text(#"{"\#(host)":{"auth":"dTpw"}}"#)],
      facts: ["\(all)|\(taken("/home/ci/.dockercfg"))"]),
    Example(
      testDescription: "a named file is the only one for newer versions", environment: ["REGISTRY_AUTH_FILE": "/named"],
      files: ["/named": .text("{}"), docker: asked],
      facts: [
        "\(newer)|go on without a password|", "\(older)|ask docker-credential-bitrise|credHelpers in \(docker)",
      ]),
    Example(
      testDescription: "a named file that is missing stops older podman and buildah",
      environment: ["REGISTRY_AUTH_FILE": "/named"],
      facts: [
        "podman 4.4 and newer, skopeo, buildah 1.29 and newer|go on without a password|",
        "podman before 4.4, buildah before 1.29|fail|there is no /named (REGISTRY_AUTH_FILE)",
      ]),
    Example(
      testDescription: "DOCKER_CONFIG names a file for podman and buildah", environment: ["DOCKER_CONFIG": "/d"],
      files: ["/d/config.json": .text("{}"), "/run/containers/501/auth.json": password()],
      facts: [
        "podman, buildah|go on without a password|",
        "skopeo|takes the password in the file|"
          + #"auths["\#(host)"] in /run/containers/501/auth.json"#,
      ]),
    Example(
      testDescription: "a repository before its registry",
      files: [docker: .text(#"{"auths":{"\#(host)":{"auth":"dTpw"},"\#(host)/a":{"auth":"djpx"}}}"#)],
      repository: "a/b", facts: ["\(all)|\(taken(docker, "\(host)/a"))"]),
    Example(
      testDescription: "spellings", files: [docker: password("https://\(host)/v2/")],
      facts: ["\(all)|\(taken(docker, "https://\(host)/v2/"))"]),
    Example(
      testDescription: "no base64", files: [docker: .text(#"{"auths":{"\#(host)":{"auth":"dckr_pat"}}}"#)],
      facts: [#"\#(all)|fail|auths["\#(host)"] in \#(docker) is not base64"#]),
    Example(
      testDescription: "a type that they do not take", files: [docker: .text(#"{"auths":{"ghcr.io":"oops"}}"#)],
      facts: [#"\#(all)|fail|\#(docker): auths["ghcr.io"] is a string, not an object"#]),
    Example(
      testDescription: "an empty file", files: [docker: .text("")],
      facts: ["\(all)|fail|\(docker) is not a JSON object"]),
    Example(
      testDescription: "a file that cannot be read", files: [docker: .failure(.notRegular)],
      facts: ["\(all)|fail|it cannot read \(docker)"]),
    Example(
      testDescription: "registries.conf that cannot be read",
      files: ["/etc/containers/registries.conf": .text("x"), docker: asked],
      facts: ["\(all)|fail|it cannot read /etc/containers/registries.conf"]),
  ]

  @Test("Each version is said to take what it takes", arguments: examples)
  func outcome(_ example: Example) {
    let program = "/bin/\(Program.name)"
    var world = World([], environment: example.environment.merging(["HOME": "/home/ci", "PATH": "/bin"]) { $1 })
    let version = Array("\(Program.name) (\(Program.package)) \(Program.version)\n".utf8)
    world.programs = World.Programs([program: .init(status: 0, output: version)], paths: [program])
    world.files = example.files
    let dockerConfig = example.environment["DOCKER_CONFIG"].map { "\($0)/config.json" } ?? Self.docker
    let lookup = ContainersLookup(
      context: world.context, host: Self.host, repository: example.repository, dockerConfig: dockerConfig,
      helpers: HelperAnswers(world.context, host: Self.host, timeout: .seconds(5)))
    var finding = CheckResult(.otherClients)
    finding.add(lookup.groups)
    #expect(finding.facts.map { "\($0.name)|\($0.value)|\($0.source)" } == example.facts)
  }

  @Test("User name and password are read as Go reads them")
  func entries() {
    #expect(!ClientFile.Entry(auth: "dTpwA").isBase64)
    #expect(ClientFile.Entry(auth: "dTpw\n").forDocker?.exposed() == "dTpw")
    // Zero bytes at the ends of a password are not part of it.
    #expect(ClientFile.Entry(auth: Base64.encode("u:\0p\0\0".utf8)).forDocker?.exposed() == "dTpw")
    #expect(ClientFile.Entry(auth: Base64.encode(":p".utf8)).forDocker == nil)
    #expect(ClientFile.Entry(username: "u", password: "p").forDocker?.exposed() == "dTpw")
  }
}
