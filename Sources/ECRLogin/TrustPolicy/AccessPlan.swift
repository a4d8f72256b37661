import AWSAuth

/// All that IAM needs for a build: the provider, a role that trusts it, and what the role may do.
struct AccessPlan: Sendable {
  /// A statement of the permission policy.
  struct Permission: Sendable, Hashable {
    var sid: String
    var actions: [String]
    var resources: [String]
  }

  var provider: ProviderARN
  var audience: String
  var subjects: [String]
  var roleName: String
  /// The path in the role's ARN, `/` for none.
  var rolePath: String
  var pull: [RepositoryARN]
  var push: [RepositoryARN]
  var isPublic: Bool

  static let policyName = "ecr"

  var url: String { "https://\(provider.host)" }

  var conditions: [TrustDocuments.Condition] {
    TrustDocuments.conditions(issuer: provider.host, audience: audience, subjects: subjects)
  }

  /// The role's trust policy.
  /// - Parameter provider: What names the provider in a template; its ARN where there is none.
  /// - Returns: The document.
  func trustPolicy(provider: PolicyJSON? = nil) -> PolicyJSON {
    TrustDocuments.policy([
      TrustDocuments.statement(
        provider: provider ?? .string(self.provider.description), conditions: conditions)
    ])
  }

  /// What the role may do: nothing but what the repositories need.
  var permissions: [Permission] {
    var permissions: [Permission] = []
    if !isPublic || !pull.isEmpty || !push.isEmpty {
      // ECR has no narrower resource for this call.
      permissions.append(Permission(sid: "LogIn", actions: ["ecr:GetAuthorizationToken"], resources: ["*"]))
    }
    // Who pushes to a repository may pull from it by the same actions but one.
    let pullOnly = pull.filter { !push.contains($0) }
    if !pullOnly.isEmpty {
      permissions.append(Permission(sid: "Pull", actions: Self.pullActions, resources: pullOnly.map(\.description)))
    }
    if !push.isEmpty {
      let both = push.filter(pull.contains)
      let alone = push.filter { !pull.contains($0) }
      if !alone.isEmpty {
        permissions.append(Permission(sid: "Push", actions: Self.pushActions, resources: alone.map(\.description)))
      }
      if !both.isEmpty {
        permissions.append(
          Permission(
            sid: "PullAndPush", actions: Self.pushActions + Self.pullActions.filter { !Self.pushActions.contains($0) },
            resources: both.map(\.description)))
      }
    }
    if isPublic {
      permissions.append(
        Permission(
          sid: "LogInToPublic", actions: ["ecr-public:GetAuthorizationToken", "sts:GetServiceBearerToken"],
          resources: ["*"]))
    }
    return permissions
  }

  /// The permission policy.
  var permissionPolicy: PolicyJSON {
    TrustDocuments.policy(
      permissions.map { permission in
        .object([
          .init("Sid", .string(permission.sid)), .init("Effect", .string("Allow")),
          .init("Action", .strings(permission.actions)), .init("Resource", .strings(permission.resources)),
        ])
      })
  }

  /// What ECR compares with a pull.
  static let pullActions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
  /// What ECR compares with a push.
  static let pushActions = [
    "ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload",
    "ecr:PutImage", "ecr:BatchGetImage",
  ]
}
