import Basics

/// How long the assumed role's credentials are asked to last.
public struct SessionDuration: Sendable, Hashable {
  /// The length in seconds.
  public let seconds: Int

  /// What STS takes, in seconds; the role itself may allow less.
  public static let range = 900...43_200

  /// Reads a number of seconds.
  /// - Throws: `AuthenticationFailure` of kind `invalidConfiguration` that says the rule.
  public init(_ text: String) throws {
    guard let seconds = Int(text), Self.range.contains(seconds) else {
      throw AuthenticationFailure(
        .invalidConfiguration, "the session duration \"\(text.printable(limit: 40))\" is not one that STS takes",
        advice: "Give a whole number of seconds from \(Self.range.lowerBound) to \(Self.range.upperBound); "
          + "the role's own maximum, one hour unless it was raised, may be lower.")
    }
    self.seconds = seconds
  }
}
