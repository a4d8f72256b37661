import AWSAuth

extension Endpoint {
  /// AWS's own API endpoint of Amazon ECR in a region.
  static func ecr(in region: Region, _ variant: EndpointVariant = EndpointVariant()) -> Endpoint {
    // AWS documents the FIPS host as `ecr-fips`; the `api.` before it, which newer SDKs put there, is
    // documented for the plain host only, where in turn it is the one that PrivateLink serves.
    let name = variant.fips ? "ecr-fips" : variant.dualStack ? "ecr" : "api.ecr"
    return Endpoint(knownHost: "\(name).\(region).\(region.dnsSuffix(variant))")
  }

  /// AWS's own API endpoint of Amazon ECR Public; it exists in partition `aws` only, and has no FIPS name.
  static func ecrPublic(in region: Region, _ variant: EndpointVariant = EndpointVariant()) -> Endpoint {
    let name = variant.dualStack ? "ecr-public" : "api.ecr-public"
    return Endpoint(knownHost: "\(name).\(region).\(region.dnsSuffix(variant))")
  }
}
