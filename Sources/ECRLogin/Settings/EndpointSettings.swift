import AWSAuth
import Basics

extension Settings {
  /// Where STS is.
  /// - Parameters:
  ///   - region: The region that is meant.
  ///   - variant: Which of the service's names is used, unless a setting says otherwise.
  /// - Returns: The endpoint that a setting names, else AWS's own.
  /// - Throws: `Diagnostic`: the setting cannot be used.
  func stsEndpoint(in region: Region, _ variant: EndpointVariant) throws -> Endpoint {
    try customEndpoint(.stsEndpoint) ?? .sts(in: region, self.variant(variant))
  }

  /// Where ECR's API is.
  func ecrEndpoint(for api: TokenScope) throws -> Endpoint {
    switch api.service {
    case .ecr:
      return try customEndpoint(.ecrEndpoint) ?? .ecr(in: api.region, variant(api.variant))
    case .ecrPublic:
      if let endpoint = try customEndpoint(.ecrPublicEndpoint) { return endpoint }
      let variant = try variant(api.variant)
      guard !variant.fips else {
        throw Diagnostic(
          .invalidConfiguration, "AWS_USE_FIPS_ENDPOINT is true, but Amazon ECR Public has no FIPS endpoint",
          advice: "Use a private registry, or switch AWS_USE_FIPS_ENDPOINT off for this one.")
      }
      return .ecrPublic(in: api.region, variant)
    }
  }

  /// The build's token service; `nil` where it is not configured completely.
  func buildEndpoint() throws -> (Endpoint, Secret)? {
    guard let url = environment[.buildURL], let token = try environment.key(.buildAPIToken)
    else { return nil }
    return (try diagnosing { try Endpoint(url, from: "BITRISE_BUILD_URL") }, Secret(token))
  }

  private func variant(_ asked: EndpointVariant) throws -> EndpointVariant {
    EndpointVariant(
      fips: try environment.flag(.usesFIPS) ?? asked.fips,
      dualStack: try environment.flag(.usesDualStack) ?? asked.dualStack)
  }

  /// What to do about one of AWS's own hosts that is not reached; `nil` where nothing is known of it.
  func hint(about host: String) -> String? {
    guard host.begins(with: "ecr-fips.") || host.begins(with: "sts-fips.") else { return nil }
    let isAskedFor = (try? environment.flag(.usesFIPS)) == true
    return (isAskedFor ? "AWS_USE_FIPS_ENDPOINT" : "The registry's host")
      + " asks for a FIPS endpoint, which AWS has in few regions: where there is none, "
      + (isAskedFor ? "unset it." : "use the registry's host without -fips.")
  }

  private func customEndpoint(_ variable: Variable) throws -> Endpoint? {
    guard let (name, value) = environment.first(of: [variable, .endpoint]),
      try environment.flag(.ignoresEndpoints) != true
    else { return nil }
    for (flag, form) in [(Variable.usesFIPS, "FIPS"), (.usesDualStack, "dual-stack")]
    where try environment.flag(flag) == true {
      throw Diagnostic(
        .invalidConfiguration, "\(flag.name) is true, but \(name) names an endpoint, which has no \(form) form",
        advice: "Unset one of them: the SDKs of AWS refuse both together, too.")
    }
    return try diagnosing { try Endpoint(value, from: name) }
  }
}
