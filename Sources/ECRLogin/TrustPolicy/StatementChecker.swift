import AWSAuth

/// Checks one statement of a trust policy, and corrects it.
struct StatementChecker {
  private static let elements = [
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition",
  ]

  let expectation: TrustExpectation
  private(set) var findings: [PolicyFinding] = []

  init(_ expectation: TrustExpectation) {
    self.expectation = expectation
  }

  /// Whether a statement is about something else than tokens of the issuer: another service, another provider.
  static func isAboutOthers(_ node: PolicyNode, issuer: String) -> Bool {
    let keys = (node["Condition"]?.value.members ?? []).flatMap { $0.value.members ?? [] }.map(\.key)
    guard !keys.contains(where: { ConditionKey.read($0, issuer: issuer).key != .global && $0.has(issuer) }) else {
      return false
    }
    guard let members = node["Principal"]?.value.members, !members.isEmpty else { return false }
    return members.allSatisfy { member in
      guard member.key == "Federated" else {
        return ["AWS", "Service", "CanonicalUser"].contains(member.key) && member.value.texts?.map(\.value) != ["*"]
      }
      return (member.value.texts ?? []).allSatisfy { text in
        guard let host = ProviderARN(text.value)?.host else { return text.value.has("saml-provider/") }
        let bare = ConditionKey.withoutScheme(host)
        return bare.has(".") && nearest(to: bare, in: [issuer]) == nil
      }
    }
  }

  /// Checks a statement.
  /// - Returns: What to put there; `nil` where it is to be left out.
  mutating func check(_ node: PolicyNode) -> PolicyJSON? {
    guard node.members != nil else {
      add(node.offset, "a statement is not an object", "IAM refuses the policy.", "Write {\"Effect\": ...}.")
      return nil
    }
    let statement = named(node)
    let effect = effect(statement)
    let isAllow = effect == "Allow"
    let principal = principal(statement, isAllow: isAllow)
    let action = action(statement, isAllow: isAllow)
    var conditions = ConditionChecker(expectation, isAllow: isAllow)
    let condition = conditions.check(statement["Condition"]?.value, at: node.offset)
    findings += conditions.findings
    if conditions.neverApplies { return nil }
    var members: [PolicyJSON.Member] = []
    if let sid = statement["Sid"]?.value.string { members.append(.init("Sid", .string(sid))) }
    members += [.init("Effect", .string(effect)), principal, action]
    if let condition { members.append(.init("Condition", condition)) }
    return .object(members)
  }

  /// The statement with its elements under their right names.
  private mutating func named(_ node: PolicyNode) -> PolicyNode {
    var members: [PolicyNode.Member] = []
    for var member in node.members ?? [] {
      if Self.elements.contains(member.key) {
        members.append(member)
      } else if ["Resource", "NotResource"].contains(member.key) {
        add(
          member.keyOffset, "a trust policy has no \(member.key)", "IAM refuses the policy: the role itself is it.",
          "Take it out.")
      } else if let meant = nearest(to: member.key, in: Self.elements) {
        add(
          member.keyOffset, "a statement has no element \(member.key.quoted)", "IAM refuses the policy.",
          "Write \(meant.quoted).")
        member.key = meant
        if node[meant] == nil { members.append(member) }
      } else {
        add(
          member.keyOffset, "a statement has no element \(member.key.quoted)", "IAM refuses the policy.",
          "Take it out.")
      }
    }
    return PolicyNode(content: .object(members), offset: node.offset)
  }

  private mutating func effect(_ statement: PolicyNode) -> String {
    guard let member = statement["Effect"] else {
      add(
        statement.offset, "the statement has no Effect", "IAM refuses the policy.", "Add \"Effect\": \"Allow\".")
      return "Allow"
    }
    let value = member.value.string ?? ""
    if value == "Allow" || value == "Deny" { return value }
    let meant = value.lowercasedASCII() == "deny" ? "Deny" : "Allow"
    add(
      member.value.offset, "Effect is neither \"Allow\" nor \"Deny\"", "IAM refuses the policy; case matters here.",
      "Write \(meant.quoted).")
    return meant
  }

  // Who.

