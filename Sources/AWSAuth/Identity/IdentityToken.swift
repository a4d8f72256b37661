package import Basics

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// An OIDC identity token: a JWT in which somebody states who is running here.
///
/// It is read, never verified: that is what AWS does. The claims serve to notice early what AWS would
/// refuse, to tell one build's cache from another's, and to say in messages what AWS compares.
public struct IdentityToken: Sendable, Hashable {
  /// The token as it is sent.
  public let raw: Secret

  /// `iss`: who issued it.
  public let issuer: String?

  /// `sub`: whom it is about; `app:APP_SLUG:workflow:WORKFLOW` for Bitrise.
  public let subject: String?

  /// `aud`: whom it is for; a token may name several.
  public let audiences: [String]

  /// `exp`: when it ends.
  public let expiration: Date?

  /// How long a token may be: STS refuses longer ones (AssumeRoleWithWebIdentity, WebIdentityToken).
  public static let lengths = 4...20_000

  /// Reads a token.
  /// - Parameters:
  ///   - text: The JWT in its compact form; white space around it is dropped.
  ///   - source: Where it is from, for messages: `BITRISE_IDENTITY_TOKEN`.
  /// - Throws: An error of kind `invalidConfiguration` that never quotes the token.
  public init(_ text: String, from source: String) throws(AWSAuthError) {
    func refusal(_ reason: String) -> AWSAuthError {
      AWSAuthError(IdentityTokenError.notAToken(source: source, reason: reason))
    }
    let raw = text.trimmingWhitespace()
    guard raw.utf8.count <= Self.lengths.upperBound else {
      throw refusal("it has \(raw.utf8.count) characters, and STS takes at most \(Self.lengths.upperBound)")
    }
    let parts = raw.splitScalars(at: ".")
    guard parts.count == 3 else {
      throw refusal(raw.isEmpty ? "it is empty" : "it has \(parts.count) part\(parts.count == 1 ? "" : "s"), not three")
    }
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isBase64URL) }) else {
      throw refusal("it has characters that are not base64url, or an empty part")
    }
    guard let payload = Base64.decode(parts[1], .url), let json = try? JSONValue(parsing: payload),
      let claims = try? Claims(json)
    else { throw refusal("its claims cannot be read, or are not of the types that RFC 7519 has for them") }
    self.raw = Secret(raw)
    issuer = claims.iss
    subject = claims.sub
    audiences = claims.aud
    expiration = claims.exp.map { Date(timeIntervalSince1970: $0) }
  }

  /// Whether `exp` is over.
  public func isExpired(at time: Date) -> Bool {
    expiration.map { $0 <= time } ?? false
  }

  /// Whether fewer than that many seconds are left before `exp`.
  public func expires(within seconds: TimeInterval, of time: Date) -> Bool {
    expiration.map { $0.timeIntervalSince(time) < seconds } ?? false
  }

  /// All claims, read anew.
  package var claims: [JSONValue.Member] {
    let parts = raw.exposed().splitScalars(at: ".")
    guard parts.count == 3, let payload = Base64.decode(parts[1], .url) else { return [] }
    return (try? JSONValue(parsing: payload))?.members ?? []
  }

  /// `azp`: whom it was issued to, which AWS compares in the place of `aud` where a token says it.
  package var authorizedParty: String? {
    claims.last { $0.key == "azp" }?.value.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The claims that AWS looks at, and the end, in one line for messages.
  public var summary: String {
    let audience = audiences.isEmpty ? "(none)" : audiences.joined(separator: ", ").printable(limit: 200)
    return "iss \((issuer ?? "(none)").printable(limit: 200)), aud \(audience), "
      + "sub \((subject ?? "(none)").printable(limit: 300)), "
      + "expires \(expiration.map(InternetTime.text) ?? "(never)")"
  }

  private static func isBase64URL(_ byte: UInt8) -> Bool {
    byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }
}

/// The claims that are used, as RFC 7519 types them.
private struct Claims {
  var iss: String?
  var sub: String?
  /// One string, or an array of them (RFC 7519, 4.1.3).
  var aud: [String]
  var exp: Double?

  init(_ json: JSONValue) throws(JSONValue.WrongType) {
    guard json.members != nil else { throw JSONValue.WrongType(key: "") }
    iss = try json.optional("iss", \.string)
    sub = try json.optional("sub", \.string)
    aud = try json.optional("aud") { $0.string.map { [$0] } ?? $0.strings } ?? []
    exp = try json.optional("exp", \.double)
  }
}

extension JSONValue {
  /// An array's elements, where all of them are strings.
  fileprivate var strings: [String]? {
    guard let elements else { return nil }
    let strings = elements.compactMap(\.string)
    return strings.count == elements.count ? strings : nil
  }
}
