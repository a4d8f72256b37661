extension Endpoint {
  /// AWS's own STS endpoint of a region.
  package static func sts(in region: Region, _ variant: EndpointVariant = EndpointVariant()) -> Endpoint {
    // GovCloud's plain host is its FIPS host.
    let isFIPSName = variant.fips && (region.partition.id != "aws-us-gov" || variant.dualStack)
    return Endpoint(knownHost: "\(isFIPSName ? "sts-fips" : "sts").\(region).\(region.dnsSuffix(variant))")
  }
}