  private mutating func principal(_ statement: PolicyNode, isAllow: Bool) -> PolicyJSON.Member {
    let right = provider(like: nil).description
    let text = "\"Principal\": {\"Federated\": \(right.quoted)}"
    var corrected = PolicyJSON.Member("Principal", .object([.init("Federated", .string(right))]))
    if let member = statement["NotPrincipal"], statement["Principal"] == nil {
      guard isAllow else { return .init(member.key, PolicyJSON(member.value)) }
      add(
        member.keyOffset, "NotPrincipal lets in everyone but those that it names",
        "Who is to assume the role has to be named.", "Write \(text).")
      return corrected
    }
    guard let member = statement["Principal"] else {
      add(
        statement.offset, "the statement has no Principal", "IAM refuses a trust policy that names nobody.",
        "Add \(text).")
      return corrected
    }
    if !isAllow, member.value.string == "*" { return .init("Principal", .string("*")) }
    guard let kinds = member.value.members, let federated = kinds.first(where: { $0.key == "Federated" }),
      let values = federated.value.texts, !values.isEmpty
    else {
      add(
        member.value.offset, "Principal does not name the IAM OIDC provider",
        "A token is let in only through the provider of its issuer.", "Write \(text).")
      return corrected
    }
    let arns = values.map { self.arn($0) }
    let others = kinds.filter { $0.key != "Federated" }.map { PolicyJSON.Member($0.key, PolicyJSON($0.value)) }
    corrected.value = .object([.init("Federated", .strings(arns))] + PolicyJSON.merged(others))
    return corrected
  }

  /// The provider's ARN: what is not known is taken from what the policy has.
  private func provider(like arn: ProviderARN?) -> ProviderARN {
    let account = arn?.account ?? ""
    let isAccount = account.utf8.count == 12 && account.utf8.allSatisfy { (0x30...0x39).contains($0) }
    let known = arn.flatMap { Partition(id: $0.partition) }
    return ProviderARN(
      partition: (expectation.partition ?? known ?? .aws).id,
      account: expectation.account ?? (isAccount ? account : TrustExpectation.placeholderAccount),
      host: expectation.issuer)
  }

  private mutating func arn(_ text: PolicyNode.Text) -> String {
    let arn = ProviderARN(text.value)
    let right = provider(like: arn)
    guard let arn else {
      add(
        text.offset, "\(text.value.quoted) is not the ARN of an IAM OIDC provider",
        "A token is let in only through the provider of its issuer.", "Write \(right.description.quoted).")
      return right.description
    }
    guard arn != right else {
      if arn.account == TrustExpectation.placeholderAccount, expectation.account == nil {
        add(
          text.offset, "the account \(arn.account) is a placeholder", "The provider is in the role's account.",
          "Write the role's account.", .warning)
      }
      return text.value
    }
    let what =
      if arn.host != right.host {
        ConditionKey.withoutScheme(arn.host).lowercasedASCII() == right.host
          ? "the provider's name is \(right.host.quoted), not \(arn.host.quoted)"
          : "\(arn.host.quoted) is not the provider of Bitrise"
      } else if arn.partition != right.partition {
        "the provider's partition is \(right.partition.quoted), not \(arn.partition.quoted)"
      } else {
        "the provider's account is \(right.account.quoted), not \(arn.account.quoted)"
      }
    add(
      text.offset, what, "AWS finds no provider for the token under that ARN, and refuses it.",
      "Write \(right.description.quoted).")
    return right.description
  }

  // What.

  private mutating func action(_ statement: PolicyNode, isAllow: Bool) -> PolicyJSON.Member {
    let right = TrustRequest.action
    let corrected = PolicyJSON.Member("Action", .string(right))
    if let member = statement["NotAction"], statement["Action"] == nil {
      guard isAllow else { return .init(member.key, PolicyJSON(member.value)) }
      add(
        member.keyOffset, "NotAction allows everything but what it names", "Which call is allowed has to be named.",
        "Write \"Action\": \(right.quoted).")
      return corrected
    }
    guard let member = statement["Action"], let texts = member.value.texts, !texts.isEmpty else {
      add(
        statement["Action"]?.value.offset ?? statement.offset, "the statement has no Action", "IAM refuses the policy.",
        "Add \"Action\": \(right.quoted).")
      return corrected
    }
    var values = texts.map(\.value)
    guard isAllow else { return .init("Action", .strings(values)) }
    if !values.contains(where: { WildcardPattern($0.lowercasedASCII()).matches(right.lowercasedASCII()) }) {
      let misspelt =
        texts.first { nearest(to: $0.value, in: [right]) != nil || $0.value == "sts:AssumeRole" } ?? texts[0]
      add(
        misspelt.offset, "\(misspelt.value.quoted) is not the call that takes a token",
        "A build asks with \(right): no statement allows it.", "Write \(right.quoted).")
      values = values.filter { $0 != misspelt.value && $0.begins(with: "sts:") }
      values.insert(right, at: 0)
    }
    return .init("Action", .strings(values))
  }

  private mutating func add(
    _ offset: Int, _ problem: String, _ reason: String, _ fix: String, _ severity: PolicyFinding.Severity = .error
  ) {
    findings.append(PolicyFinding(severity: severity, offset: offset, problem: problem, reason: reason, fix: fix))
  }
}
