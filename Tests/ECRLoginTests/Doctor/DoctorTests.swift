import AWSAuth
import Basics
import TestSupport
import Testing

@testable import ECRLogin

/// `doctor`, with each link broken in turn.
@Suite struct DoctorTests {
  private static let path = "/usr/bin/\(Program.name)"
  private static let helper = #"{"credHelpers":{"\#(Sample.host)":"bitrise"}}"#
  private static let version = "\(Program.name) (\(Program.package)) \(Program.version)\n"

  /// A world in which all links hold.
  private static func world(
    _ arguments: [String] = [Sample.host], config: String? = helper, environment: [String: String] = [:],
    version: ProgramRunner.Result? = ProgramRunner.Result(status: 0, output: Array(version.utf8)),
    _ answers: [ScriptedTransport.Outcome] = answers
  ) throws -> LoginWorld {
    let results = version.map { [path: $0] } ?? [:]
    var world = try LoginWorld(
      ["doctor"] + arguments, config: config, environment: environment,
      programs: World.Programs(results, paths: version == nil ? [] : [path]), answers)
    // For the other clients, whose files are only read.
    if let config { world.world.files[world.configPath] = .text(config) }
    return world
  }

  private static let answers: [ScriptedTransport.Outcome] = [
    .credentials(), .authorization, .answer(401, fields: [HTTPField("WWW-Authenticate", "Basic realm=\"x\"")]),
    .answer(200, "{}"),
  ]

  /// The report for programs: each link's state, and its problems.
  private static func report(_ world: LoginWorld) throws -> (states: [String: String], text: String, code: ExitCode) {
    var world = world
    world.world.arguments += ["--format", "json"]
    let code = world.run()
    let json = try JSONValue(parsing: Array(world.world.output.utf8))
    var states: [String: String] = [:]
    for link in json["links"]?.elements ?? [] {
      guard let name = link["link"]?.string, let state = link["state"]?.string else { continue }
      states[name] = states[name].map { $0 == "holds" ? state : $0 } ?? state
    }
    #expect(json["holds"]?.text == Array("\(code == .success)".utf8))
    #expect(!world.world.output.contains("hush"))
    return (states, world.world.output, code)
  }

