import Basics

/// What `trust-policy explain` prints: every comparison, and what came of it.
package struct PolicyExplanation {
  let evaluation: TrustEvaluation
  let request: TrustRequest
  let text: SourceText
  /// Whether the token has expired, and AWS refuses it whatever the policy says.
  var isExpired = false

  /// Creates an explanation.
  package init(evaluation: TrustEvaluation, request: TrustRequest, text: SourceText, isExpired: Bool) {
    self.evaluation = evaluation
    self.request = request
    self.text = text
    self.isExpired = isExpired
  }

  package var lines: String {
    var lines: [String] = []
    for (index, result) in evaluation.statements.enumerated() {
      if index > 0 { lines.append("") }
      lines += statement(index + 1, result)
    }
    return (lines + ["", decision]).joined(separator: "\n")
  }

  private func statement(_ number: Int, _ result: TrustEvaluation.Statement) -> [String] {
    let statement = result.statement
    let effect = statement.effect.isEmpty ? "no Effect" : statement.effect.printable(limit: 40)
    var lines = ["Statement \(number) (line \(text.position(of: statement.offset).line)): \(effect)"]
    if let action = statement.actions {
      lines.append(line(result.action, name("Action", action), action.values, TrustRequest.action))
    }
    if let principal = statement.principals {
      lines.append(line(result.principal, name("Principal", principal), principal.values, nil) + "; \(who)")
    }
    for comparison in result.comparisons { lines.append(line(comparison)) }
    let denies = statement.effect == "Deny"
    let verdict =
      if let defect = statement.defect {
        "IAM refuses the policy: \(defect)."
      } else {
        switch result.applies {
        case .holds: denies ? "It denies." : "It allows."
        case .fails: "It does not apply."
        case .unknown: "Whether it applies only AWS knows."
        }
      }
    return lines + ["  \(verdict)"]
  }

  /// Through what the token comes, as far as it is known.
  private var who: String {
    let account = request.account.map { "account \($0)" } ?? "an account that is not known"
    let partition = request.partition.map { " of \($0)" } ?? ""
    return "the request comes through oidc-provider/\(request.issuer.printable(limit: 200)) in \(account)\(partition)"
  }

  private func name(_ element: String, _ selection: TrustStatement.Selection) -> String {
    selection.isNegated ? "Not\(element)" : element
  }

  private func line(
    _ outcome: TrustEvaluation.Outcome, _ name: String, _ values: [String], _ request: String?
  ) -> String {
    "  \(mark(outcome)) \(name): \(list(values))\(request.map { "; the request is \($0)" } ?? "")"
  }

  private func line(_ comparison: TrustEvaluation.Comparison) -> String {
    let condition = comparison.condition
    let has =
      switch comparison.value {
      case .values(let values): "the request has \(list(values))"
      case .absent: "the request has no such key"
      case .unknown: "only AWS knows what the request has"
      }
    let defect = comparison.isKnown ? "" : "; IAM has no such operator"
    return "  \(mark(comparison.outcome)) \(condition.operatorName.printable(limit: 80)) "
      + "\(condition.key.printable(limit: 200)): \(list(condition.values)); \(has)\(defect)"
  }

  private func mark(_ outcome: TrustEvaluation.Outcome) -> String {
    switch outcome {
    case .holds: "yes"
    case .fails: "no "
    case .unknown: "?  "
    }
  }

  private func list(_ values: [String]) -> String {
    let shown = values.prefix(20).map(\.quoted).joined(separator: " or ")
    return shown.isEmpty ? "(none)" : values.count > 20 ? "\(shown) or \(values.count - 20) more" : shown
  }

  private var decision: String {
    if isExpired, evaluation.decision != .refused {
      return "Refused: the token has expired; "
        + (evaluation.decision == .allowed
          ? "the policy allows it." : "but for that only AWS knows what the policy says.")
    }
    let denies = evaluation.statements.contains { $0.statement.effect == "Deny" && $0.applies == .holds }
    return switch evaluation.decision {
    case .allowed: "Allowed."
    case .unknown: "Whether it is allowed depends on what only AWS knows."
    case .refused:
      evaluation.statements.contains { $0.statement.defect != nil }
        ? "Refused: the policy is not valid."
        : denies ? "Refused: a statement denies it." : "Refused: no statement allows it."
    }
  }
}
