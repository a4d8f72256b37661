import AWSAuth

/// Pulling without a password, which ECR Public allows to everybody, but more slowly.
enum AnonymousPulls {
  /// What it costs: AWS's quotas, as others report them; AWS's own page was not at hand.
  static let cost = "Docker pulls without a password then: 1 pull a second instead of 10"

  /// Whether a registry has no password for a reason that is none to keep anybody from pulling: nobody has configured
  /// an identity, or that may not ask for one.
  ///
  /// Every other failure is one, since whoever has configured something counts on it.
  /// - Parameters:
  ///   - registry: The registry.
  ///   - failure: Why there is no password.
  ///   - settings: What the user wants.
  /// - Returns: Whether Docker is to go on without one.
  static func areMeant(of registry: ECRRegistry, after failure: Diagnostic, _ settings: Settings) -> Bool {
    guard registry.kind == .publicGallery else { return false }
    switch failure.kind {
    case .notConfigured: return settings.resolved(for: registry.host)[.roleARN] == nil
    case .refused:
      return failure.service == ECRService.ecrPublic.signingName
        && ["AccessDenied", "AccessDeniedException"].contains(failure.code)
    case .invalidConfiguration, .timedOut, .unavailable, .malformedAnswer: return false
    }
  }
}
