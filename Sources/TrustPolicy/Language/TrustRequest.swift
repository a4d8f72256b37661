import Basics

/// What IAM compares a trust policy with: the call, who makes it, and the condition keys that it brings along.
package struct TrustRequest: Sendable {
  /// What a key has.
  enum Value: Sendable, Hashable {
    case values([String])
    case absent
    /// Only AWS knows it: the address that the call comes from.
    case unknown
  }

  static let action = "sts:AssumeRoleWithWebIdentity"

  /// The issuer without its scheme.
  var issuer: String
  /// The role's account, where it is known.
  var account: String?
  /// The role's partition, where it is known.
  var partition: String?
  /// The keys in lower case.
  private var keys: [String: [String]]

  /// - Parameters:
  ///   - issuer: The issuer without its scheme.
  ///   - account: The role's account, where it is known.
  ///   - partition: The role's partition, where it is known.
  ///   - keys: The condition keys with their values; their case does not matter.
  init(issuer: String, account: String? = nil, partition: String? = nil, keys: [String: [String]]) {
    self.issuer = issuer
    self.account = account
    self.partition = partition
    self.keys = Dictionary(keys.map { ($0.lowercasedASCII(), $1) }) { $1 }
  }

  /// What a condition key has.
  func value(of key: String) -> Value {
    let key = key.lowercasedASCII()
    if let values = keys[key], !values.isEmpty { return .values(values) }
    if ConditionKey.ofOtherCalls.contains(key) { return .absent }
    return key.begins(with: "aws:") || key.begins(with: "sts:") ? .unknown : .absent
  }

  /// Whether a principal of a policy is who calls.
  func isPrincipal(_ text: String) -> Bool {
    if text == "*" || text == "AWS *" || text == "Federated *" { return true }
    guard let provider = text.droppingPrefix("Federated ").flatMap({ ProviderARN(String($0)) }) else { return false }
    return provider.host.utf8Equals(issuer) && (account.map { $0 == provider.account } ?? true)
      && (partition.map { $0 == provider.partition } ?? true)
  }
}

/// The ARN of an IAM OIDC provider: `arn:PARTITION:iam::ACCOUNT:oidc-provider/HOST`.
package struct ProviderARN: Sendable, Hashable {
  var partition: String
  var account: String
  /// The issuer without its scheme, with its path.
  package var host: String

  package init(partition: String, account: String, host: String) {
    self.partition = partition
    self.account = account
    self.host = host
  }

  /// Reads an ARN, whatever partition, account and host it names; `nil` where it is another kind of ARN, or none.
  init?(_ text: String) {
    let parts = text.splitScalars(at: ":", maxSplits: 5).map(String.init)
    guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[3].isEmpty,
      let name = parts[5].droppingPrefix("oidc-provider/")
    else { return nil }
    partition = parts[1]
    account = parts[4]
    host = String(name)
  }

  /// What an ARN says that is not quite one: with blanks around it, a region in it, or without its last part.
  init?(meantBy text: String) {
    let parts = text.trimmingWhitespace().splitScalars(at: ":", maxSplits: 5)
    guard parts.count == 6, parts[0].lowercasedASCII() == "arn" else { return nil }
    self.init(partition: String(parts[1]), account: String(parts[4]), host: "")
  }

  var description: String { "arn:\(partition):iam::\(account):oidc-provider/\(host)" }
}
