/// Which of a service's network names is used.
package struct EndpointVariant: Sendable, Hashable {
  /// The one that runs FIPS 140 validated cryptography.
  package var fips: Bool

  /// The one that has IPv6 addresses too.
  package var dualStack: Bool

  /// Creates a variant; the plain one without arguments.
  package init(fips: Bool = false, dualStack: Bool = false) {
    self.fips = fips
    self.dualStack = dualStack
  }
}

extension Region {
  /// What the region's hosts end in, without a leading dot.
  package func dnsSuffix(_ variant: EndpointVariant) -> String {
    variant.dualStack ? partition.dualStackSuffix : partition.dnsSuffix
  }
}
