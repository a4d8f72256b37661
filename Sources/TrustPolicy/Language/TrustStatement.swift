import Basics

/// A statement of a trust policy, as it is evaluated.
struct TrustStatement: Sendable {
  /// What an element has, and whether everything else is meant (`NotAction`).
  struct Selection: Sendable {
    var values: [String]
    var isNegated: Bool
    var offset: Int
  }

  /// One key of one operator.
  struct Condition: Sendable {
    /// The operator as it is spelled.
    var operatorName: String
    var key: String
    var values: [String]
    var offset: Int
  }

  var effect: String
  var actions: Selection?
  /// `*`, or the kind and the name: `Federated arn:aws:iam::…`.
  var principals: Selection?
  var conditions: [Condition]
  var offset: Int
  /// Why IAM would not take the statement, where it would not.
  var defect: String?

  /// Reads a statement; what is not of the right kind is noted as its defect.
  init(_ node: LocatedJSON) {
    offset = node.offset
    effect = node["Effect"]?.value.string ?? ""
    conditions = []
    guard node.members != nil else {
      defect = "it is not an object"
      return
    }
    if effect != "Allow" && effect != "Deny" { defect = "its Effect is neither Allow nor Deny" }
    actions = Self.selection("Action", node, &defect) { $0.texts?.map(\.value) }
    principals = Self.selection("Principal", node, &defect, Self.principals)
    if let condition = node["Condition"]?.value { read(condition) }
  }

  private static func selection(
    _ name: String, _ node: LocatedJSON, _ defect: inout String?, _ read: (LocatedJSON) -> [String]?
  ) -> Selection? {
    guard let member = node[name] ?? node["Not\(name)"], let values = read(member.value), !values.isEmpty,
      node[name] == nil || node["Not\(name)"] == nil
    else {
      defect = defect ?? "it needs either \(name) or Not\(name), with a value"
      return nil
    }
    return Selection(values: values, isNegated: member.key != name, offset: member.keyOffset)
  }

  private static func principals(_ node: LocatedJSON) -> [String]? {
    if let string = node.string { return string == "*" ? ["*"] : nil }
    guard let members = node.members else { return nil }
    var values: [String] = []
    for member in members {
      guard let texts = member.value.texts else { return nil }
      values += texts.map { "\(member.key) \($0.value)" }
    }
    return values
  }

  private mutating func read(_ node: LocatedJSON) {
    guard let operators = node.members else {
      defect = defect ?? "its Condition is not an object"
      return
    }
    for entry in operators {
      guard let keys = entry.value.members else {
        defect = defect ?? "its \(entry.key.quoted) is not an object"
        continue
      }
      if ConditionOperator(entry.key) == nil {
        defect = defect ?? "IAM has no operator \(entry.key.quoted)"
      }
      for key in keys {
        guard let values = key.value.texts?.map(\.value) else {
          defect = defect ?? "the values of \(key.key.quoted) are not strings"
          continue
        }
        conditions.append(
          Condition(operatorName: entry.key, key: key.key, values: values, offset: key.keyOffset))
      }
    }
  }
}

/// A trust policy, as it is evaluated.
package struct PolicyDocument: Sendable {
  var statements: [TrustStatement]
  /// Whether its version knows variables: that of 2008, which holds where none is named, does not.
  var hasVariables: Bool

  init(statements: [TrustStatement], hasVariables: Bool) {
    self.statements = statements
    self.hasVariables = hasVariables
  }

  /// Reads a policy; `nil` where there is no statement to be found.
  package init?(_ node: LocatedJSON) {
    guard let statement = node["Statement"]?.value else { return nil }
    statements = statement.elements.map { TrustStatement($0) }
    hasVariables = node["Version"]?.value.string == "2012-10-17"
  }
}
