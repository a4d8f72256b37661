import AWSAuth
import Basics

/// What stands around a policy in the text that somebody has: the answer of a call to IAM, or a template.
struct PolicyEnvelope {
  /// A role of several.
  private struct Candidate {
    var name: String
    var arn: String?
    var document: LocatedJSON
    /// The name that a template gives the role itself.
    var roleName: String?
  }

  /// The policy; a string where the policy's text stands in one.
  private(set) var document: LocatedJSON
  /// The role's ARN, where the text says it.
  private(set) var roleARN: String?
  private(set) var findings: [PolicyFinding] = []
  /// What stands for the account that CloudFormation fills in.
  private(set) var standInAccount: String?

  private static let policyKey = "AssumeRolePolicyDocument"
  private static let type = "AWS::IAM::Role"
  private static let nameLimit = 20

  /// Finds the policy.
  /// - Throws: `PolicyReader.Failure`: there is none, or it is not said which one of several.
  init(_ node: LocatedJSON, _ known: KnownRole) throws(PolicyReader.Failure) {
    document = node
    if node.string != nil { return }
    // What trust-policy create --format json writes.
    if let policy = node["trustPolicy"]?.value, node["Statement"] == nil {
      document = policy
      return
    }
    var roleName: String?
    if let candidates = Self.candidates(node) ?? Self.role(node).map({ [$0] }) {
      let chosen = try Self.choice(of: candidates, in: node, known)
      (document, roleARN, roleName) = (chosen.document, chosen.arn, chosen.roleName)
    }
    if let statements = Self.bareStatements(document) { wrap(statements, document) }
    var functions = TemplateFunctions(
      document, resources: node["Resources"]?.value, known, roleName: roleName)
    document = try functions.resolve(document)
    standInAccount = functions.standInAccount
    findings += functions.findings
  }

  // Roles.

  /// One role: an answer of `get-role`, or a resource of a template.
  private static func role(_ node: LocatedJSON) -> Candidate? {
    let role = node["Role"]?.value ?? node
    let properties = role["Properties"]?.value ?? role
    guard let document = properties[policyKey]?.value else { return nil }
    let name = properties["RoleName"]?.value.string
    return Candidate(name: name ?? "", arn: properties["Arn"]?.value.string, document: document, roleName: name)
  }

  /// The roles of an answer that can have several, or of a template; `nil` where it is neither.
  private static func candidates(_ node: LocatedJSON) -> [Candidate]? {
    if let list = (node["Roles"] ?? node["RoleDetailList"])?.value, case .array(let roles) = list.content {
      return roles.compactMap(role)
    }
    if case .array(let elements) = node.content, !elements.isEmpty {
      let roles = elements.compactMap(role)
      if !roles.isEmpty { return roles }
      let policies = elements.filter { $0["Statement"] != nil }
      return policies.count == 1 ? [Candidate(name: "", document: policies[0])] : nil
    }
    guard let resources = node["Resources"]?.value.members, node["Statement"] == nil else { return nil }
    return resources.compactMap { resource in
      guard resource.value["Type"]?.value.string == type, var candidate = role(resource.value) else { return nil }
      candidate.name = resource.key
      return candidate
    }
  }

  private static func choice(
    of candidates: [Candidate], in node: LocatedJSON, _ known: KnownRole
  ) throws(PolicyReader.Failure) -> Candidate {
    let name = known.role?.description.split(separator: "/").last.map(String.init)
    let meant = candidates.filter { candidate in
      candidate.arn.map { $0 == known.role?.description } ?? (candidate.roleName != nil && candidate.roleName == name)
    }
    if meant.count == 1 { return meant[0] }
    guard let first = candidates.first else {
      throw PolicyReader.Failure(
        node.offset, "there is no role in it", "There is nothing to check.",
        "Give a role's trust policy, or what aws iam get-role answers.")
    }
    let isMissing = known.isRoleNamed && first.arn != nil
    if candidates.count == 1, !isMissing { return first }
    let names = candidates.prefix(nameLimit).map { ($0.roleName ?? $0.name).quoted }.joined(separator: ", ")
    let list = names + (candidates.count > nameLimit ? " and \(candidates.count - nameLimit) more" : "")
    throw PolicyReader.Failure(
      node.offset,
      isMissing
        ? "the role \(name?.quoted ?? "") is not in it, but: \(list)"
        : "there are \(candidates.count) roles in it: \(list)",
      "One role's policy is looked at at a time.",
      first.arn.map { "Choose one with --role-arn, as in --role-arn \($0.printable(limit: 200))." }
        ?? "Give one of them alone: the object that has its \(policyKey) in it.")
  }

  // Statements.

  /// Statements without the policy around them.
  private static func bareStatements(_ node: LocatedJSON) -> [LocatedJSON]? {
    func isStatement(_ node: LocatedJSON) -> Bool {
      node.members != nil && (node["Effect"] != nil || node["Principal"] != nil)
        && node.members?.contains { nearest(to: $0.key, in: ["Statement"]) != nil } == false
    }
    let statements = node.elements
    return !statements.isEmpty && statements.allSatisfy(isStatement) ? statements : nil
  }

  private mutating func wrap(_ statements: [LocatedJSON], _ node: LocatedJSON) {
    let isOne = node.members != nil
    findings.add(
      node.offset, isOne ? "this is a statement, not a policy" : "this is a list of statements, not a policy",
      "IAM refuses it, as MalformedPolicyDocument.",
      "Write {\"Version\": \"2012-10-17\", \"Statement\": \(isOne ? "[...]" : "...")} around it.")
    func placed(_ content: LocatedJSON.Content) -> LocatedJSON { LocatedJSON(content: content, offset: node.offset) }
    document = placed(
      .object([
        .init(key: "Version", keyOffset: node.offset, value: placed(.scalar(.string("2012-10-17")))),
        .init(key: "Statement", keyOffset: node.offset, value: placed(.array(statements))),
      ]))
  }
}
