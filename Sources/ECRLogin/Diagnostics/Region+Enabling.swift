import AWSAuth

extension Region {
  /// What to do where AWS does not know an account in the region; `nil` where every account has it.
  var enablingAdvice: String? {
    guard isOptIn else { return nil }
    return "\(name) is a region that an account has to enable first: enable it in the AWS console, under Account, "
      + "AWS Regions, or use a registry in another region."
  }
}
