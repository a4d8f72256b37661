import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

/// The checks of `doctor` one by one, in what a walk along the whole chain does not meet.
@Suite struct DoctorChecksTests {
  private static let other = "999999999999.dkr.ecr.us-east-1.amazonaws.com"
  private static let identity = ["AWS_ROLE_ARN": Sample.role, "AWS_REGION": "eu-central-1"]

  private static func facts(_ finding: DoctorFinding) -> [String] {
    finding.facts.map { "\($0.name)|\($0.value)|\($0.source)" }
  }

  // MARK: Which registry is meant

  struct RegistryCase: Sendable, CustomTestStringConvertible {
    var operand: String?
    var config: String?
    var environment = DoctorChecksTests.identity
    let fact: String

    var testDescription: String { fact }
  }

  static let registries: [RegistryCase] = [
    RegistryCase(operand: Sample.host, fact: "|\(Sample.host)|argument"),
    RegistryCase(operand: "999999999999", fact: "|999999999999.dkr.ecr.eu-central-1.amazonaws.com|argument"),
    RegistryCase(config: #"{"auths":{"\#(other)":{"auth":"dTpw"}}}"#, fact: "|\(other)|Docker's config.json"),
    // Those that Docker asks this program for come first.
    RegistryCase(
      config: #"{"auths":{"\#(other)":{"auth":"dTpw"}},"credHelpers":{"\#(Sample.host)":"bitrise"}}"#,
      fact: "|\(Sample.host)|Docker's config.json, the first of 2 there"),
    RegistryCase(
      config: #"{"auths":{"ghcr.io":{"auth":"dTpw"}}}"#,
      fact: "|123456789012.dkr.ecr.eu-central-1.amazonaws.com|the role's own account"),
    RegistryCase(
      environment: ["AWS_REGION": "eu-central-1"],
      fact: "|none: Docker's config.json names none, and there is no role with a region|"),
    RegistryCase(
      environment: ["AWS_ROLE_ARN": Sample.role],
      fact: "|none: Docker's config.json names none, and there is no role with a region|"),
  ]

  @Test("The registry is the argument, else Docker's first, else the role's own", arguments: registries)
  func registry(_ example: RegistryCase) throws {
    var finding = DoctorFinding(.registry)
    let settings = try World([], environment: example.environment).settings()
    let config = try example.config.map { try DockerConfig(Array($0.utf8)) }
    let registry = try RegistryCheck(settings: settings, operand: example.operand, config: config).check(&finding)
    #expect(Self.facts(finding) == [example.fact])
    #expect(registry.map { "|\($0.host)|" == example.fact.prefix($0.host.count + 2) } ?? true)
    #expect((registry == nil) == example.fact.hasPrefix("|none"))
    #expect((finding.state == .warning) == (registry == nil))
    if registry == nil {
      #expect(finding.remedies == [.init(advice: "Name one:", commands: ["\(Program.name) doctor REGISTRY"])])
    }
  }

  @Test("An argument that is no registry is not made up for by anything else")
  func noRegistry() throws {
    var finding = DoctorFinding(.registry)
    let settings = try World([], environment: Self.identity).settings()
    let failure = try failure {
      _ = try RegistryCheck(settings: settings, operand: "ghcr.io", config: nil).check(&finding)
    }
    #expect(failure.description.hasPrefix("\"ghcr.io\" is not a registry of Amazon ECR"))
  }

  // MARK: What servers are trusted by

  @Test(
    "Certificates are the system's, or those of a setting, if there are any in it",
    arguments: [
      ([:], "|the system's|default", nil), (["AWS_CA_BUNDLE": "/good"], "|/good|AWS_CA_BUNDLE", nil),
      (["SSL_CERT_DIR": "/directory"], "|/directory|SSL_CERT_DIR", nil),
      (
        ["AWS_CA_BUNDLE": "/empty"], "|/empty|AWS_CA_BUNDLE",
        "AWS_CA_BUNDLE names /empty, in which there is no certificate. It has to be a file of certificates in PEM form."
      ),
    ] as [([String: String], String, String?)])
  func certificates(_ environment: [String: String], _ fact: String, _ problem: String?) throws {
    var world = World([], environment: environment)
    world.files = [
      "/good": .text("x\n-----BEGIN CERTIFICATE-----\nx\n"), "/empty": .text("# none"), "/directory": .text(""),
    ]
    let check = CertificatesCheck(context: world.context, settings: try world.settings())
    var finding = DoctorFinding(.certificates)
    if let problem {
      #expect(try failure { _ = try check.check(&finding) }.description == problem)
    } else {
      _ = try check.check(&finding)
    }
    #expect(Self.facts(finding) == [fact])
  }

  // MARK: Where Docker gets the password from

  struct DockerCase: Sendable, CustomTestStringConvertible {
    let config: String
    var environment: [String: String] = [:]
    let source: String
    let state: DoctorFinding.State
    var problem = ""

    var testDescription: String { config + environment.values.joined() }
  }

  private static let inFile = #""auths":{"\#(Sample.host)":{"auth":"dTpw"}}"#

  static let files: [DockerCase] = [
    DockerCase(config: "{\(inFile)}", source: "file", state: .holds),
    DockerCase(
      config: "{}", source: "nowhere", state: .broken,
      problem: "Docker has no password of this registry, and nobody to ask for it: it goes on without"),
    DockerCase(
      config: #"{"credHelpers":{"\#(Sample.host)":"bitrise"},\#(inFile)}"#, source: "bitrise", state: .warning,
      problem: "Jib, tart and oras-py take the password in the file before they ask a helper"),
    DockerCase(
      config: #"{"credsStore":"bitrise"}"#, source: "bitrise", state: .warning,
      problem: "this program is the store of all registries (credsStore), but keeps no password of others"),
    DockerCase(config: #"{"credsStore":"pass","auths":{"\#(Sample.host)":{}}}"#, source: "pass", state: .holds),
    DockerCase(
      config: #"{"credsStore":"pass"}"#, source: "pass", state: .broken,
      problem: "Docker asks docker-credential-pass, which no log-in has given a password of this registry"),
    DockerCase(
      config: #"{"credHelpers":{"\#(Sample.host)":"ecr-login"}}"#, source: "ecr-login", state: .broken,
      problem: "Docker asks docker-credential-ecr-login for this registry, and not this program"),
    DockerCase(
      config: "{\(inFile)}", environment: ["DOCKER_AUTH_CONFIG": "{\(inFile)}"], source: "file", state: .warning,
      problem: "docker 28.3 and newer takes the password in DOCKER_AUTH_CONFIG, whatever config.json says"),
    DockerCase(
      config: "{\(inFile)}", environment: ["DOCKER_AUTH_CONFIG": "{"], source: "file", state: .warning,
      problem: "DOCKER_AUTH_CONFIG is not JSON: docker 28.3 and newer complains of it, and ignores it"),
    DockerCase(
      config: "{\(inFile)}", environment: ["DOCKER_AUTH_CONFIG": #"{"auths":{}}"#], source: "file", state: .holds),
  ]

  @Test("Docker's file says where Docker gets the password from, and what is in the way", arguments: files)
  func dockerConfig(_ example: DockerCase) throws {
    let config = try DockerConfig(Array(example.config.utf8))
    let world = World([], environment: example.environment)
    var finding = DoctorFinding(.dockerConfig)
    let source = try DockerConfigCheck(
      context: world.context, file: { (path: "/docker/config.json", config: config) }, host: Sample.host
    ).check(&finding)
    switch source {
    case .helper(let name): #expect(name == example.source)
    case .file: #expect(example.source == "file")
    case .nowhere: #expect(example.source == "nowhere")
    }
    #expect(finding.state == example.state)
    #expect(
      (finding.problems.first ?? "").hasPrefix(example.problem) && finding.problems.isEmpty == example.problem.isEmpty)
  }
}
