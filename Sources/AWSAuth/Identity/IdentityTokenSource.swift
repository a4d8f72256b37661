import Basics

/// A place that an identity token can come from.
public protocol IdentityTokenSource: Sendable {
  /// What messages call it: `BITRISE_IDENTITY_TOKEN`.
  var name: String { get }

  /// Whether it can issue a new token whenever it is asked.
  var canRenew: Bool { get }

  /// Gets the token.
  /// - Parameter audience: Whom it is to be for; a source that only holds a token cannot change that.
  /// - Returns: The token, which may have expired or be for another audience.
  /// - Throws: `AWSAuthError`, or an error of the source's own.
  func token(for audience: String) throws -> IdentityToken
}

/// A token that was handed over as text.
public struct StaticIdentityToken: IdentityTokenSource {
  /// What messages call it.
  public let name: String
  private let text: Secret

  /// A token that was handed over cannot be renewed.
  public let canRenew = false

  /// Creates the source of one token.
  /// - Parameters:
  ///   - text: The JWT; it is read when it is asked for.
  ///   - name: What messages call it, behind words such as "the identity token in".
  public init(_ text: Secret, name: String) {
    self.text = text
    self.name = name
  }

  /// Reads the text.
  public func token(for audience: String) throws -> IdentityToken {
    try IdentityToken(text.exposed(), from: name)
  }
}

/// A file that somebody else keeps a current token in (`AWS_WEB_IDENTITY_TOKEN_FILE`).
package struct FileIdentityToken: IdentityTokenSource {
  /// What messages call it.
  package let name: String
  private let path: String
  private let read: @Sendable (_ path: String, _ limit: Int) throws -> [UInt8]

  /// It is somebody else's to renew.
  package let canRenew = false

  /// Creates the source.
  /// - Parameters:
  ///   - path: Where the file is.
  ///   - name: What the setting is called.
  ///   - read: Reads a file of at most so many bytes; throws an error that names the path.
  package init(
    path: String, name: String, read: @escaping @Sendable (_ path: String, _ limit: Int) throws -> [UInt8]
  ) {
    self.path = path
    self.name = name
    self.read = read
  }

  /// Reads the file, anew each time.
  package func token(for audience: String) throws -> IdentityToken {
    // Twice the longest token: room for white space, and enough to say that a token is too long.
    let bytes = try read(path, 2 * IdentityToken.lengths.upperBound)
    return try IdentityToken(String(decoding: bytes, as: UTF8.self), from: "\(name) (\(path.printable(limit: 200)))")
  }
}
