import AWSAuth
import Basics
import TrustPolicy

/// Repositories of Amazon ECR as a permission policy names them, with wildcards.
struct RepositoryARN: Sendable, Hashable {
  let description: String

  /// Reads what somebody calls a repository: a name, a registry's host with a name, or an ARN.
  /// - Parameters:
  ///   - text: The repository.
  ///   - account: The account of a bare name.
  ///   - partition: Its partition.
  ///   - region: Its region; every region where none is named.
  /// - Throws: `UsageError`.
  init(_ text: String, account: String, partition: Partition, region: Region?) throws(UsageError) {
    func refusal(_ what: String) -> UsageError {
      UsageError(message: "\(text.quoted) \(what)", command: .trustPolicy)
    }
    var name = text[...]
    var prefix = "arn:\(partition.id):ecr:\(region?.name ?? "*"):\(account):repository/"
    if text.begins(with: "arn:") {
      let parts = text.splitScalars(at: ":", maxSplits: 5)
      guard parts.count == 6, parts[2] == "ecr", let named = parts[5].droppingPrefix("repository/") else {
        throw refusal("is not the ARN of a repository of ECR")
      }
      name = named
      prefix = String(text[..<named.startIndex])
    } else if let slash = text.firstRange(ofUTF8: "/"), text[..<slash.lowerBound].containsUTF8(".") {
      guard let registry = ECRRegistry(host: String(text[..<slash.lowerBound])) else {
        throw refusal("is not in a registry of Amazon ECR")
      }
      guard case .account(let owner) = registry.kind else {
        throw refusal("is in ECR Public: --public is for that")
      }
      name = text[slash.upperBound...]
      prefix = "arn:\(registry.region.partition.id):ecr:\(registry.region):\(owner):repository/"
    }
    guard !name.hasAny(of: ":@") else {
      throw refusal("has a tag or digest: permissions are for repositories")
    }
    guard (1...256).contains(name.utf8.count), name.utf8.allSatisfy(Self.isAllowed) else {
      throw refusal("is not the name of a repository")
    }
    description = prefix + name
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    byte.isASCIIDigit || byte.isASCIILowercase || "._-/*?".utf8.contains(byte)
  }
}
