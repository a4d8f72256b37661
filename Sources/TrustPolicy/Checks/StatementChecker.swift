import AWSAuth
import Basics

/// Checks one statement of a trust policy, and corrects it.
struct StatementChecker {
  private static let elements = [
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition",
  ]

  private(set) var expectation: ExpectedBuild
  private(set) var findings: [PolicyFinding] = []
  /// Whether it lets builds in, as far as one can tell.
  private(set) var isAllow = false
  /// The provider that it names, put right.
  private(set) var provider: ProviderARN?
  /// Where it says who gets in.
  private(set) var subjectOffset: Int?
  /// Whether an element that IAM does not know says that it denies.
  private var seemsToDeny = false

  init(_ expectation: ExpectedBuild) {
    self.expectation = expectation
  }

  /// Checks a statement.
  /// - Returns: What to put there; `nil` where it is to be left out.
  mutating func check(_ node: LocatedJSON) -> JSONValue? {
    guard node.members != nil else {
      findings.add(node.offset, "a statement is not an object", "IAM refuses the policy.", "Write {\"Effect\": ...}.")
      return nil
    }
    let statement = named(node)
    guard !StatementScope.isAboutOthers(statement, issuer: expectation.issuer) else {
      let effect = statement["Effect"] == nil ? nil : effect(statement)
      if effect == "Allow" { findings += StatementScope.openness(statement) }
      return unchanged(statement, effect: effect, "It is not about builds: mend it by hand. It stays as it stands.")
    }
    isAllow = effect(statement) == "Allow"
    guard isAllow else { return denial(statement) }
    let principal = principal(statement)
    // Each partition has an audience of its own, and the provider's ARN says the partition.
    expectation.partition =
      expectation.partition ?? provider.flatMap { Partition(id: $0.partition) } ?? expectation.named?.partition
    let action = action(statement)
    var conditions = ConditionChecker(expectation)
    let condition = conditions.check(statement["Condition"]?.value, at: node.offset)
    findings += conditions.findings
    subjectOffset = conditions.subjectOffset ?? node.offset
    var members = [JSONValue.Member("Effect", .string("Allow")), principal, action]
    if let sid = statement["Sid"]?.value { members.insert(.init("Sid", sid.json), at: 0) }
    if let condition { members.append(.init("Condition", condition)) }
    return .object(members)
  }

  /// What stays of a statement that denies: everything, under the right names.
  private mutating func denial(_ statement: LocatedJSON) -> JSONValue {
    let federated = statement["Principal"]?.value.members?.first { $0.key == "Federated" }
    let given = federated?.value.texts?.lazy.compactMap { ProviderARN(meantBy: $0.value) }.first
    var checker = DenialChecker(expectation)
    checker.check(statement, provider: provider(like: given))
    findings += checker.findings
    return unchanged(
      statement, effect: "Deny", checker.findings.contains { $0.severity == .error } ? nil : PolicyFinding.leftInDenial)
  }

  /// The statement with what it has, under the right names.
  /// - Parameters:
  ///   - statement: The statement.
  ///   - effect: Its effect, if it has one.
  ///   - fix: What to do where IAM refuses it; `nil` where that has been said.
  /// - Returns: The statement.
  private mutating func unchanged(_ statement: LocatedJSON, effect: String?, _ fix: String?) -> JSONValue {
    var members = (statement.members ?? []).map { member in
      JSONValue.Member(member.key, member.key == "Effect" ? .string(effect ?? "") : member.value.json)
    }
    if let effect, statement["Effect"] == nil { members.insert(.init("Effect", .string(effect)), at: 0) }
    let result = JSONValue.object(members)
    if let fix, let defect = TrustStatement(result).defect {
      findings.add(
        statement.offset, "IAM does not take the statement: \(defect)", "IAM refuses the policy.", fix,
        needsManualFix: true)
    }
    return result
  }

