import AWSAuth
import Basics

/// What CloudFormation fills in: `{"Ref": …}`, `{"Fn::Sub": …}`, as far as the template says with what.
struct TemplateFunctions {
  private let resources: LocatedJSON?
  private let partition: String
  private let roleName: String?
  private let account: String?
  private let checkCommand: String
  /// What stands for the account, where it is filled in and nobody has named it.
  private(set) var standInAccount: String?
  private(set) var findings: [PolicyFinding] = []

  /// - Parameters:
  ///   - policy: The policy, which may name the account elsewhere.
  ///   - resources: The template's resources, where there is a template.
  ///   - known: What is known of the role.
  ///   - roleName: The role's name, where the template says it.
  init(_ policy: LocatedJSON, resources: LocatedJSON?, _ known: KnownRole, roleName: String?) {
    self.resources = resources
    self.roleName = roleName
    checkCommand = known.checkCommand
    account = known.account ?? NamedAccount(policy)?.account
    partition = (known.partition ?? .aws).id
  }

  /// The policy with everything filled in.
  /// - Throws: `PolicyReader.Failure`: it is not known with what.
  mutating func resolve(_ node: LocatedJSON) throws(PolicyReader.Failure) -> LocatedJSON {
    switch node.content {
    case .object(let members):
      if members.count == 1, members[0].key == "Ref" || members[0].key.begins(with: "Fn::") {
        guard let text = value(of: members[0], at: node.offset) else { throw unknown(members[0].key, node.offset) }
        return LocatedJSON(content: .scalar(.string(text)), offset: node.offset)
      }
      var resolved: [LocatedJSON.Member] = []
      for var member in members {
        member.value = try resolve(member.value)
        resolved.append(member)
      }
      return LocatedJSON(content: .object(resolved), offset: node.offset)
    case .array(let elements):
      var resolved: [LocatedJSON] = []
      for element in elements { resolved.append(try resolve(element)) }
      return LocatedJSON(content: .array(resolved), offset: node.offset)
    case .scalar: return node
    }
  }

  private mutating func value(of function: LocatedJSON.Member, at offset: Int) -> String? {
    let argument = function.value
    switch function.key {
    case "Ref": return argument.string.flatMap { named($0, at: offset) }
    case "Fn::GetAtt":
      let parts = argument.string?.splitScalars(at: ".").map(String.init) ?? argument.texts?.map(\.value) ?? []
      return parts.count == 2 && parts[1] == "Arn" ? named(parts[0], at: offset) : nil
    case "Fn::Sub": return argument.string.flatMap { substituted($0, at: offset) }
    default: return nil
    }
  }

  /// What a pseudo parameter or a resource stands for.
  private mutating func named(_ name: String, at offset: Int) -> String? {
    switch name {
    case "AWS::AccountId": return knownAccount(at: offset)
    case "AWS::Partition": return partition
    case "AWS::URLSuffix": return Partition(id: partition)?.dnsSuffix
    default:
      guard let resource = resources?[name]?.value, resource["Type"]?.value.string == "AWS::IAM::OIDCProvider",
        let url = resource["Properties"]?.value["Url"]?.value.string
      else { return nil }
      return ProviderARN(
        partition: partition, account: knownAccount(at: offset), host: ConditionKey.withoutScheme(url)
      ).description
    }
  }

  private mutating func substituted(_ text: String, at offset: Int) -> String? {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(ofUTF8: "${") {
      guard let end = rest[start.upperBound...].firstRange(ofUTF8: "}") else { return nil }
      let name = rest[start.upperBound..<end.lowerBound]
      result += rest[..<start.lowerBound]
      if let literal = name.droppingPrefix("!") {
        result += "${\(literal)}"
      } else {
        let resource = name.ends(with: ".Arn") ? String(name.unicodeScalars.dropLast(4)) : String(name)
        guard let value = named(resource, at: offset) else { return nil }
        result += value
      }
      rest = rest[end.upperBound...]
    }
    return result + rest
  }

  private mutating func knownAccount(at offset: Int) -> String {
    if let account { return account }
    let placeholder = AccountID.example
    if standInAccount == nil {
      standInAccount = placeholder
      findings.add(
        offset, "CloudFormation fills in the account here",
        "The template does not say which one: \(placeholder) stands for it.", "Name it with --account.", .warning)
    }
    return placeholder
  }

  private func unknown(_ function: String, _ offset: Int) -> PolicyReader.Failure {
    let name = roleName?.shellWord ?? "NAME"
    return PolicyReader.Failure(
      offset, "CloudFormation fills in something here, by \(function.quoted)",
      "What the policy says is known when the role is there.",
      "Check the role itself: aws iam get-role --role-name \(name) | \(checkCommand)")
  }
}
