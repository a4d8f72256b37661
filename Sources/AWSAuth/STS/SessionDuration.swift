import Basics

/// How long the assumed role's credentials are asked to last.
public struct SessionDuration: Sendable, Hashable {
  /// The length in seconds.
  public let seconds: Int

  /// What STS takes, in seconds; the role itself may allow less.
  public static let range = 900...43_200

  /// Reads a number of seconds.
  /// - Throws: An error of kind `invalidConfiguration`.
  public init(_ text: String) throws(AWSAuthError) {
    guard let seconds = Int(text), Self.range.contains(seconds) else {
      throw AWSAuthError(InvalidValue.sessionDuration(text))
    }
    self.seconds = seconds
  }
}
