import Testing

@testable import ECRLogin

@Suite struct StoreCommandTests {
  static func request(_ server: String, username: String = "AWS") -> String {
    #"{"ServerURL":"\#(server)","Username":"\#(username)","Secret":"hush"}"# + "\n"
  }

  @Test(
    "What Docker wants to keep for an ECR registry is accepted in silence",
    arguments: [
      request(Sample.host), request("https://\(Sample.host)"), request("https://\(Sample.host)/v2/"),
      request("public.ecr.aws"), request(Sample.host, username: "<token>"), request(Sample.host, username: "someone"),
      "{\"ServerURL\": \"\(Sample.host)\", \"Username\": \"AWS\"}", request("//\(Sample.host)"),
      "{\"serverurl\": \"\(Sample.host)\", \"USERNAME\": \"AWS\", \"secret\": \"hush\"}",
    ])
  func accepted(_ input: String) {
    let world = World(["store"], input: input, environment: ["ECR_LOGIN_CONFIG": "/missing"])
    #expect(run(world.context) == .success)
    #expect(world.output == "")
    #expect(world.errors == "")
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let input: String
    let output: String
    let errors: String

    var testDescription: String { input.prefix(80).debugDescription }

    init(_ input: String, both line: String) {
      self.init(input, output: "docker-credential-bitrise: \(line)", errors: line)
    }

    init(_ input: String, output: String, errors: String) {
      self.input = input
      self.output = output + "\n"
      self.errors = "docker-credential-bitrise: \(errors)\n"
    }
  }

  static let notJSON =
    "store reads a JSON object with ServerURL, Username and Secret from standard input; this was none"

  static func foreign(_ host: String) -> String {
    "\(host) is not a registry of Amazon ECR, and this helper keeps no passwords: "
      + "configure it under credHelpers for ECR hosts, not as credsStore"
  }

  static let refusals: [Refusal] = [
    // No request at all.
    Refusal("", both: notJSON), Refusal("nonsense", both: notJSON), Refusal("[]", both: notJSON),
    Refusal("null", both: notJSON), Refusal(#"{"ServerURL":1,"Username":"AWS"}"#, both: notJSON),
    Refusal(request(String(repeating: "a", count: 70_000)), both: notJSON),
    // Parts that are missing have the protocol's sentences; the server comes first.
    Refusal(
      "{}", output: "no credentials server URL", errors: "store was given no registry on standard input"),
    Refusal(
      request(" "), output: "no credentials server URL", errors: "store was given no registry on standard input"),
    Refusal(
      request(Sample.host, username: ""), output: "no credentials username", errors: "store was given no user name"),
    Refusal(
      #"{"ServerURL":"\#(Sample.host)"}"#, output: "no credentials username", errors: "store was given no user name"),
    Refusal(
      request("a b"), both: "the registry on standard input is not a host name: it has white space in it"),
    // Somebody else's password would be lost.
    Refusal(request("https://index.docker.io/v1/"), both: foreign("index.docker.io")),
    Refusal(request("\(Sample.host).evil.example"), both: foreign("\(Sample.host).evil.example")),
    Refusal(
      request(String(repeating: "a", count: 300)), both: foreign(String(repeating: "a", count: 200) + "…")),
    Refusal(
      request("123456789012.dkr.ecr.us-west-2.on.aws"),
      both: "\"123456789012.dkr.ecr.us-west-2.on.aws\" is not how a dual-stack registry is written. "
        + "Write it with a hyphen: 123456789012.dkr-ecr.us-west-2.on.aws."),
    Refusal(request("\u{202E}moc"), both: foreign("\\u{202E}moc")),
  ]

  @Test("Anything else is refused, and why is said", arguments: refusals)
  func refused(_ example: Refusal) {
    let world = World(["store"], input: example.input)
    #expect(run(world.context) == .failure)
    #expect(world.output == example.output)
    #expect(world.errors == example.errors)
    #expect(!world.output.contains("hush"))
  }

  @Test("An input that cannot be read is no request")
  func unreadable() {
    var world = World(["store"])
    world.inputFails = true
    #expect(run(world.context) == .failure)
    #expect(world.output == "docker-credential-bitrise: \(Self.notJSON)\n")
    #expect(world.errors == world.output)
  }
}
