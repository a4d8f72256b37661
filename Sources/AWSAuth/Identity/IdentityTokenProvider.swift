#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// The one identity token of a run: from the first source that is configured, renewed where it has to be.
public final class IdentityTokenProvider {
  private let source: any IdentityTokenSource
  private let renewal: (any IdentityTokenSource)?
  private let audience: String
  private let audienceIsExplicit: Bool
  private let now: @Sendable () -> Date
  private var current: IdentityToken?

  /// How many seconds a token has to have left, so that it is still good when STS looks at it.
  public static let margin: TimeInterval = 60

  /// Creates a provider.
  /// - Parameters:
  ///   - sources: The configured sources, in the order in which they win: without any there is no provider.
  ///   - audience: Whom a new token is asked for.
  ///   - audienceIsExplicit: Whether the user asked for that audience, so that a token for another is not used.
  ///   - now: The time of day.
  public init?(
    sources: [any IdentityTokenSource], audience: String, audienceIsExplicit: Bool,
    now: @escaping @Sendable () -> Date
  ) {
    guard let first = sources.first else { return nil }
    source = first
    renewal = sources.first { $0.canRenew }
    self.audience = audience
    self.audienceIsExplicit = audienceIsExplicit
    self.now = now
  }

  /// Where the token is from.
  public var sourceName: String { source.name }

  /// The token, usable for at least a moment; asked for once.
  /// - Throws: `AuthenticationFailure`: no token could be had, or it has expired and cannot be replaced.
  public func token() throws -> IdentityToken {
    if let current { return current }
    var token = try source.token(for: audience)
    let isForAnother = audienceIsExplicit && !token.audiences.contains(audience)
    if !source.canRenew, isForAnother || token.expires(within: Self.margin, of: now()) {
      if let renewal {
        token = try renewal.token(for: audience)
      } else if token.isExpired(at: now()) {
        throw expired(token)
      } else if isForAnother {
        throw wrongAudience(token)
      }
    }
    current = token
    return token
  }

  /// A new token, in place of one that STS found too old; `nil` where no source can issue one.
  /// - Throws: `AuthenticationFailure`: the source failed.
  public func renewed() throws -> IdentityToken? {
    guard let renewal else { return nil }
    let token = try renewal.token(for: audience)
    current = token
    return token
  }

  private func expired(_ token: IdentityToken) -> AuthenticationFailure {
    let time = token.expiration.map(InternetTime.text) ?? ""
    return AuthenticationFailure(
      .invalidConfiguration, "the identity token in \(source.name) expired at \(time)",
      advice: "Get a new one later in the build, or set BITRISE_BUILD_URL and BITRISE_BUILD_API_TOKEN, from which "
        + "this program gets one when it needs it.")
  }

  private func wrongAudience(_ token: IdentityToken) -> AuthenticationFailure {
    let audiences = token.audiences.isEmpty ? "none" : token.audiences.joined(separator: ", ").printable(limit: 200)
    return AuthenticationFailure(
      .invalidConfiguration,
      "the identity token in \(source.name) is for the audience \(audiences), but "
        + "\(audience.printable(limit: 200)) is configured",
      advice: "Get the token for that audience, or leave the audience setting (--audience, ECR_LOGIN_AUDIENCE) out.")
  }
}
