import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

/// The checks of `doctor` one by one, in what a runner along the whole chain does not meet.
@Suite struct DoctorChecksTests {
  private static let other = "999999999999.dkr.ecr.us-east-1.amazonaws.com"
  private static let identity = ["AWS_ROLE_ARN": Sample.role, "AWS_REGION": "eu-central-1"]

  private static func facts(_ finding: CheckResult) -> [String] {
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
    var finding = CheckResult(.registry)
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
    var finding = CheckResult(.registry)
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
    var finding = CheckResult(.certificates)
    if let problem {
      #expect(try failure { _ = try check.check(&finding) }.description == problem)
    } else {
      _ = try check.check(&finding)
    }
    #expect(Self.facts(finding) == [fact])
  }
}
