/// A value that must never reach a log, a message or a file: a key, a token, a password.
///
/// Every way in which Swift turns a value into text (interpolation, `String(reflecting:)`, `dump`)
/// gives a placeholder, also when the value is nested in another. It is not `Codable` on purpose:
/// `exposed()` and `withExposedBytes` are the ways to read it, and easy to search for.
///
/// Its memory is wiped when the last copy is gone. What `exposed()` gives is a string like any other: nobody can
/// wipe that.
public struct Secret: Sendable, Hashable {
  private let memory: WipedMemory

  /// Wraps a value that is secret from here on.
  public init(_ value: String) {
    memory = WipedMemory(value.utf8)
  }

  /// The secret itself; what is done with it is the caller's responsibility.
  public func exposed() -> String {
    memory.withBytes { String(decoding: $0, as: UTF8.self) }
  }

  /// The secret's bytes, without a copy of them; they must not be used when the closure has ended.
  package func withExposedBytes<T, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> T
  ) throws(Failure) -> T {
    try memory.withBytes(body)
  }

  /// Whether there is nothing in it.
  public var isEmpty: Bool {
    memory.withBytes(\.isEmpty)
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
