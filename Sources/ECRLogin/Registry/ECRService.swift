/// Which of the two services has a registry.
enum ECRService: Hashable, Sendable {
  case ecr
  case ecrPublic

  /// The name that signatures carry.
  var signingName: String {
    switch self {
    case .ecr: "ecr"
    case .ecrPublic: "ecr-public"
    }
  }

  /// What messages call it.
  var displayName: String {
    switch self {
    case .ecr: "Amazon ECR"
    case .ecrPublic: "Amazon ECR Public"
    }
  }
}
