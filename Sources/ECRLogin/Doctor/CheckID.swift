/// One link of the chain from the settings to the registry, in the order in which they are checked.
enum CheckID: String, CaseIterable, Sendable {
  case configuration
  case registry
  case settings
  case dockerConfig = "docker-config"
  case otherClients = "other-clients"
  case program
  case libcurl
  case certificates
  case proxy
  case connection
  case clock
  case identityToken = "identity-token"
  case sts
  case ecr
  case answer
  case storedPassword = "stored-password"
  case pull
  case push

  /// What the report calls it.
  var title: String {
    switch self {
    case .configuration: "configuration file"
    case .settings: "settings"
    case .registry: "registry"
    case .dockerConfig: "Docker's config.json"
    case .otherClients: "other clients"
    case .program: "program on the PATH"
    case .libcurl: "libcurl"
    case .certificates: "certificates"
    case .proxy: "proxy"
    case .connection: "connection"
    case .clock: "clock"
    case .identityToken: "identity token"
    case .sts: "AWS STS"
    case .ecr: "Amazon ECR"
    case .answer: "registry's answer"
    case .storedPassword: "stored password"
    case .pull: "pull"
    case .push: "push"
    }
  }
}
