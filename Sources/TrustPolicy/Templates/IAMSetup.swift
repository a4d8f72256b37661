import Basics

/// All that IAM needs for a build: the provider, a role that trusts it, and what the role may do.
package struct IAMSetup: Sendable {
  /// A statement of the permission policy.
  struct Permission: Sendable, Hashable {
    var sid: String
    var actions: [String]
    var resources: [String]
  }

  package var provider: ProviderARN
  package var audience: String
  package var subjects: [String]
  package var roleName: String
  /// The path in the role's ARN, `/` for none.
  package var rolePath: String
  /// The ARNs of the repositories that may be pulled from.
  package var pull: [String]
  /// The ARNs of the repositories that may be pushed to.
  package var push: [String]
  package var isPublic: Bool

  static let policyName = "ecr"

  /// Creates a plan.
  package init(
    provider: ProviderARN, audience: String, subjects: [String], roleName: String, rolePath: String, pull: [String],
    push: [String], isPublic: Bool
  ) {
    self.provider = provider
    self.audience = audience
    self.subjects = subjects
    self.roleName = roleName
    self.rolePath = rolePath
    self.pull = pull
    self.push = push
    self.isPublic = isPublic
  }

  package var url: String { "https://\(provider.host)" }

  var conditions: [TrustPolicyBuilder.Condition] {
    TrustPolicyBuilder.conditions(issuer: provider.host, audience: audience, subjects: subjects)
  }

  /// The role's trust policy.
  /// - Parameter provider: What names the provider in a template; its ARN where there is none.
  /// - Returns: The document.
  func trustPolicy(provider: JSONValue? = nil) -> JSONValue {
    TrustPolicyBuilder.policy([
      TrustPolicyBuilder.statement(
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
      permissions.append(Permission(sid: "Pull", actions: Self.pullActions, resources: pullOnly))
    }
    if !push.isEmpty {
      let both = push.filter(pull.contains)
      let alone = push.filter { !pull.contains($0) }
      if !alone.isEmpty {
        permissions.append(Permission(sid: "Push", actions: Self.pushActions, resources: alone))
      }
      if !both.isEmpty {
        permissions.append(
          Permission(
            sid: "PullAndPush", actions: Self.pushActions + Self.pullActions.filter { !Self.pushActions.contains($0) },
            resources: both))
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
  var permissionPolicy: JSONValue {
    TrustPolicyBuilder.policy(
      permissions.map { permission in
        .object([
          .init("Sid", .string(permission.sid)), .init("Effect", .string("Allow")),
          .init("Action", .strings(permission.actions)), .init("Resource", .strings(permission.resources)),
        ])
      })
  }

  /// What ECR compares with a pull.
  package static let pullActions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
  /// What ECR compares with a push.
  package static let pushActions = [
    "ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload",
    "ecr:PutImage", "ecr:BatchGetImage",
  ]
}
