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

  /// What holds, and where it is from.
  private func value(of setting: Setting) -> Settings.Sourced? {
    if setting == .region, let registry {
      return Settings.Sourced(value: registry.region.name, source: "the registry's host")
    }
    return settings[setting] ?? settings.standard(setting, in: registry?.region.partition ?? .aws)
  }

  private func describe(_ finding: inout CheckResult) {
    for definition in SettingDefinition.all {
      guard let title = definition.title else { continue }
      let found = value(of: definition.setting)
      // Most builds have no such file, and need none.
      if found == nil, definition.setting == .webIdentityTokenFile { continue }
      finding.add(title, found?.value ?? "none", found?.source ?? "default")
    }
    for variable in Variable.endpoints {
      // What stands before an @ or behind a ? may be a secret; the setting is refused then, without that.
      if let value = context.environment[variable], !value.hasAny(of: "@?") {
        finding.add(variable.name, value)
      }
    }
  }
}
