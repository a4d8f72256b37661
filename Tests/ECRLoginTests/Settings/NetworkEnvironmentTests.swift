import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct NetworkEnvironmentTests {
  static func network(_ variables: [String: String], existing: Set<String> = ["/a", "/b", "/c"]) throws
    -> NetworkSettings
  {
    try Settings(flags: [:], environment: Environment(variables), file: .none).network(isReadable: existing.contains)
  }

  static let userAgent = "docker-credential-bitrise/\(Program.version)"

  @Test("Without variables everything is the system's own")
  func plain() throws {
    #expect(try Self.network([:]) == NetworkSettings(userAgent: Self.userAgent))
    let empty = ["HTTPS_PROXY": "", "NO_PROXY": "", "AWS_CA_BUNDLE": "", "SSL_CERT_FILE": "", "SSL_CERT_DIR": ""]
    #expect(try Self.network(empty) == NetworkSettings(userAgent: Self.userAgent))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let variables: [String: String]
    let network: NetworkSettings

    var testDescription: String { variables.map { "\($0)=\($1)" }.sorted().joined(separator: " ") }

    init(
      _ variables: [String: String], proxy: String? = nil, noProxy: String? = nil, file: String? = nil,
      directory: String? = nil, named setting: String? = nil, only: Bool = false
    ) {
      self.variables = variables
      network = NetworkSettings(
        httpsProxy: proxy.map { Secret($0) }, noProxy: noProxy, certificateFile: file, certificateDirectory: directory,
        certificateSetting: setting, trustsOnlyNamedCertificates: only, userAgent: userAgent)
    }
  }

  static let cases: [Case] = [
    // The proxy in either case; the upper one wins, as in Go.
    Case(["HTTPS_PROXY": "http://p:1"], proxy: "http://p:1"), Case(["https_proxy": "p:1"], proxy: "p:1"),
    Case(["https_proxy": "low:1", "HTTPS_PROXY": "up:1"], proxy: "up:1"),
    Case(["https_proxy": "low:1", "HTTPS_PROXY": ""], proxy: "low:1"),
    Case(["NO_PROXY": "a,b"], noProxy: "a,b"), Case(["no_proxy": "*"], noProxy: "*"),
    Case(["no_proxy": "low", "NO_PROXY": "up"], noProxy: "up"),
    // Plain http reaches loopback addresses only, which are never proxied.
    Case(["HTTP_PROXY": "http://p:1", "http_proxy": "http://p:1", "ALL_PROXY": "http://p:1"]),
    // Certificates: AWS's own variable alone, else OpenSSL's two.
    Case(["AWS_CA_BUNDLE": "/a"], file: "/a", named: "AWS_CA_BUNDLE", only: true),
    Case(
      ["AWS_CA_BUNDLE": "/a", "SSL_CERT_FILE": "/b", "SSL_CERT_DIR": "/c"], file: "/a", named: "AWS_CA_BUNDLE",
      only: true),
    Case(["SSL_CERT_FILE": "/b"], file: "/b", named: "SSL_CERT_FILE", only: true),
    Case(
      ["SSL_CERT_FILE": "/b", "SSL_CERT_DIR": "/c"], file: "/b", directory: "/c", named: "SSL_CERT_FILE", only: true),
    Case(["SSL_CERT_DIR": "/c"], directory: "/c", named: "SSL_CERT_DIR", only: false),
    // A list of directories, of which some may be missing, as with OpenSSL.
    Case(["SSL_CERT_DIR": "/b:/c"], directory: "/b:/c", named: "SSL_CERT_DIR"),
    Case(["SSL_CERT_DIR": ":/missing:/c:"], directory: "/c", named: "SSL_CERT_DIR"),
    // One of the two may be missing, as with OpenSSL.
    Case(["SSL_CERT_FILE": "/missing", "SSL_CERT_DIR": "/c"], directory: "/c", named: "SSL_CERT_DIR"),
    Case(["SSL_CERT_FILE": "/b", "SSL_CERT_DIR": "/missing"], file: "/b", named: "SSL_CERT_FILE", only: true),
    // Those that do not count are not looked at.
    Case(["AWS_CA_BUNDLE": "/a", "SSL_CERT_FILE": "/missing"], file: "/a", named: "AWS_CA_BUNDLE", only: true),
  ]

  @Test("The way to the network is the one that the variables say", arguments: cases)
  func network(_ example: Case) throws {
    #expect(try Self.network(example.variables) == example.network)
  }

  struct GoCase: Sendable, CustomTestStringConvertible {
    let go: ProxyCase

    var testDescription: String { go.name }
  }

  /// What Go does where several variables are set, or others than those that count.
  static let goCases: [GoCase] = ((try? ProxyCase.all()) ?? []).filter {
    !Set($0.environment.keys).isSubset(of: ["HTTPS_PROXY", "NO_PROXY"]) || $0.environment.values.contains("")
  }.map { GoCase(go: $0) }

  @Test("The variables count that count in Go", arguments: goCases)
  func likeGo(_ test: GoCase) throws {
    let url = try #require(RequestURL(test.go.url))
    let proxy = try ProxyRules(Self.network(test.go.environment)).proxy(for: url)
    #expect((proxy == nil) == (test.go.proxy == nil))
    if let proxy { #expect("\(proxy.host):\(proxy.port)" == test.go.address) }
  }

  @Test("Go was asked about the variables")
  func goWasAsked() {
    #expect(Self.goCases.count { !$0.go.environment.keys.contains("HTTPS_PROXY") } >= 2)
    #expect(Self.goCases.count { $0.go.environment.keys.contains("REQUEST_METHOD") } == 2)
    #expect(Self.goCases.count { $0.go.environment.keys.contains("no_proxy") } == 4)
  }

  @Test(
    "Certificates that are not there are named by their variable",
    arguments: ["AWS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"])
  func missing(_ variable: String) throws {
    let failure = try failure { _ = try Self.network([variable: "/missing\n"]) }
    #expect(failure.kind == .invalidConfiguration)
    #expect(
      failure.description == "\(variable) is \"/missing \", which does not exist or cannot be read. "
        + "Correct it, or unset it to use the system's certificates.")
  }

  @Test("A bundle that is not there is not made up for by others, and of two missing ones the first is named")
  func missingAmongOthers() throws {
    let bundle = try failure { _ = try Self.network(["AWS_CA_BUNDLE": "/missing", "SSL_CERT_FILE": "/b"]) }
    #expect(bundle.problem == "AWS_CA_BUNDLE is \"/missing\", which does not exist or cannot be read")
    let both = try failure { _ = try Self.network(["SSL_CERT_FILE": "/no", "SSL_CERT_DIR": "/neither"]) }
    #expect(both.problem == "SSL_CERT_FILE is \"/no\", which does not exist or cannot be read")
  }
}
