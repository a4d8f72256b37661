import AWSAuth
import Basics

extension Settings {
  /// Where STS is.
  /// - Parameters:
  ///   - region: The region that is meant.
  ///   - variant: Which of the service's names is used, unless a setting says otherwise.
  /// - Returns: The endpoint that a setting names, else AWS's own.
  /// - Throws: `AuthenticationFailure`: the setting cannot be used.
  func stsEndpoint(in region: Region, _ variant: EndpointVariant) throws -> Endpoint {
    try customEndpoint("AWS_ENDPOINT_URL_STS") ?? .sts(in: region, self.variant(variant))
  }

  /// Where ECR's API is.
  func ecrEndpoint(for api: ECRAPI) throws -> Endpoint {
    switch api.service {
    case .ecr:
      return try customEndpoint("AWS_ENDPOINT_URL_ECR") ?? .ecr(in: api.region, variant(api.variant))
    case .ecrPublic:
      if let endpoint = try customEndpoint("AWS_ENDPOINT_URL_ECR_PUBLIC") { return endpoint }
      let variant = try variant(api.variant)
      guard !variant.fips else {
        throw AuthenticationFailure(
          .invalidConfiguration, "AWS_USE_FIPS_ENDPOINT is true, but Amazon ECR Public has no FIPS endpoint",
          advice: "Use a private registry, or switch AWS_USE_FIPS_ENDPOINT off for this one.")
      }
      return .ecrPublic(in: api.region, variant)
    }
  }

  /// The build's token service; `nil` where it is not configured completely.
  func buildEndpoint() throws -> (Endpoint, Secret)? {
    guard let url = environment["BITRISE_BUILD_URL"], let token = try environment.key("BITRISE_BUILD_API_TOKEN")
    else { return nil }
    return (try Endpoint(url, from: "BITRISE_BUILD_URL"), Secret(token))
  }

  private func variant(_ asked: EndpointVariant) throws -> EndpointVariant {
    EndpointVariant(
      fips: try environment.flag("AWS_USE_FIPS_ENDPOINT") ?? asked.fips,
      dualStack: try environment.flag("AWS_USE_DUALSTACK_ENDPOINT") ?? asked.dualStack)
  }

  /// What to do about one of AWS's own hosts that is not reached; `nil` where nothing is known of it.
  func hint(about host: String) -> String? {
    guard host.begins(with: "ecr-fips.") || host.begins(with: "sts-fips.") else { return nil }
    let isAskedFor = (try? environment.flag("AWS_USE_FIPS_ENDPOINT")) == true
    return (isAskedFor ? "AWS_USE_FIPS_ENDPOINT" : "The registry's host")
      + " asks for a FIPS endpoint, which AWS has in few regions: where there is none, "
      + (isAskedFor ? "unset it." : "use the registry's host without -fips.")
  }

  private func customEndpoint(_ variable: String) throws -> Endpoint? {
    guard let (name, value) = environment.first(of: [variable, "AWS_ENDPOINT_URL"]),
      try environment.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") != true
    else { return nil }
    for (flag, form) in [("AWS_USE_FIPS_ENDPOINT", "FIPS"), ("AWS_USE_DUALSTACK_ENDPOINT", "dual-stack")]
    where try environment.flag(flag) == true {
      throw AuthenticationFailure(
        .invalidConfiguration, "\(flag) is true, but \(name) names an endpoint, which has no \(form) form",
        advice: "Unset one of them: the SDKs of AWS refuse both together, too.")
    }
    return try Endpoint(value, from: name)
  }
}
