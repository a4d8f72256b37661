/// A token that is wanted: of which API, and by whose settings.
///
/// One token serves all registries of an API, unless the configuration file has a role for one of them.
struct TokenRequest: Hashable, Sendable {
  let api: TokenScope
  /// The registry whose own settings count; `nil` where those of all registries do.
  let host: String?

  init(api: TokenScope, host: String? = nil) {
    self.api = api
    self.host = host
  }

  /// The request that a registry needs.
  init(_ argument: RegistryArgument, _ settings: Settings) {
    guard case .registry(let registry) = argument, settings.hasOwnSettings(for: registry.host) else {
      self.init(api: argument.api)
      return
    }
    self.init(api: registry.api, host: registry.host)
  }
}
