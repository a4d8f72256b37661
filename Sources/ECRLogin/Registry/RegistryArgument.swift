import AWSAuth
import Basics

/// A registry as somebody names it on the command line.
enum RegistryArgument: Hashable, Sendable {
  case registry(ECRRegistry)
  /// The registry of the identity's own account, which AWS tells.
  case own(TokenScope)

  /// The API that its token comes from.
  var api: TokenScope {
    switch self {
    case .registry(let registry): registry.api
    case .own(let api): api
    }
  }

  /// What messages call it, before its host is known.
  var description: String {
    switch self {
    case .registry(let registry): registry.host
    case .own(let api): "the registry of the role's own account in \(api.region)"
    }
  }
}
