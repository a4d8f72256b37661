import AWSAuth
import Basics

/// Who we are towards AWS, found out without asking anybody.
enum Identity: Sendable {
  /// A role, assumed with the build's identity token.
  case webIdentity(RoleARN, IdentityTokenProvider)
  /// A role, assumed with keys.
  case assumedRole(RoleARN, by: Credentials)
  /// Keys, as they are.
  case keys(Credentials)

  /// Chooses: a named role with a token, else with keys; keys alone where no role is named.
  /// - Throws: `Diagnostic`: there is nothing to choose from, or what was chosen cannot be used.
  init(
    role: RoleARN?, tokens: @autoclosure () throws -> IdentityTokenProvider?, keys: () throws -> Credentials?
  ) throws {
    if let role {
      if let tokens = try tokens() {
        self = .webIdentity(role, tokens)
      } else if let keys = try keys() {
        self = .assumedRole(role, by: keys)
      } else {
        throw Diagnostic(
          .notConfigured, "there is neither an identity token nor a key to assume the role \(role) with",
          advice: "Set one of BITRISE_IDENTITY_TOKEN, BITRISE_BUILD_URL with BITRISE_BUILD_API_TOKEN, "
            + "AWS_WEB_IDENTITY_TOKEN_FILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY.")
      }
      return
    }
    if let keys = try keys() {
      self = .keys(keys)
      return
    }
    throw Diagnostic(
      .notConfigured, "no role is named, and there are no AWS keys",
      advice: "Name the IAM role to assume in AWS_ROLE_ARN, or as roleArn in the configuration file.")
  }

  /// Whose credentials they are, for messages.
  var description: String {
    switch self {
    case .webIdentity(let role, _), .assumedRole(let role, _): "role \(role)"
    case .keys(let keys): "access key \(keys.accessKeyID.printable(limit: 128))"
    }
  }

  /// What the cache tells identities apart by: the role's ARN or the access key's id.
  var cacheName: String {
    switch self {
    case .webIdentity(let role, _): role.description
    // Two keys may assume the same role, and lose that right one by one.
    case .assumedRole(let role, let keys): "\(role) \(keys.accessKeyID)"
    case .keys(let keys): keys.accessKeyID
    }
  }

  /// Whom the identity token is for, where one is used.
  var audience: String? {
    if case .webIdentity(_, let tokens) = self { tokens.audience } else { nil }
  }

  /// The role, if one is assumed.
  var role: RoleARN? {
    switch self {
    case .webIdentity(let role, _), .assumedRole(let role, _): role
    case .keys: nil
    }
  }
}
