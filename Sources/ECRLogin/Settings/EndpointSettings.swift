import AWSAuth

extension Settings {
  /// Where STS is, for a registry.
  func stsEndpoint(for registry: ECRRegistry) throws -> Endpoint {
    try customEndpoint("AWS_ENDPOINT_URL_STS") ?? .sts(in: registry.region, variant(for: registry))
  }

  /// Where the API of a registry is.
  func ecrEndpoint(for registry: ECRRegistry) throws -> Endpoint {
    switch registry.kind {
    case .account:
      return try customEndpoint("AWS_ENDPOINT_URL_ECR") ?? .ecr(in: registry.region, variant(for: registry))
    case .publicGallery:
      if let endpoint = try customEndpoint("AWS_ENDPOINT_URL_ECR_PUBLIC") { return endpoint }
      let variant = try variant(for: registry)
      guard !variant.fips else {
        throw AuthenticationFailure(
          .invalidConfiguration, "AWS_USE_FIPS_ENDPOINT is true, but Amazon ECR Public has no FIPS endpoint",
          advice: "Use a private registry, or switch AWS_USE_FIPS_ENDPOINT off for this one.")
      }
      return .ecrPublic(in: registry.region, variant)
    }
  }

  /// The build's token service; `nil` where it is not configured completely.
  func buildEndpoint() throws -> (Endpoint, Secret)? {
    guard let url = environment["BITRISE_BUILD_URL"], let token = try environment.headerValue("BITRISE_BUILD_API_TOKEN")
    else { return nil }
    return (try Endpoint(url, from: "BITRISE_BUILD_URL"), Secret(token))
  }

  private func variant(for registry: ECRRegistry) throws -> EndpointVariant {
    EndpointVariant(
      fips: try environment.flag("AWS_USE_FIPS_ENDPOINT") ?? registry.variant.fips,
      dualStack: try environment.flag("AWS_USE_DUALSTACK_ENDPOINT") ?? registry.variant.dualStack)
  }

  private func customEndpoint(_ variable: String) throws -> Endpoint? {
    guard let (name, value) = environment.first(of: [variable, "AWS_ENDPOINT_URL"]) else { return nil }
    return try Endpoint(value, from: name)
  }
}
