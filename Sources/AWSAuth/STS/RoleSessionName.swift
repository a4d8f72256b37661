import Basics

/// What the assumed role's session is called; CloudTrail shows it.
public struct RoleSessionName: Sendable, Hashable, CustomStringConvertible {
  /// The name.
  public let description: String

  /// How long STS lets it be.
  public static let lengths = 2...64

  /// Takes a name that a user chose.
  /// - Throws: An error of kind `invalidConfiguration`.
  public init(_ name: String) throws(AWSAuthError) {
    guard Self.lengths.contains(name.count), name.unicodeScalars.allSatisfy(Self.isAllowed) else {
      throw AWSAuthError(InvalidValue.sessionName(name))
    }
    description = name
  }

  /// Makes a name out of one that nobody chose: what STS refuses becomes `-`, the rest is cut off.
  public init(cleaning name: String) {
    var cleaned = String(
      name.unicodeScalars.prefix(Self.lengths.upperBound).map { Self.isAllowed($0) ? Character($0) : "-" })
    while cleaned.count < Self.lengths.lowerBound { cleaned += "-" }
    description = cleaned
  }

  /// The characters of `[\w+=,.@-]`, with the ASCII meaning of `\w`.
  private static func isAllowed(_ character: Unicode.Scalar) -> Bool {
    switch character {
    case "A"..."Z", "a"..."z", "0"..."9", "_", "+", "=", ",", ".", "@", "-": true
    default: false
    }
  }
}
