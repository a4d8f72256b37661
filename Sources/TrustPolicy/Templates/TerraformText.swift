import Basics

/// The plan in Terraform's language, formatted as `terraform fmt` formats it.
struct TerraformText {
  private let plan: IAMSetup

  init(_ plan: IAMSetup) {
    self.plan = plan
  }

  var text: String {
    var role = [("name", Self.quoted(plan.roleName))]
    if plan.rolePath != "/" { role.append(("path", Self.quoted(plan.rolePath))) }
    role.append(("assume_role_policy", "data.aws_iam_policy_document.bitrise_trust.json"))
    return [
      Self.block(
        "resource \"aws_iam_openid_connect_provider\" \"bitrise\"",
        [Self.attributes([("url", Self.quoted(plan.url)), ("client_id_list", Self.list([plan.audience]))])]),
      Self.block("data \"aws_iam_policy_document\" \"bitrise_trust\"", [trustStatement]),
      Self.block("resource \"aws_iam_role\" \"bitrise\"", [Self.attributes(role)]),
      Self.block(
        "data \"aws_iam_policy_document\" \"bitrise_permissions\"", plan.permissions.map(Self.statement)),
      Self.block(
        "resource \"aws_iam_role_policy\" \"bitrise\"",
        [
          Self.attributes([
            ("name", Self.quoted(IAMSetup.policyName)), ("role", "aws_iam_role.bitrise.id"),
            ("policy", "data.aws_iam_policy_document.bitrise_permissions.json"),
          ])
        ]),
      Self.block("output \"role_arn\"", [Self.attributes([("value", "aws_iam_role.bitrise.arn")])]),
    ].map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private var trustStatement: [String] {
    let principals = Self.block(
      "principals",
      [
        Self.attributes([
          ("type", "\"Federated\""), ("identifiers", "[aws_iam_openid_connect_provider.bitrise.arn]"),
        ])
      ])
    let conditions = plan.conditions.map { condition in
      Self.block(
        "condition",
        [
          Self.attributes([
            ("test", Self.quoted(condition.name)), ("variable", Self.quoted(condition.key)),
            ("values", Self.list(condition.values)),
          ])
        ])
    }
    return Self.block(
      "statement", [Self.attributes([("actions", Self.list([TrustRequest.action]))]), principals] + conditions)
  }

  private static func statement(_ permission: IAMSetup.Permission) -> [String] {
    block(
      "statement",
      [
        attributes([
          ("sid", quoted(permission.sid)), ("actions", list(permission.actions)),
          ("resources", list(permission.resources)),
        ])
      ])
  }

  /// A block, with an empty line between its parts.
  private static func block(_ head: String, _ parts: [[String]]) -> [String] {
    ["\(head) {"]
      + parts.joined(separator: [""]).map { $0.isEmpty ? "" : "  \($0)" }
      + ["}"]
  }

  /// Attributes, one a line, with their equals signs under each other.
  private static func attributes(_ pairs: [(String, String)]) -> [String] {
    let width = pairs.map(\.0.count).max() ?? 0
    return pairs.map { name, value in "\(name)\(String(repeating: " ", count: width - name.count)) = \(value)" }
  }

  private static func list(_ texts: [String]) -> String {
    "[\(texts.map(quoted).joined(separator: ", "))]"
  }

  /// A string in which nothing is an expression.
  private static func quoted(_ text: String) -> String {
    JSONText.printable(text).replacingEach("${", with: "$${").replacingEach("%{", with: "%%{")
  }
}
