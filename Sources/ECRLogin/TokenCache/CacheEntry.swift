import AWSAuth

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A token as the cache keeps it, with the rules for handing it out.
struct CacheEntry: Hashable, Sendable {
  var token: AuthorizationToken
  var requestedAt: Date

  /// How many seconds a token must still be good for to be handed out in place of one that could not be had.
  static let fallbackMargin: Double = 15 * 60

  /// Whether at least half of its life is left, so that it is handed out without asking anybody.
  func isFresh(at now: Date) -> Bool {
    let life = token.expiresAt.timeIntervalSince(requestedAt)
    // An entry from the future is one from a clock that was wrong: how old it is cannot be known.
    return requestedAt <= now && life > 0 && token.expiresAt.timeIntervalSince(now) >= life / 2
  }

  /// Whether it may stand in for a token that could not be had just now.
  func isFallback(at now: Date) -> Bool {
    requestedAt <= now && token.expiresAt.timeIntervalSince(now) >= Self.fallbackMargin
  }
}

extension CacheEntry {
  /// How the entry stands in its file; `version` goes up when an older program could misread a newer file.
  private struct Stored: Codable {
    var version: Int
    var username: String
    var password: String
    var requestedAt: Double
    var expiresAt: Double
    var proxyEndpoint: String?
  }

  private static let version = 1

  /// Reads a file's content; `nil` if it is not a whole entry of this version.
  init?(json: [UInt8]) {
    guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(json)), stored.version == Self.version,
      !stored.username.isEmpty, !stored.password.isEmpty
    else { return nil }
    token = AuthorizationToken(
      username: stored.username, password: Secret(stored.password),
      expiresAt: Date(timeIntervalSince1970: stored.expiresAt), proxyEndpoint: stored.proxyEndpoint)
    requestedAt = Date(timeIntervalSince1970: stored.requestedAt)
  }

  /// The file's content.
  func json() throws -> [UInt8] {
    [UInt8](
      try JSONEncoder().encode(
        Stored(
          version: Self.version, username: token.username, password: token.password.exposed(),
          requestedAt: requestedAt.timeIntervalSince1970, expiresAt: token.expiresAt.timeIntervalSince1970,
          proxyEndpoint: token.proxyEndpoint)))
  }
}