  @Test("Where everything holds, every link is reported, and nothing is to be done")
  func holds() throws {
    let (states, _, code) = try Self.report(try Self.world())
    #expect(code == .success)
    #expect(
      Set(states.keys) == Set(CheckID.allCases.map(\.rawValue)).subtracting(["stored-password", "pull", "push"]))
    #expect(Set(states.values) == ["holds"], "\(states)")
  }

  @Test("People read a line for each link; a build shows them as a table")
  func text() throws {
    let world = try Self.world(environment: ["BITRISE_STEP_FORMATTED_OUTPUT_FILE_PATH": "SUMMARY"])
    var copy = world
    copy.world.environment["BITRISE_STEP_FORMATTED_OUTPUT_FILE_PATH"] = world.temporary("summary.md")
    #expect(copy.run() == .success)
    for word in ["configuration file", "registry", "AWS STS", "Amazon ECR", "registry's answer"] {
      #expect(copy.world.output.contains(word))
    }
    let summary = try FileReader.system.content(world.temporary("summary.md"), 1 << 20)
    #expect(String(decoding: summary, as: UTF8.self).contains(Sample.host))
  }

  @Test("A repository is looked at without pushing anything")
  func repository() throws {
    let more: [ScriptedTransport.Outcome] = [
      .answer(401, fields: [HTTPField("WWW-Authenticate", "Basic realm=\"x\"")]),
      .answer(200, fields: [HTTPField("Docker-Content-Digest", "sha256:1")]),
      .answer(401, fields: [HTTPField("WWW-Authenticate", "Basic realm=\"x\"")]),
      .answer(202, fields: [HTTPField("Location", "/v2/app/blobs/uploads/1")]), .answer(204),
    ]
    let world = try Self.world([Sample.host, "--repository", "app:1"], Self.answers + more)
    let (states, text, code) = try Self.report(world)
    #expect(code == .success)
    #expect(states["pull"] == "holds" && states["push"] == "holds")
    #expect(text.contains("allowed: app:1 is there, sha256:1"))
    #expect(text.contains("an upload was begun, and was cancelled; nothing was pushed"))
    #expect(world.world.transport.lines.last == "DELETE https://\(Sample.host)/v2/app/blobs/uploads/1")
  }

  @Test(
    "A repository that may not be used is said to be refused, with what to allow",
    arguments: [(404, "NAME_UNKNOWN", "Create the repository"), (403, "DENIED", "Allow ecr:BatchGetImage")])
  func refusedRepository(_ status: Int, _ error: String, _ advice: String) throws {
    let body = #"{"errors":[{"code":"\#(error)","message":"no"}]}"#
    let wish = ScriptedTransport.Outcome.answer(401, fields: [HTTPField("WWW-Authenticate", "Basic realm=\"x\"")])
    let more = [wish, .answer(status), .answer(status, body), wish, .answer(status, body)]
    let (states, text, code) = try Self.report(
      try Self.world([Sample.host, "--repository", "app"], Self.answers + more))
    #expect(code == .failure)
    #expect(states["pull"] == "broken" && states["push"] == "broken" && states["answer"] == "holds")
    #expect(text.contains("status \(status), \(error): no"))
    #expect(text.contains(advice))
  }

  /// What is changed, the link that it breaks, and what is said.
  static let environments: [([String: String], CheckID, String)] = [
    (["AWS_ROLE_ARN": "role/ci"], .settings, "is not the ARN of an IAM role"),
    (["AWS_ROLE_ARN": ""], .settings, "no role is named, and there are no AWS keys"),
    (["AWS_ROLE_ARN": "arn:aws-cn:iam::123456789012:role/ci"], .settings, "but the registry is in aws"),
    (["ECR_LOGIN_TIMEOUT": "0"], .settings, "Give a whole number of seconds"),
    (["AWS_ENDPOINT_URL_ECR": "http://ecr.example"], .settings, "plain http would send credentials readable"),
    (["ECR_LOGIN_CONFIG": "/no/such"], .configuration, "does not exist"),
    (["AWS_CA_BUNDLE": "/no/such"], .certificates, "does not exist or cannot be read"),
    (["BITRISE_IDENTITY_TOKEN": "a.b"], .identityToken, "it has 2 parts, not three"),
    (["BITRISE_IDENTITY_TOKEN": TestToken.jwt(expiresIn: -1)], .identityToken, "expired at"),
  ]

  @Test("A setting that is wrong breaks its link", arguments: environments)
  func environment(_ changes: [String: String], _ link: CheckID, _ problem: String) throws {
    let (states, text, code) = try Self.report(try Self.world(environment: changes))
    #expect(code == .failure)
    #expect(states[link.rawValue] == "broken", "\(states)")
    #expect(states["ecr"] == "not tried")
    #expect(text.contains(problem), "\(text)")
    #expect(states.values.count { $0 == "broken" } == 1)
  }

  /// Docker's file, the link that it breaks, and what is said.
  static let configs: [(String?, String)] = [
    ("{\"auths\": {},}", "is not JSON"), ("{}", "Docker has no password of this registry"),
    (nil, "Docker has no password of this registry"),
    (#"{"credHelpers":{"\#(Sample.host)":"ecr-login"}}"#, "docker-credential-ecr-login is not on the PATH"),
    (#"{"credsStore":"desktop"}"#, "docker-credential-desktop is not on the PATH"),
  ]

  @Test("Docker's file decides whom Docker asks", arguments: configs)
  func dockerConfig(_ config: String?, _ problem: String) throws {
    let (states, text, code) = try Self.report(try Self.world(config: config))
    #expect(code == .failure)
    #expect(states["docker-config"] == "broken" && states["ecr"] == "holds", "\(states)")
    #expect(text.contains(problem), "\(text)")
  }

  @Test("A password in Docker's file is tried, too")
  func storedPassword() throws {
    let config = "{\"auths\":{\(LoginWorld.entry())}}"
    let wish = ScriptedTransport.Outcome.answer(401, fields: [HTTPField("WWW-Authenticate", "Basic realm=\"x\"")])
    let good = try Self.report(try Self.world(config: config, Self.answers + [wish, .answer(200, "{}")]))
    #expect(good.states["stored-password"] == "holds")
    let old = try Self.report(try Self.world(config: config, Self.answers + [wish, .answer(401)]))
    #expect(old.code == .failure)
    #expect(old.states["stored-password"] == "broken")
    #expect(old.text.contains("\(Program.name) login \(Sample.host)"))
  }

  /// What the program that is found says of itself.
  static let programs: [(ProgramRunner.Result?, String, String)] = [
    (nil, "broken", "there is no \(Program.name) on the PATH, where Docker looks for it"),
    (ProgramRunner.Result(status: 3, output: []), "broken", "does not run: exit code 3"),
    (ProgramRunner.Result(status: 0, output: Array("other 1\n".utf8)), "broken", "is another program"),
    (
      ProgramRunner.Result(status: 0, output: Array("\(Program.name) (x) 0.0.1\n".utf8)), "warning",
      "is version 0.0.1 of this program"
    ),
  ]

  @Test("The program that clients find has to be this one", arguments: programs)
  func program(_ result: ProgramRunner.Result?, _ state: String, _ problem: String) throws {
    let (states, text, _) = try Self.report(try Self.world(version: result))
    #expect(states["program"] == state, "\(states)")
    #expect(text.contains(problem), "\(text)")
  }

  @Test("A program that does not say its version in time is not one that Docker could ask", arguments: ["3", "60"])
  func slowProgram(_ timeout: String) throws {
    var world = try Self.world()
    let programs = world.world.programs
    world.world.programs = World.Programs(paths: programs.paths) { throw ProgramRunner.Overdue() }
    world.world.arguments += ["--timeout", timeout]
    let (states, text, _) = try Self.report(world)
    #expect(states["program"] == "broken", "\(states)")
    #expect(text.contains("\(Self.path) did not answer within \(timeout == "3" ? 3 : 10) s, and was ended"), "\(text)")
  }

  @Test("A server that is not reached breaks what needs it, and nothing else")
  func connection() throws {
    var world = try Self.world()
    world.world.probe = { request in
      guard request.url.host.hasPrefix("sts.") else { return World.connected }
      return ConnectionProbe.Report(
        outcome: .failure(TransportFailure(.noConnection, "Couldn't connect to server")), nameLookup: .milliseconds(1))
    }
    let (states, text, code) = try Self.report(world)
    #expect(code == .failure)
    #expect(states["connection"] == "broken" && states["clock"] == "holds" && states["sts"] == "not tried")
    #expect(text.contains("cannot reach AWS STS (eu-central-1) at sts.eu-central-1.amazonaws.com"))
  }

  @Test("What stands before an @ is not shown, whatever stands behind it")
  func marked() throws {
    let (_, text, code) = try Self.report(
      Self.world(environment: [
        "HTTPS_PROXY": "http://u:hush-proxy@\u{301}proxy.example:3128",
        "AWS_ENDPOINT_URL_STS": "https://u:hush-sts@\u{301}sts.example",
      ]))
    #expect(code == .failure)
    #expect(text.containsUTF8("http://\u{301}proxy.example:3128") && !text.containsUTF8("hush"))
  }

  @Test("A password that has a scheme's end in it is not shown")
  func schemeInPassword() throws {
    let (_, text, _) = try Self.report(
      Self.world(environment: ["HTTPS_PROXY": "hush-user:hush://hush@proxy.example:3128"]))
    #expect(text.containsUTF8("proxy.example:3128") && !text.containsUTF8("hush"))
  }

  @Test("A proxy that refuses is the proxy's link, not the servers'")
  func proxy() throws {
    var world = try Self.world(environment: ["HTTPS_PROXY": "http://u:hush-proxy@proxy.example:3128", "NO_PROXY": "a"])
    world.world.probe = { _ in
      ConnectionProbe.Report(outcome: .failure(TransportFailure(.proxyRefused, "the proxy asks for a password (407)")))
    }
    let (states, text, code) = try Self.report(world)
    #expect(code == .failure)
    #expect(
      states["proxy"] == "broken" && states["connection"] == "not tried" && states["sts"] == "not tried", "\(states)")
    #expect(text.contains("http://proxy.example:3128"))
    #expect(text.contains("the proxy asks for a password (407), whatever host is asked for"))
  }

  static let publicWorlds: [([String: String], [ScriptedTransport.Outcome], link: CheckID, problem: String)] = [
    (
      ["AWS_ROLE_ARN": "", "BITRISE_IDENTITY_TOKEN": ""], [], .settings,
      "no role is named, and there are no AWS keys. Docker pulls without a password then: 1 pull a second instead of 10"
    ),
    (
      [:], [.credentials(), .ecrError(400, "AccessDeniedException", "no")], .ecr,
      "Amazon ECR Public (us-east-1) refuses role \(Sample.role): AccessDeniedException: no. Docker pulls without a "
        + "password then: 1 pull a second instead of 10"
    ),
  ]

  @Test("ECR Public without a password is slower, and nothing is broken", arguments: publicWorlds)
  func anonymous(
    _ environment: [String: String], _ answers: [ScriptedTransport.Outcome], _ link: CheckID, _ problem: String
  ) throws {
    let host = "public.ecr.aws"
    let wish = ScriptedTransport.Outcome.answer(
      401, fields: [HTTPField("WWW-Authenticate", "Bearer realm=\"https://\(host)/token/\",service=\"\(host)\"")])
    let world = try Self.world(
      [host], config: #"{"credHelpers":{"\#(host)":"bitrise"}}"#, environment: environment,
      answers + [wish, .answer(200, #"{"token":"hush"}"#), .answer(200, "{}")])
    let (states, text, code) = try Self.report(world)
    #expect(code == .success, "\(text)")
    #expect(states.filter { $0.value != "holds" } == [link.rawValue: "warning"])
    #expect(text.contains(problem), "\(text)")
    #expect(text.contains("public.ecr.aws/v2/ answers without a password"))
    // Nobody was shown anything.
    #expect(world.world.transport.requests.suffix(2).first?.fields["Authorization"] == nil)
  }

  @Test("A private registry without an identity is broken, and so is ECR Public with one that does not work")
  func notAnonymous() throws {
    let (states, _, code) = try Self.report(
      try Self.world(
        ["public.ecr.aws"], config: #"{"credHelpers":{"public.ecr.aws":"bitrise"}}"#,
        [.credentials(), .ecrError(400, "ExpiredTokenException", "no")]))
    #expect(code == .failure)
    #expect(states["ecr"] == "broken" && states["answer"] == "not tried")
    let (other, _, _) = try Self.report(try Self.world(environment: ["AWS_ROLE_ARN": ""], []))
    #expect(other["settings"] == "broken")
  }

  @Test("A FIPS host that does not exist is said to have been asked for")
  func fips() throws {
    var world = try Self.world(environment: ["AWS_USE_FIPS_ENDPOINT": "true"])
    world.world.probe = { request in
      guard request.url.host.contains("-fips.") else { return World.connected }
      return ConnectionProbe.Report(outcome: .failure(TransportFailure(.unknownHost, "Could not resolve host: x")))
    }
    let (states, text, code) = try Self.report(world)
    #expect(code == .failure)
    #expect(states["connection"] == "broken" && states["sts"] == "not tried")
    #expect(
      text.contains(
        "AWS_USE_FIPS_ENDPOINT asks for a FIPS endpoint, which AWS has in few regions: where there is none, unset it. "
          + "Check the region's spelling"), "\(text)")
  }

  @Test("A clock that is wrong is said to be", arguments: [("07:50:00", "ahead of"), ("08:10:00", "behind")])
  func clock(_ time: String, _ word: String) throws {
    var world = try Self.world()
    world.world.probe = { _ in
      var report = World.connected
      report.outcome = .success(HTTPResponse(status: 404, fields: [HTTPField("Date", "Mon, 23 Nov 2020 \(time) GMT")]))
      return report
    }
    let (states, text, _) = try Self.report(world)
    #expect(states["clock"] == "broken")
    #expect(text.contains("this machine's clock is"))
    #expect(text.contains(word))
  }

  @Test("Without libcurl nothing is asked")
  func noLibcurl() throws {
    var world = try Self.world()
    world.world.libcurl = .failure(TransportFailure(.unusable, "there is no libcurl", remedy: .installLibcurl))
    let (states, text, code) = try Self.report(world)
    #expect(code == .failure)
    #expect(states["libcurl"] == "broken" && states["ecr"] == "not tried")
    #expect(text.contains("there is no libcurl"))
    #expect(text.contains("Install it: libcurl4 (Debian, Ubuntu), "))
    #expect(world.world.transport.lines == [])
  }

  @Test(
    "It says how it was called wrongly",
    arguments: [(["--format", "xml"], "--format is one of text, json"), (["--repository", "A"], "--repository is a")])
  func usage(_ arguments: [String], _ message: String) throws {
    let world = try Self.world(arguments)
    #expect(world.run() == .usage)
    #expect(world.world.errors.contains(message))
  }
}
