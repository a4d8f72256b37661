import Basics

/// The ARN of an IAM role: `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`.
public struct RoleARN: Sendable, Hashable, CustomStringConvertible {
  /// The ARN as text.
  public let description: String

  /// The partition that the role is in.
  package let partition: Partition

  /// The account's twelve digits.
  public let account: String

  /// How long STS lets it be.
  public static let lengths = 20...2048

  /// Reads an ARN.
  /// - Throws: An error of kind `invalidConfiguration` that quotes it and says what is wrong with it.
  public init(_ text: String) throws(AWSAuthError) {
    func refusal(_ reason: String) -> AWSAuthError { AWSAuthError(InvalidValue.roleARN(text, reason: reason)) }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw refusal("has white space or a character outside ASCII in it")
    }
    guard text.hasPrefix("arn:") else { throw refusal("is not the ARN of an IAM role") }
    guard Self.lengths.contains(text.count) else {
      throw refusal("has \(text.count) characters; STS takes \(Self.lengths.lowerBound) to \(Self.lengths.upperBound)")
    }
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[3].isEmpty else {
      throw refusal("is not the ARN of an IAM role")
    }
    guard let partition = Partition(id: parts[1]) else {
      throw refusal("names no partition of AWS: \"\(parts[1].printable(limit: 40))\"")
    }
    guard AccountID.isValid(parts[4]) else {
      throw refusal("has no account of twelve digits")
    }
    guard parts[5].hasPrefix("role/"), let name = parts[5].split(separator: "/", omittingEmptySubsequences: false).last,
      !name.isEmpty, name.utf8.count <= 64
    else { throw refusal("does not end in role/ and a name of 1 to 64 characters") }
    description = text
    self.partition = partition
    account = parts[4]
  }
}
