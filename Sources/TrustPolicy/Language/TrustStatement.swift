import Basics

/// A statement of a trust policy, as it is evaluated.
struct TrustStatement: Sendable {
  /// What an element has, and whether everything else is meant (`NotAction`).
  struct Selection: Sendable {
    var values: [String]
    var isNegated: Bool
  }

  /// One key of one operator.
  struct Condition: Sendable {
    /// The operator as it is spelled.
    var operatorName: String
    var key: String
    var values: [String]
  }

  var effect: String
  var actions: Selection?
  /// `*`, or the kind and the name: `Federated arn:aws:iam::…`.
  var principals: Selection?
  var conditions: [Condition]
  /// Where it was read; 0 for one that was written here.
  var offset: Int
  /// Why IAM would not take the statement, where it would not.
  var defect: String?

  /// Reads a statement; what is not of the right kind is noted as its defect.
  init(_ json: JSONValue, offset: Int = 0) {
    self.offset = offset
    effect = json["Effect"]?.string ?? ""
    conditions = []
    guard json.members != nil else {
      defect = "it is not an object"
      return
    }
    if effect != "Allow" && effect != "Deny" { defect = "its Effect is neither Allow nor Deny" }
    actions = Self.selection("Action", json, &defect, \.texts)
    principals = Self.selection("Principal", json, &defect, Self.principals)
    if let condition = json["Condition"] { read(condition) }
  }

  private static func selection(
    _ name: String, _ json: JSONValue, _ defect: inout String?, _ read: (JSONValue) -> [String]?
  ) -> Selection? {
    let (named, others) = (json[name], json["Not\(name)"])
    guard named == nil || others == nil, let values = (named ?? others).flatMap(read), !values.isEmpty else {
      defect = defect ?? "it needs either \(name) or Not\(name), with a value"
      return nil
    }
    return Selection(values: values, isNegated: named == nil)
  }

  private static func principals(_ json: JSONValue) -> [String]? {
    if let string = json.string { return string == "*" ? ["*"] : nil }
    guard let members = json.members else { return nil }
    var values: [String] = []
    for member in members {
      guard let texts = member.value.texts else { return nil }
      values += texts.map { "\(member.key) \($0)" }
    }
    return values
  }

  private mutating func read(_ json: JSONValue) {
    guard let operators = json.members else {
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
        guard let values = key.value.texts else {
          defect = defect ?? "the values of \(key.key.quoted) are not strings"
          continue
        }
        conditions.append(Condition(operatorName: entry.key, key: key.key, values: values))
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
    statements = statement.elements.map { TrustStatement($0.json, offset: $0.offset) }
    hasVariables = node["Version"]?.value.string == "2012-10-17"
  }
}
