import Basics

/// The parts of a trust policy, as they are written.
enum TrustPolicyBuilder {
  /// One condition as it is written.
  struct Condition: Sendable, Hashable {
    var name: String
    var key: String
    var values: [String]
  }

  /// What has to hold of a token: its audience, and its subject by a wildcard only where there is one.
  static func conditions(issuer: String, audience: String, subjects: [String]) -> [Condition] {
    [
      Condition(name: "StringEquals", key: "\(issuer):aud", values: [audience]),
      Condition(
        name: ConditionComparison.meant(by: subjects).rawValue, key: "\(issuer):sub", values: subjects),
    ]
  }

  /// The statement that lets such tokens in.
  /// - Parameters:
  ///   - provider: The provider's ARN, or what stands for it in a template.
  ///   - conditions: What has to hold.
  /// - Returns: The statement.
  static func statement(provider: JSONValue, conditions: [Condition]) -> JSONValue {
    var operators: [JSONValue.Member] = []
    for condition in conditions {
      let member = JSONValue.Member(condition.key, .strings(condition.values))
      if let index = operators.firstIndex(where: { $0.key == condition.name }),
        case .object(let members) = operators[index].value
      {
        operators[index].value = .object(members + [member])
      } else {
        operators.append(.init(condition.name, .object([member])))
      }
    }
    return .object([
      .init("Effect", .string("Allow")), .init("Principal", .object([.init("Federated", provider)])),
      .init("Action", .string(TrustRequest.action)), .init("Condition", .object(operators)),
    ])
  }

  /// A policy of those statements.
  static func policy(_ statements: [JSONValue]) -> JSONValue {
    .object([.init("Version", .string("2012-10-17")), .init("Statement", .array(statements))])
  }
}
