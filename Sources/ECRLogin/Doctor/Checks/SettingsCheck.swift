import AWSAuth
import Basics

/// The settings, each with the place that it is from, and whether they can be used together.
struct SettingsCheck {
  let context: ProcessContext
  let settings: Settings
  /// Whose region and partition count; `nil` where no registry is known.
  let registry: ECRRegistry?

  func check(_ finding: inout CheckResult) throws {
    describe(&finding)
    _ = try (settings.role(), settings.duration(), settings.sessionName(), settings.timeout(), settings.usesCache())
    let region = try registry?.region ?? settings[.region].map { _ in try settings.region() }
    if let region {
      _ = try settings.stsEndpoint(in: region, registry?.variant ?? EndpointVariant())
      if let registry { _ = try settings.ecrEndpoint(for: registry.api) }
    }
    // The certificates have a link of their own.
    let withoutCertificates = settings.changed(
      Dictionary(uniqueKeysWithValues: Variable.certificates.map { ($0, nil) }))
    let session = try AWSSession(
      CommandContext(context, withoutCertificates), partition: region?.partition ?? .aws)
    switch session.identity {
    case .webIdentity(_, let tokens):
      finding.add("identity", "the role, with an identity token from \(tokens.sourceName)")
    case .assumedRole(_, let keys):
      finding.add("identity", "the role, with the access key \(keys.accessKeyID)", "AWS_ACCESS_KEY_ID")
    case .keys(let keys):
      finding.add("identity", "the access key \(keys.accessKeyID)", "AWS_ACCESS_KEY_ID")
    }
  }

  private func describe(_ finding: inout CheckResult) {
    func add(_ setting: Setting, _ title: String, otherwise: String, _ source: String = "default") {
      let given = settings[setting]
      finding.add(title, given?.value ?? otherwise, given?.source ?? source)
    }
    add(.roleARN, "role", otherwise: "none")
    let partition = registry?.region.partition ?? .aws
    add(.audience, "audience", otherwise: partition.defaultAudience)
    let number = context.environment[.buildNumber]
    add(
      .sessionName, "session name", otherwise: number.map { "bitrise-\($0)" } ?? Program.name,
      number == nil ? "default" : "BITRISE_BUILD_NUMBER")
    add(.durationSeconds, "session seconds", otherwise: "the role's own")
    if let registry {
      finding.add("region", registry.region.name, "the registry's host")
    } else {
      add(.region, "region", otherwise: "none")
    }
    add(.timeout, "time limit, seconds", otherwise: "45")
    if let file = settings[.webIdentityTokenFile] { finding.add("token file", file.value, file.source) }
    for variable in Variable.endpoints {
      // What stands before an @ or behind a ? may be a secret; the setting is refused then, without that.
      if let value = context.environment[variable], !value.hasAny(of: "@?") {
        finding.add(variable.name, value)
      }
    }
  }
}