  /// The statement with its elements under their right names.
  private mutating func named(_ node: LocatedJSON) -> LocatedJSON {
    var members: [LocatedJSON.Member] = []
    for var member in node.members ?? [] {
      if Self.elements.contains(member.key) {
        members.append(member)
      } else if ["Resource", "NotResource"].contains(member.key) {
        findings.add(
          member.keyOffset, "a trust policy has no \(member.key)", "IAM refuses the policy: the role itself is it.",
          "Take it out.")
      } else if let meant = nearest(to: member.key, in: Self.elements) {
        findings.add(
          member.keyOffset, "a statement has no element \(member.key.quoted)", "IAM refuses the policy.",
          "Write \(meant.quoted).")
        member.key = meant
        // Beside one that is spelled right it is taken out; but a denial is one, however often it is misspelt.
        if node[meant] == nil || meant == "Effect" { members.append(member) }
      } else {
        seemsToDeny = seemsToDeny || member.value.string?.lowercasedASCII() == "deny"
        findings.add(
          member.keyOffset, "a statement has no element \(member.key.quoted)", "IAM refuses the policy.",
          "Take it out.")
      }
    }
    return LocatedJSON(content: .object(members), offset: node.offset).unified
  }

  private mutating func effect(_ statement: LocatedJSON) -> String {
    guard let member = statement["Effect"] else {
      // Under whatever name: who was to be refused is not let in.
      let meant = seemsToDeny ? "Deny" : "Allow"
      findings.add(
        statement.offset, "the statement has no Effect", "IAM refuses the policy.",
        "Add \"Effect\": \(meant.quoted).")
      return meant
    }
    let value = member.value.string ?? ""
    if value == "Allow" || value == "Deny" { return value }
    let meant = nearest(to: value, in: ["Allow", "Deny"])
    findings.add(
      member.value.offset, "Effect is neither \"Allow\" nor \"Deny\"", "IAM refuses the policy; case matters here.",
      meant.map { "Write \($0.quoted)." } ?? "Write \"Allow\" or \"Deny\".")
    // Nobody is to get in by a guess.
    return meant ?? "Deny"
  }

  // Who.

  private mutating func principal(_ statement: LocatedJSON) -> JSONValue.Member {
    let right = provider(like: nil).description
    let text = "\"Principal\": {\"Federated\": \(right.quoted)}"
    var corrected = JSONValue.Member("Principal", .object([.init("Federated", .string(right))]))
    if let member = statement["NotPrincipal"], statement["Principal"] == nil {
      findings.add(
        member.keyOffset, "NotPrincipal lets in everyone but those that it names",
        "Who is to assume the role has to be named.", "Write \(text).")
      return corrected
    }
    guard let member = statement["Principal"] else {
      findings.add(
        statement.offset, "the statement has no Principal", "IAM refuses a trust policy that names nobody.",
        "Add \(text).")
      return corrected
    }
    guard let kinds = member.value.members, let federated = kinds.first(where: { $0.key == "Federated" }),
      let values = federated.value.texts, !values.isEmpty
    else {
      findings.add(
        member.value.offset, "Principal does not name the IAM OIDC provider",
        "A token is let in only through the provider of its issuer.", "Write \(text).")
      return corrected
    }
    let arns = providers(values)
    corrected.value = .object([.init("Federated", .strings(arns))] + otherPrincipals(kinds))
    return corrected
  }

  /// The providers that are named, put right.
  private mutating func providers(_ values: [LocatedJSON.Text]) -> [String] {
    // One of several is enough; the others may be there for whoever else assumes the role.
    let foreign = values.map(\.value).filter { StatementScope.isOfOthers($0, issuer: expectation.issuer) }
    var arns: [String] = []
    for value in values {
      let arn = foreign.count < values.count && foreign.contains(value.value) ? value.value : self.arn(value)
      if !arns.contains(arn) { arns.append(arn) }
    }
    return arns
  }

  /// Whoever else is named.
  private mutating func otherPrincipals(_ kinds: [LocatedJSON.Member]) -> [JSONValue.Member] {
    var others: [JSONValue.Member] = []
    for kind in kinds where kind.key != "Federated" {
      if let texts = kind.value.texts, !texts.isEmpty {
        others.append(.init(kind.key, .strings(texts.map(\.value))))
      } else {
        findings.add(
          kind.value.offset, "the value of \(kind.key.quoted) is neither a string nor a list of strings",
          "IAM refuses the policy.", "Write a string in quotes.")
      }
    }
    return others
  }

