import Basics

/// The name of an AWS region, such as `eu-central-1`.
///
/// Whether the region exists is not checked: new ones come every year. Its form is, so that a name can
/// never make up another host name than the one it is put into.
public struct Region: Sendable, Hashable, CustomStringConvertible {
  /// The name.
  public let name: String

  /// The partition that the region is in.
  package let partition: Partition

  /// The name.
  public var description: String { name }

  /// Reads a region's name: lower-case words and a number, joined by hyphens.
  /// - Throws: An error of kind `invalidConfiguration`.
  public init(_ name: String) throws(AWSAuthError) {
    guard let region = Region(validating: name) else { throw AWSAuthError(InvalidValue.region(name)) }
    self = region
  }

  /// Reads a region's name, `nil` if it does not have the form of one.
  package init?(validating name: String) {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 3, name.utf8.count <= 40,
      parts.dropLast().allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isASCIILowercase) }
      ),
      let number = parts.last, number.isASCIIDigits
    else { return nil }
    self.name = name
    let prefix = String(name[..<parts[parts.count - 3].endIndex])
    partition = Partition.all.first { $0.regionPrefixes.contains(prefix) } ?? .aws
  }

  /// Reads the name of a region whose partition is known: its own if it is among those given, else the first of them.
  ///
  /// New regions have names that no table has yet; where a domain says the partition, that is right all the same.
  package init?(validating name: String, inOneOf partitions: [Partition]) {
    guard let region = Region(validating: name), let first = partitions.first else { return nil }
    self.name = region.name
    partition = partitions.contains(region.partition) ? region.partition : first
  }
}
