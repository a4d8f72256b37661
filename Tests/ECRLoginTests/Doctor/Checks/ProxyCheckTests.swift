import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

/// What `doctor` says of the proxy: which servers are reached by it, which are not, and why.
@Suite struct ProxyCheckTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let environment: [String: String]
    let urls: [String]
    let facts: [String]

    var testDescription: String { environment.map { "\($0)=\($1)" }.sorted().joined(separator: " ") }

    init(_ environment: [String: String], _ urls: [String] = servers, _ facts: String...) {
      self.environment = environment
      self.urls = urls
      self.facts = facts
    }
  }

  private static let servers = [
    "https://app.bitrise.io/", "https://sts.eu-central-1.amazonaws.com/", "https://api.ecr.eu-central-1.amazonaws.com/",
  ]
  private static let proxy = ["HTTPS_PROXY": "http://user:hush@proxy.example:3128"]

  static let cases: [Case] = [
    Case([:], servers, "|none|HTTPS_PROXY is not set"),
    Case(["HTTP_PROXY": "p:1", "NO_PROXY": "a"], servers, "|none|HTTPS_PROXY is not set"),
    // Each connection says that it is by the proxy.
    Case(proxy, servers, "|http://proxy.example:3128|HTTPS_PROXY"),
    Case(proxy, [], "|http://proxy.example:3128|HTTPS_PROXY"),
    Case(["https_proxy": "proxy.example"], servers, "|proxy.example|https_proxy"),
    Case(
      proxy.merging(["NO_PROXY": "example.com"]) { $1 }, servers, "|http://proxy.example:3128|HTTPS_PROXY",
      "not for|example.com|NO_PROXY", "for|all servers|"),
    Case(
      proxy.merging(["NO_PROXY": "example.com"]) { $1 }, [servers[0]], "|http://proxy.example:3128|HTTPS_PROXY",
      "not for|example.com|NO_PROXY", "for|the server|"),
    // As Go has it, and not curl.
    Case(
      proxy.merging(["https_proxy": "other.example"]) { $1 }, [servers[0]],
      "|http://proxy.example:3128|HTTPS_PROXY"),
    Case(
      proxy.merging(["NO_PROXY": "x, *.amazonaws.com"]) { $1 }, servers,
      "|http://proxy.example:3128|HTTPS_PROXY", "not for|x, *.amazonaws.com|NO_PROXY", "for|app.bitrise.io|",
      "around it|sts.eu-central-1.amazonaws.com|because of *.amazonaws.com",
      "around it|api.ecr.eu-central-1.amazonaws.com|because of *.amazonaws.com"),
    Case(
      proxy.merging(["no_proxy": "amazonaws.com:443"]) { $1 }, servers + ["https://sts.amazonaws.com:8443/"],
      "|http://proxy.example:3128|HTTPS_PROXY", "not for|amazonaws.com:443|no_proxy", "for|app.bitrise.io|",
      "around it|sts.eu-central-1.amazonaws.com|because of amazonaws.com:443",
      "around it|api.ecr.eu-central-1.amazonaws.com|because of amazonaws.com:443",
      "for|sts.amazonaws.com:8443|"),
    Case(
      proxy, ["http://127.0.0.1:4566", "https://localhost:1"], "|http://proxy.example:3128|HTTPS_PROXY",
      "around it|127.0.0.1:4566|this machine", "around it|localhost:1|this machine"),
  ]

  private static func check(
    _ environment: [String: String], _ urls: [String], probes: [HostProbe] = []
  ) throws -> CheckResult {
    var finding = CheckResult(.proxy)
    let targets = try urls.map { HostProbe.Target(service: "s", endpoint: try Endpoint($0, from: "TEST")) }
    try ProxyCheck(environment: Environment(environment), targets: targets, probes: probes).check(&finding)
    return finding
  }

  @Test("The report says who is reached by the proxy, and which entry keeps others from it", arguments: cases)
  func facts(_ example: Case) throws {
    let finding = try Self.check(example.environment, example.urls)
    #expect(finding.facts.map { "\($0.name)|\($0.value)|\($0.source)" } == example.facts)
    #expect(finding.state == .passed)
  }

  @Test("Entries with white space between them are one that matches nothing")
  func whiteSpace() throws {
    let finding = try Self.check(
      Self.proxy.merging(["NO_PROXY": " a.example , b.example amazonaws.com"]) { $1 }, Self.servers)
    #expect(finding.state == .warning)
    #expect(
      finding.problems == ["NO_PROXY has \"b.example amazonaws.com\" in it, which is one entry and matches no host"])
    #expect(finding.remedies == [CheckResult.Remedy(advice: "Separate the entries by commas.", commands: [])])
    #expect(finding.facts.last.map { "\($0.name)|\($0.value)" } == "for|all servers")
  }
}
