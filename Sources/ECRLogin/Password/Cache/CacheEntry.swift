import AWSAuth
import Basics

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
    guard let end = token.expiresAt else { return false }
    let life = end.timeIntervalSince(requestedAt)
    // An entry from the future is one from a clock that was wrong: how old it is cannot be known.
    return requestedAt <= now && life > 0 && end.timeIntervalSince(now) >= life / 2
  }

  /// Whether it may stand in for a token that could not be had just now.
  func isFallback(at now: Date) -> Bool {
    guard let end = token.expiresAt else { return false }
    return requestedAt <= now && end.timeIntervalSince(now) >= Self.fallbackMargin
  }
}

extension CacheEntry {
  /// The form of the file; goes up when an older program could misread a newer file.
  private static let version = 1

  /// Reads a file's content; `nil` if it is not a whole entry of this version.
  init?(json: [UInt8]) {
    guard let stored = try? JSONValue(parsing: json), stored["version"]?.int == Self.version,
      let username = stored["username"]?.string, let password = stored["password"]?.string,
      let requested = stored["requestedAt"]?.double, let end = stored["expiresAt"]?.double, !username.isEmpty,
      !password.isEmpty
    else { return nil }
    token = AuthorizationToken(
      username: username, password: Secret(password), expiresAt: Date(timeIntervalSince1970: end),
      proxyEndpoint: stored["proxyEndpoint"]?.string)
    requestedAt = Date(timeIntervalSince1970: requested)
  }

  /// The file's content; `nil` where nobody said when the token ends, or a time is not finite, for which JSON has no
  /// number.
  func json() -> [UInt8]? {
    guard let requested = JSONValue(requestedAt.timeIntervalSince1970),
      let end = token.expiresAt.flatMap({ JSONValue($0.timeIntervalSince1970) })
    else { return nil }
    return JSONValue(members: [
      "version": JSONValue(Self.version), "username": .string(token.username),
      "password": .string(token.password.exposed()), "requestedAt": requested, "expiresAt": end,
      "proxyEndpoint": token.proxyEndpoint.map { .string($0) },
    ]).text
  }
}
