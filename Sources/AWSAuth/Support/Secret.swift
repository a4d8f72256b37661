/// A value that must never reach a log, a message or a file: a key, a token, a password.
///
/// Every way in which Swift turns a value into text (interpolation, `String(reflecting:)`, `dump`)
/// gives a placeholder, also when the value is nested in another. It is not `Codable` on purpose:
/// `exposed()` is the one way to read it, and easy to search for.
public struct Secret: Sendable, Hashable {
  private let value: String

  /// Wraps a value that is secret from here on.
  public init(_ value: String) {
    self.value = value
  }

  /// The secret itself; what is done with it is the caller's responsibility.
  public func exposed() -> String {
    value
  }

  /// Whether there is nothing in it.
  public var isEmpty: Bool {
    value.isEmpty
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// A placeholder.
  public var description: String { "<secret>" }

  /// A placeholder.
  public var debugDescription: String { description }

  /// A mirror without children: `dump` would otherwise print the stored property.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
