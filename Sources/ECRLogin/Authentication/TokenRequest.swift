import AWSAuth

/// A token that is wanted: of which API, and by whose settings.
///
/// One token serves all registries of an API, unless the configuration file has a role for one of them.
struct TokenRequest: Hashable, Sendable {
  let api: ECRAPI
  /// The registry whose own settings count; `nil` where those of all registries do.
  let host: String?

  init(_ argument: RegistryArgument, _ settings: Settings) {
    api = argument.api
    guard case .registry(let registry) = argument, settings.hasOwnSettings(for: registry.host) else {
      host = nil
      return
    }
    host = registry.host
  }
}
