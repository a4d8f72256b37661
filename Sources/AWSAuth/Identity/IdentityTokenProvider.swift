import Basics

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// The one identity token of a run: from the first source that is configured, renewed where it has to be.
public final class IdentityTokenProvider: Sendable {
  private let source: any IdentityTokenSource
  private let renewal: (any IdentityTokenSource)?
  /// Whom a new token is asked for.
  package let audience: String
  private let audienceIsExplicit: Bool
  private let now: @Sendable () -> Date
  /// Held while a source is asked, so that threads that want the token at once cause one request.
  private let current = Locked<IdentityToken?>(nil)

  /// How many seconds a token has to have left, so that it is still good when STS looks at it.
  package static let margin: TimeInterval = 60

  /// Creates a provider.
  /// - Parameters:
  ///   - sources: The configured sources, in the order in which they win: without any there is no provider.
  ///   - audience: Whom a new token is asked for.
  ///   - audienceIsExplicit: Whether the user asked for that audience, so that a token for another is not used.
  ///   - now: The time of day, as far as it is known.
  public convenience init?(
    sources: [any IdentityTokenSource], audience: String, audienceIsExplicit: Bool,
    now: @escaping @Sendable () -> Date
  ) {
    guard let first = sources.first else { return nil }
    self.init(
      first, renewal: sources.first { $0.canRenew }, audience: audience, audienceIsExplicit: audienceIsExplicit,
      now: now)
  }

  /// Creates the provider of one source's tokens, whatever audience they are for.
  /// - Parameters:
  ///   - source: Where the token is from.
  ///   - audience: Whom a new token is asked for.
  ///   - now: The time of day, as far as it is known.
  package convenience init(
    _ source: any IdentityTokenSource, audience: String, now: @escaping @Sendable () -> Date
  ) {
    self.init(
      source, renewal: source.canRenew ? source : nil, audience: audience, audienceIsExplicit: false, now: now)
  }

  private init(
    _ source: any IdentityTokenSource, renewal: (any IdentityTokenSource)?, audience: String,
    audienceIsExplicit: Bool, now: @escaping @Sendable () -> Date
  ) {
    self.source = source
    self.renewal = renewal
    self.audience = audience
    self.audienceIsExplicit = audienceIsExplicit
    self.now = now
  }

  /// Where the token is from.
  package var sourceName: String { source.name }

  /// Whether whoever wants the token now has to wait for a service that issues it.
  package var needsFetch: Bool {
    // Not to be had: another thread is asking just now.
    source.canRenew && current.withLockIfAvailable { $0 == nil } ?? true
  }

  /// The token, usable for at least a moment; asked for once, however many threads want it.
  /// - Parameter synchronizeClock: Finds out what time it really is, before a token is turned down that cannot be replaced:
  ///   the clock here may be ahead.
  /// - Returns: The token.
  /// - Throws: `AWSAuthError`: no token could be had, or it has expired and cannot be replaced.
  public func token(synchronizeClock: () throws -> Void = {}) throws -> IdentityToken {
    try current.withLock { current in
      if let current { return current }
      let token = try usableToken(synchronizeClock)
      current = token
      return token
    }
  }

  /// The token as its source has it, expired or not, and whomever it is for: to know whose it is.
  /// - Throws: `AWSAuthError`: the source failed.
  package func currentOrExpired() throws -> IdentityToken {
    try current.withLock { try $0 ?? source.token(for: audience) }
  }

  /// A new token, in place of one that STS found too old; `nil` where no source can issue one.
  /// - Parameter old: The token that was refused; where another thread has replaced it already, that one is returned.
  /// - Returns: The new token, from now on the one that everybody gets.
  /// - Throws: `AWSAuthError`: the source failed.
  package func refresh(replacing old: IdentityToken) throws -> IdentityToken? {
    guard let renewal else { return nil }
    return try current.withLock { current in
      if let current, current != old { return current }
      let token = try renewal.token(for: audience)
      current = token
      return token
    }
  }

  private func usableToken(_ synchronizeClock: () throws -> Void) throws -> IdentityToken {
    let token = try source.token(for: audience)
    let isForAnother = audienceIsExplicit && !token.audiences.contains(where: audience.utf8Equals)
    guard !source.canRenew, isForAnother || token.expires(within: Self.margin, of: now()) else { return token }
    if let renewal { return try renewal.token(for: audience) }
    if token.isExpired(at: now()) {
      try synchronizeClock()
      if token.isExpired(at: now()) {
        throw AWSAuthError(
          IdentityTokenError.expired(source: source.name, at: token.expiration, issuer: token.issuer))
      }
    }
    if isForAnother {
      throw AWSAuthError(
        IdentityTokenError.otherAudience(source: source.name, audiences: token.audiences, expected: audience))
    }
    return token
  }
}