  /// The provider's ARN: what is not known is taken from what the policy has.
  private func provider(like arn: ProviderARN?) -> ProviderARN {
    let account = arn?.account ?? ""
    let known = arn.flatMap { Partition(id: $0.partition) }
    return ProviderARN(
      partition: (expectation.partition ?? known ?? expectation.named?.partition ?? .aws).id,
      account: expectation.account
        ?? (AccountID.isValid(account) ? account : expectation.named?.account ?? AccountID.example),
      host: expectation.issuer)
  }

  private mutating func arn(_ text: LocatedJSON.Text) -> String {
    let arn = ProviderARN(text.value)
    let right = provider(like: arn ?? ProviderARN(meantBy: text.value))
    provider = provider ?? right
    guard let arn else {
      findings.add(
        text.offset, "\(text.value.quoted) is not the ARN of an IAM OIDC provider",
        "A token is let in only through the provider of its issuer.", "Write \(right.description.quoted).")
      return right.description
    }
    guard arn != right else {
      if arn.account == AccountID.example, expectation.account == nil {
        findings.add(
          text.offset, "the account \(arn.account) is a placeholder", "The provider is in the role's account.",
          "Write the role's account.", .warning)
      }
      return text.value
    }
    if arn.host == right.host, arn.partition == right.partition, !AccountID.isValid(arn.account) {
      let fix = "Write \(right.description.quoted)"
      findings.add(
        text.offset, "\(arn.account.quoted) is not an account: that has twelve digits",
        "AWS finds no provider for the token under that ARN, and refuses it.",
        expectation.account == nil ? "\(fix), with the role's account for \(right.account)." : "\(fix).")
      return right.description
    }
    findings.add(
      text.offset, Self.difference(of: arn, from: right),
      "AWS finds no provider for the token under that ARN, and refuses it.", "Write \(right.description.quoted).")
    return right.description
  }

  private static func difference(of arn: ProviderARN, from right: ProviderARN) -> String {
    if arn.host != right.host {
      ConditionKey.withoutScheme(arn.host).lowercasedASCII() == right.host
        ? "the provider's name is \(right.host.quoted), not \(arn.host.quoted)"
        : "\(arn.host.quoted) is not the provider of Bitrise"
    } else if arn.partition != right.partition {
      "the provider's partition is \(right.partition.quoted), not \(arn.partition.quoted)"
    } else {
      "the provider's account is \(right.account.quoted), not \(arn.account.quoted)"
    }
  }

  // What.

  private mutating func action(_ statement: LocatedJSON) -> JSONValue.Member {
    let right = TrustRequest.action
    let corrected = JSONValue.Member("Action", .string(right))
    if let member = statement["NotAction"], statement["Action"] == nil {
      findings.add(
        member.keyOffset, "NotAction allows everything but what it names", "Which call is allowed has to be named.",
        "Write \"Action\": \(right.quoted).")
      return corrected
    }
    guard let member = statement["Action"], let texts = member.value.texts, !texts.isEmpty else {
      findings.add(
        statement["Action"]?.value.offset ?? statement.offset, "the statement has no Action", "IAM refuses the policy.",
        "Add \"Action\": \(right.quoted).")
      return corrected
    }
    var values: [String] = []
    var misplaced: Int?
    if !texts.contains(where: { TrustAction.takesToken($0.value) }) {
      let misspelt =
        texts.first { nearest(to: $0.value, in: [right]) != nil || $0.value == "sts:AssumeRole" } ?? texts[0]
      findings.add(
        misspelt.offset, "\(misspelt.value.quoted) is not the call that takes a token",
        "A build asks with \(right): no statement allows it.", "Write \(right.quoted).")
      misplaced = misspelt.offset
      values = [right]
    }
    for text in texts where text.offset != misplaced {
      if TrustAction.isKnown(text.value) {
        values.append(text.value)
      } else {
        findings.add(text.offset, TrustAction.problem(text.value), TrustAction.reason, TrustAction.fix(text.value))
        let meant = TrustAction.meant(by: text.value)
        values += meant.map { [$0] } ?? []
      }
    }
    let unique = values.enumerated().filter { !values[..<$0.offset].contains($0.element) }.map(\.element)
    return .init("Action", .strings(unique))
  }
}
