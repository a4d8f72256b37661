import Basics

/// What IAM makes of a trust policy for one request, with everything that was compared on the way.
package struct TrustEvaluation: Sendable {
  /// Whether something holds; `unknown` where it depends on what only AWS knows.
  enum Outcome: Sendable, Hashable {
    case holds
    case fails
    case unknown

    init(_ holds: Bool) { self = holds ? .holds : .fails }

    /// Both have to hold.
    static func && (left: Outcome, right: Outcome) -> Outcome {
      left == .fails || right == .fails ? .fails : left == .unknown || right == .unknown ? .unknown : .holds
    }
  }

  package enum Decision: Sendable, Hashable {
    case allowed
    case refused
    case unknown
  }

  /// One comparison.
  struct Comparison: Sendable {
    var condition: TrustStatement.Condition
    /// What the request has for the key.
    var value: TrustRequest.Value
    var outcome: Outcome
    /// Whether the operator is one that IAM has.
    var isKnown: Bool
  }

  struct Statement: Sendable {
    var statement: TrustStatement
    var action: Outcome
    var principal: Outcome
    var comparisons: [Comparison]

    /// Whether the statement is about this request.
    var applies: Outcome {
      guard statement.defect == nil else { return .fails }
      return comparisons.reduce(action && principal) { $0 && $1.outcome }
    }
  }

  let statements: [Statement]
  package let decision: Decision

  /// Evaluates a policy: who is not allowed is refused, and a statement that denies beats all that allow.
  package init(_ policy: PolicyDocument, _ request: TrustRequest) {
    let statements = policy.statements.map { Self.evaluate($0, policy, request) }
    self.statements = statements
    func outcomes(_ effect: String) -> [Outcome] {
      statements.filter { $0.statement.effect == effect }.map(\.applies)
    }
    let denials = outcomes("Deny")
    let permissions = outcomes("Allow")
    // IAM does not take a policy of which one statement is not valid.
    let isValid = statements.allSatisfy { $0.statement.defect == nil }
    if !isValid || denials.contains(.holds) || permissions.allSatisfy({ $0 == .fails }) {
      decision = .refused
    } else {
      decision = denials.contains(.unknown) || !permissions.contains(.holds) ? .unknown : .allowed
    }
  }

  private static func evaluate(_ statement: TrustStatement, _ policy: PolicyDocument, _ request: TrustRequest)
    -> Statement
  {
    Statement(
      statement: statement,
      action: selects(statement.actions) {
        WildcardPattern($0.lowercasedASCII()).matches(TrustRequest.action.lowercasedASCII())
      },
      principal: selects(statement.principals, request.isPrincipal),
      comparisons: statement.conditions.map { compare($0, policy, request) })
  }

  private static func selects(_ selection: TrustStatement.Selection?, _ matches: (String) -> Bool) -> Outcome {
    guard let selection else { return .fails }
    return Outcome(selection.values.contains(where: matches) != selection.isNegated)
  }

  private static func compare(
    _ condition: TrustStatement.Condition, _ policy: PolicyDocument, _ request: TrustRequest
  ) -> Comparison {
    let value = request.value(of: condition.key)
    guard let name = ConditionOperator(condition.operatorName) else {
      return Comparison(condition: condition, value: value, outcome: .fails, isKnown: false)
    }
    let hasVariables =
      policy.hasVariables && (name.comparison.isForStrings || name.comparison.rawValue.containsUTF8("Arn"))
    var dependsOnUnknown = false
    let wanted = condition.values.map { text in
      PolicyPattern(text, hasVariables: hasVariables) { key in
        switch request.value(of: key) {
        case .values(let values): return values.count == 1 ? values[0] : nil
        case .absent: return nil
        case .unknown:
          dependsOnUnknown = true
          return nil
        }
      }
    }
    let outcome: Outcome =
      switch value {
      case .values(let values): dependsOnUnknown ? .unknown : Outcome(name.holds(values, wanted))
      case .absent: Outcome(name.holdsWithoutKey(wanted))
      case .unknown: .unknown
      }
    return Comparison(condition: condition, value: value, outcome: outcome, isKnown: true)
  }
}
