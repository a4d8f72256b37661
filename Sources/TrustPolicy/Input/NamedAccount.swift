import AWSAuth
import Basics

/// The account that a policy is in, as far as the policy's own ARNs tell.
struct NamedAccount: Sendable, Hashable {
  var account: String
  /// `nil` where an account is named without an ARN.
  var partition: Partition?

  /// Looks at every ARN: an identity provider is in the role's own account; else all have to name the same one.
  init?(_ policy: LocatedJSON) {
    var providers: [NamedAccount] = []
    var others: [NamedAccount] = []
    Self.collect(policy, &providers, &others)
    guard let named = providers.first ?? (Set(others.map(\.account)).count == 1 ? others.first : nil) else {
      return nil
    }
    self = named
  }

  private init(account: String, partition: Partition?) {
    self.account = account
    self.partition = partition
  }

  private static func collect(_ node: LocatedJSON, _ providers: inout [NamedAccount], _ others: inout [NamedAccount]) {
    for member in node.members ?? [] { collect(member.value, &providers, &others) }
    if case .array(let elements) = node.content {
      for element in elements { collect(element, &providers, &others) }
    }
    guard let text = node.string else { return }
    let parts = text.splitScalars(at: ":", maxSplits: 5).map(String.init)
    let isARN = parts.count == 6 && parts[0] == "arn"
    let named = NamedAccount(account: isARN ? parts[4] : text, partition: isARN ? Partition(id: parts[1]) : nil)
    guard AccountID.isValid(named.account), named.account != AccountID.example else {
      return
    }
    if isARN, parts[5].containsUTF8("-provider/") { providers.append(named) } else { others.append(named) }
  }
}
