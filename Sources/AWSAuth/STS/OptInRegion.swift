extension Region {
  /// The regions of the partition `aws` that every account has; all others there an account has to enable first.
  ///
  /// Those that were opened before 20 March 2019: from then on every new one has to be enabled.
  private static let enabledByDefault: Set<String> = [
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1", "eu-central-1", "eu-west-1",
    "eu-west-2", "eu-west-3", "eu-north-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1",
    "ap-northeast-2", "ap-northeast-3",
  ]

  /// Whether an account has to enable the region before it can do anything there.
  package var isOptIn: Bool { partition == .aws && !Self.enabledByDefault.contains(name) }
}
