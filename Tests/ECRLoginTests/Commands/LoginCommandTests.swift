import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct LoginCommandTests {
  private static let other = "999999999999.dkr.ecr.eu-central-1.amazonaws.com"
  private static let end = "logged in until 2020-11-23T20:00:00Z (FILE)"
  private static let authorized: [ScriptedTransport.Outcome] = [.credentials(), .authorization]

  @Test("A registry's password is in Docker's file; nothing is on standard output", arguments: ServerURLTests.spellings)
  func one(_ spelling: String) throws {
    let login = try LoginWorld(
      ["login", spelling.replacing("HOST", with: Sample.host.uppercased())], config: #"{"auths":{"ghcr.io":{}}}"#,
      Self.authorized)
    #expect(login.run() == .success)
    #expect(login.config == #"{"auths":{"ghcr.io":{},\#(LoginWorld.entry())}}"#)
    #expect(login.lines == ["\(Sample.host): \(Self.end)"])
    #expect(login.world.output == "")
    #expect(!login.world.errors.contains("hush"))
  }

  @Test("A new file is the user's alone")
  func newFile() throws {
    let login = try LoginWorld(["login", Sample.host], Self.authorized)
    #expect(login.run() == .success)
    #expect(try TemporaryDirectory.mode(of: login.configPath) == 0o600)
    #expect(login.config?.contains(ECRAnswer.authorizationToken) == true)
  }

  @Test("Several accounts of a region are one request; each has its line, in the order they were named, once")
  func accounts() throws {
    let arguments = ["login", "000000000001", Sample.host, Self.other, "https://\(Sample.host)/v2/", "999999999999"]
    let login = try LoginWorld(arguments, config: "{\"x\":1}", Self.authorized)
    #expect(login.run() == .success)
    let hosts = ["000000000001.dkr.ecr.eu-central-1.amazonaws.com", Sample.host, Self.other]
    #expect(login.lines == hosts.map { "\($0): \(Self.end)" })
    #expect(login.config == "{\"x\":1,\"auths\":{\(hosts.map { LoginWorld.entry($0) }.joined(separator: ","))}}")
    #expect(login.world.transport.requests.count == 2)
  }

  @Test("Without a name it is the registry of the role's own account, which ECR tells")
  func own() throws {
    let login = try LoginWorld(["login"], config: "{\"x\":1}", Self.authorized)
    #expect(login.run() == .success)
    #expect(login.lines == ["\(Sample.host): \(Self.end)"])
    #expect(login.config == "{\"x\":1,\"auths\":{\(LoginWorld.entry())}}")
  }

  @Test("An ECR that does not say when a password ends is no error", arguments: ["file", "helper", "store"])
  func noEnd(_ place: String) throws {
    let answer = ScriptedTransport.Outcome.answer(
      200, #"{"authorizationData":[{"authorizationToken":"\#(ECRAnswer.authorizationToken)"}]}"#)
    let configs = [
      "helper": #"{"credHelpers":{"\#(Sample.host)":"bitrise"}}"#, "store": #"{"credsStore":"pass"}"#,
    ]
    let ends = [
      "file": "logged in (FILE)", "store": "logged in (docker-credential-pass)",
      "helper": "this program is its helper already, FILE stays as it is; its password is not cached, since ECR did "
        + "not say when it ends",
    ]
    let login = try LoginWorld(
      ["login", Sample.host], config: configs[place] ?? #"{"auths":{}}"#,
      programs: World.Programs(["docker-credential-pass": LoginWorld.good]), [.credentials(), answer])
    #expect(login.run() == .success)
    #expect(login.lines.first == "\(Sample.host): \(ends[place] ?? "")")
  }

  @Test(
    "An ECR that does not say a registry is an error that says so",
    arguments: [
      #""proxyEndpoint":"https://example.com""#, #""proxyEndpoint":"""#, #""x":1"#, #""proxyEndpoint":"a b""#,
    ])
  func noEndpoint(_ member: String) throws {
    let answer = ScriptedTransport.Outcome.answer(
      200,
      #"{"authorizationData":[{"authorizationToken":"\#(ECRAnswer.authorizationToken)","expiresAt":1.6061616E9,\#(member)}]}"#
    )
    let login = try LoginWorld(["login"], [.credentials(), answer])
    #expect(login.run() == .failure)
    #expect(
      login.lines == [
        "the registry of the role's own account in eu-central-1: Amazon ECR (eu-central-1) did not say which registry is the "
          + "account's own. Name the registry."
      ])
    #expect(login.config == nil)
  }

  /// A network in which each region is answered for, or refused.
  private static func regions(refusing refused: String = "") -> ScriptedTransport {
    ScriptedTransport(answering: { request in
      let url = request.address
      if !refused.isEmpty, url.contains(refused) {
        return .ecrError(400, "AccessDeniedException", "no")
      }
      return url.contains("sts") ? .credentials() : .authorization
    })
  }

  @Test("If one of several fails, the others are written all the same, and it is named with its reason")
  func oneFails() throws {
    let elsewhere = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
    var login = try LoginWorld(["login", elsewhere, Sample.host, "ghcr.io", "1"], config: "{\"x\":1}")
    login.world.transport = Self.regions(refusing: "api.ecr.us-east-1")
    #expect(login.run() == .failure)
    #expect(login.config == "{\"x\":1,\"auths\":{\(LoginWorld.entry())}}")
    #expect(
      login.lines == [
        "\"ghcr.io\" is not a registry of Amazon ECR. Give a host of the form "
          + "123456789012.dkr.ecr.eu-central-1.amazonaws.com, or an account of twelve digits.",
        "\"1\" is not an AWS account. An account has twelve digits; leading zeros count.",
        "\(elsewhere): Amazon ECR (us-east-1) refuses role \(Sample.role): AccessDeniedException: no. "
          + "Allow ecr:GetAuthorizationToken on resource * in a policy of that identity.",
        "\(Sample.host): \(Self.end)",
      ])
  }

  @Test("If all of them fail, no file is made")
  func allFail() throws {
    var login = try LoginWorld(["login", Sample.host, Self.other, "--quiet"])
    login.world.transport = Self.regions(refusing: "ecr.eu-central-1")
    #expect(login.run() == .failure)
    #expect(login.lines.count == 2)
    #expect(login.lines.allSatisfy { $0.contains(": Amazon ECR (eu-central-1) refuses role") })
    #expect(!TemporaryDirectory.exists(login.temporary("docker")))
    // One request to ECR, although two registries wanted it.
    #expect(login.world.transport.requests.count == 2)
  }

  @Test("Several regions are asked at the same time, with one identity token")
  func parallel() throws {
    let hosts = ["eu-central-1", "us-east-1", "eu-west-1"].map { "123456789012.dkr.ecr.\($0).amazonaws.com" }
    let build = [
      "BITRISE_IDENTITY_TOKEN": "", "BITRISE_BUILD_URL": "https://b.example", "BITRISE_BUILD_API_TOKEN": "t",
    ]
    var login = try LoginWorld(["login"] + hosts, config: "{\"x\":1}", environment: build)
    let arrivals = Arrivals()
    login.world.transport = ScriptedTransport(answering: { request in
      let url = request.address
      if url.contains("id_token") { return .buildToken() }
      // Nobody is answered before all three have asked.
      if url.contains("sts") { arrivals.arriveAndWait(for: 3) }
      return url.contains("sts") ? .credentials() : .authorization
    })
    #expect(login.run() == .success)
    #expect(arrivals.count == 3)
    #expect(login.world.transport.lines.count { $0.contains("id_token.json") } == 1)
    #expect(login.world.transport.requests.count == 7)
    #expect(login.lines == hosts.map { "\($0): \(Self.end)" })
    #expect(login.config == "{\"x\":1,\"auths\":{\(hosts.map { LoginWorld.entry($0) }.joined(separator: ","))}}")
  }

  @Test("Registries of two partitions: the one that the role is not of is refused, the other is logged in")
  func partitions() throws {
    let china = "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn"
    let login = try LoginWorld(["login", china, Sample.host], config: "{\"x\":1}", Self.authorized)
    #expect(login.run() == .failure)
    #expect(login.lines.count == 2)
    #expect(login.lines[0].hasPrefix("\(china): the role \(Sample.role) (from AWS_ROLE_ARN) is in partition aws, but"))
    #expect(login.config == "{\"x\":1,\"auths\":{\(LoginWorld.entry())}}")
  }

  @Test("The public registry has its own API")
  func publicGallery() throws {
    let login = try LoginWorld(
      ["login", "public.ecr.aws"], config: "{\"x\":1}", [.credentials(), .publicAuthorization])
    #expect(login.run() == .success)
    #expect(login.config == "{\"x\":1,\"auths\":{\(LoginWorld.entry("public.ecr.aws"))}}")
  }

  @Test(
    "Where Docker has a store, it gets the password, and the file a note",
    arguments: [#""credsStore":"pass""#, #""credHelpers":{"\#(Sample.host)":"pass"}"#])
  func store(_ setting: String) throws {
    let programs = World.Programs(["docker-credential-pass": LoginWorld.good])
    let login = try LoginWorld(["login", Sample.host], config: "{\(setting)}", programs: programs, Self.authorized)
    #expect(login.run() == .success)
    #expect(login.config == "{\(setting),\"auths\":{\"\(Sample.host)\":{}}}")
    #expect(login.lines == ["\(Sample.host): logged in until 2020-11-23T20:00:00Z (docker-credential-pass)"])
    #expect(programs.runs.map(\.arguments) == [["store"]])
    #expect(programs.runs[0].input.contains(ECRAnswer.password))
    #expect(!login.world.errors.contains("hush"))
  }

  @Test("A store that fails is named, and the file stays as it is; other hosts are logged in")
  func failingStore() throws {
    let said = ProgramRunner.Result(status: 1, output: Array("cannot keep \(ECRAnswer.password)".utf8))
    let config = #"{"credHelpers":{"\#(Sample.host)":"pass"}}"#
    let login = try LoginWorld(
      ["login", Sample.host, Self.other], config: config, programs: World.Programs(["docker-credential-pass": said]),
      Self.authorized)
    #expect(login.run() == .failure)
    #expect(
      login.config == "{\"credHelpers\":{\"\(Sample.host)\":\"pass\"},\"auths\":{\(LoginWorld.entry(Self.other))}}")
    #expect(
      login.lines == [
        "\(Sample.host): Docker's credential store docker-credential-pass failed to store: exit code 1, "
          + "\"cannot keep <secret>\". Try docker login to see whether Docker can use it.",
        "\(Self.other): \(Self.end)",
      ])
    let alone = try LoginWorld(["login", Sample.host], config: config, Self.authorized)
    #expect(alone.run() == .failure)
    #expect(alone.config == config)
    #expect(alone.lines[0].contains("docker-credential-pass is not on the PATH"))
  }

  @Test("Where this program is the helper, its cache is filled, and the file stays as it is")
  func helper() throws {
    let config = #"{"credHelpers":{"\#(Sample.host)":"bitrise"}}"#
    var login = try LoginWorld(["login", Sample.host], config: config, Self.authorized).withCache()
    #expect(login.run() == .success)
    #expect(login.config == config)
    #expect(
      login.lines == [
        "\(Sample.host): this program is its helper already, FILE stays as it is; its password is cached until "
          + "2020-11-23T20:00:00Z"
      ])
    // Then it answers without asking anybody.
    login.world.arguments = ["get"]
    login.world.input = Array(Sample.host.utf8)
    #expect(login.run() == .success)
    #expect(login.world.output == GetCommandTests.answer)
    #expect(login.world.transport.requests.count == 2)
  }

  @Test("--dry-run asks nobody and writes nothing")
  func dryRun() throws {
    let config =
      #"{"credsStore":"","auths":{"https://\#(Sample.host)":{}},"credHelpers":{"\#(Self.other)":"bitrise","public.ecr.aws":"pass"}}"#
    let login = try LoginWorld(["login", "--dry-run", Sample.host, Self.other, "public.ecr.aws"], config: config)
    #expect(login.run() == .success)
    #expect(login.config == config)
    #expect(
      login.lines == [
        "\(Self.other): this program is its helper already",
        "public.ecr.aws: docker-credential-pass would get its password",
        "FILE would change:", "- auths[\"https://\(Sample.host)\"]", "+ auths[\"\(Sample.host)\"]",
        "+ auths[\"public.ecr.aws\"]",
      ])
    let own = try LoginWorld(["login", "--dry-run"])
    #expect(own.run() == .success)
    #expect(
      own.lines == [
        "the registry of the role's own account in eu-central-1 would get an entry; AWS says its host",
        "FILE would not change",
      ])
    #expect(!TemporaryDirectory.exists(own.temporary("docker")))
  }

  @Test("--quiet says nothing but errors")
  func quiet() throws {
    let login = try LoginWorld(["login", "--quiet", Sample.host, "x"], Self.authorized)
    #expect(login.run() == .failure)
    #expect(login.lines.count == 1)
    #expect(login.lines[0].hasPrefix("\"x\" is not a registry"))
    #expect(login.config?.contains(Sample.host) == true)
  }

  @Test("A file that others can read is warned about, and keeps its mode")
  func openFile() throws {
    let login = try LoginWorld(["login", Sample.host], config: "{}", Self.authorized)
    try TemporaryDirectory.setMode(0o644, of: login.configPath)
    #expect(login.run() == .success)
    #expect(
      login.lines == [
        "warning: others can read FILE, which has passwords in it; chmod 600 it",
        "\(Sample.host): \(Self.end)",
      ])
    #expect(try TemporaryDirectory.mode(of: login.configPath) == 0o644)
  }

  @Test("A file that cannot be edited is found out before anybody is asked", arguments: ["[]", "{", "{\"auths\":[]}"])
  func badFile(_ config: String) throws {
    let login = try LoginWorld(["login", Sample.host], config: config)
    #expect(login.run() == .failure)
    #expect(login.config == config)
    #expect(login.lines.count == 1)
    #expect(login.lines[0].hasPrefix("Docker's FILE"))
    #expect(login.world.transport.requests == [])
  }

  @Test("That a file cannot be written is found out before anybody is asked, where the system says it")
  func unwritableAtOnce() throws {
    var login = try LoginWorld(["login", Sample.host], config: "{}")
    login.world.environment["DOCKER_CONFIG"] = "\(login.configPath)/below"
    #expect(login.run() == .failure)
    #expect(
      login.lines == [
        "Docker's FILE/below/config.json cannot be there: FILE is a file, not a directory. "
          + "Move it away, or choose another directory with DOCKER_CONFIG."
      ])
    #expect(login.world.transport.requests == [])
  }

  @Test("A file that cannot be written is a failure of every registry that should be in it")
  func unwritable() throws {
    let login = try LoginWorld(
      ["login", Sample.host, Self.other], environment: ["DOCKER_CONFIG": "/proc/none"], Self.authorized)
    #expect(login.run() == .failure)
    let reason =
      "Docker's /proc/none/config.json: cannot make the directory /proc/none: No such file or directory. "
      + "Check its permissions, or choose another directory with DOCKER_CONFIG."
    #expect(login.lines == [Sample.host, Self.other].map { "\($0): \(reason)" })
  }

  @Test("What is missing before the first registry is one error")
  func nothing() throws {
    let region = try LoginWorld(["login"], environment: ["AWS_REGION": ""])
    #expect(region.run() == .failure)
    #expect(
      region.lines == [
        "no region is named. Name it with --region, in AWS_REGION, or as region in the configuration file."
      ])
    let home = try LoginWorld(["login", Sample.host], environment: ["DOCKER_CONFIG": ""])
    #expect(home.run() == .failure)
    #expect(
      home.lines == [
        "there is no home directory for Docker's config.json. Set HOME, or DOCKER_CONFIG to the directory that it is to be in."
      ])
    let identity = try LoginWorld(["login", Sample.host], environment: ["AWS_ROLE_ARN": ""])
    #expect(identity.run() == .failure)
    #expect(identity.lines.count == 1)
    #expect(identity.lines[0].hasPrefix("\(Sample.host): no role is named, and there are no AWS keys."))
  }
}
