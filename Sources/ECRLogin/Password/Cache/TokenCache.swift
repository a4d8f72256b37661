import AWSAuth
import Basics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The tokens of earlier calls, so that Docker's many questions are one request.
///
/// It can only save work: whatever goes wrong with it, the token is asked for as if it were not there.
struct TokenCache: Sendable {
  private let directory: CacheDirectory
  private let time: TimeSource
  // Optional, so that what nobody reads is not put together: a hit is to cost as little as it can.
  private let log: (@Sendable (String) -> Void)?

  /// How old, in seconds, a file must be to be swept away: twice as old as any token gets.
  private static let sweepAge = 24 * 3600

  /// Opens the cache in a directory.
  /// - Throws: `CacheDirectory.Unusable`.
  init(
    directory path: String, time: TimeSource, log: (@Sendable (String) -> Void)?
  ) throws(CacheDirectory.Unusable) {
    directory = try CacheDirectory(path: path)
    self.time = time
    self.log = log
  }

  /// The token of a key: from the cache, or asked for by one process for all that want it now.
  /// - Parameters:
  ///   - key: What the token depends on.
  ///   - deadline: When everything has to be over.
  ///   - request: Asks for the token.
  /// - Returns: A token that has not expired.
  /// - Throws: What `request` throws, here or in the process that asked for us.
  func token(
    for key: CacheKey, deadline: Deadline, request: () throws -> AuthorizationToken
  ) throws -> AuthorizationToken {
    if let entry = read(key), entry.isFresh(at: time.now()) {
      log?("cache: found a token, \(entry.end)")
      return entry.token
    }
    // Half of the time for others, so that the other half is left for a try of our own.
    let lock = attempt("lock") { () throws(CacheDirectory.Unusable) in
      try SingleFlightLock("\(key.name).lock", in: directory, timeout: deadline.remaining / 2)
    }
    let entry = read(key)
    if let entry, entry.isFresh(at: time.now()) {
      log?("cache: another process got a token, \(entry.end)")
      return entry.token
    }
    do {
      if let failure = lock?.sharedFailure {
        log?("cache: another process asked, and failed")
        throw failure
      }
      let requestedAt = time.now()
      let token = try recordingFailure(in: lock, request)
      write(CacheEntry(token: token, requestedAt: requestedAt), key)
      lock?.record(nil)
      return token
    } catch let failure as Diagnostic {
      // Whoever did not get the lock asked beside its holder, who may have a token by now.
      let entry = lock == nil ? read(key) : entry
      guard failure.isTransient, let entry, entry.isFallback(at: time.now()) else { throw failure }
      log?("cache: no new token (\(failure.problem)); the old one is \(entry.end)")
      return entry.token
    }
  }

  /// Forgets the token of a key.
  func forget(_ key: CacheKey) {
    directory.remove("\(key.name).json")
  }

  /// Forgets the tokens of all keys; the locks stay, since somebody may be holding one.
  func forgetAll() {
    directory.removeFiles { CacheKey.names($0) && $0.hasSuffix(".json") }
  }

  private func recordingFailure(
    in lock: SingleFlightLock?, _ request: () throws -> AuthorizationToken
  ) throws -> AuthorizationToken {
    do {
      return try request()
    } catch let failure as Diagnostic {
      // The others have a time, a proxy, certificates and a token of their own.
      switch failure.kind {
      case .refused, .malformedAnswer, .unavailable: lock?.record(failure)
      case .notConfigured, .invalidConfiguration, .timedOut: break
      }
      throw failure
    }
  }

  private func read(_ key: CacheKey) -> CacheEntry? {
    let content = attempt("entry") { () throws(CacheDirectory.Unusable) in try directory.read("\(key.name).json") }
    guard let content, let json = content else { return nil }
    let entry = CacheEntry(json: json)
    if entry == nil { log?("cache: the entry cannot be read; it will be replaced") }
    return entry
  }

  private func write(_ entry: CacheEntry, _ key: CacheKey) {
    guard let json = entry.json() else {
      log?("cache: the token is not kept: when it ends is not known")
      return
    }
    attempt("entry") { () throws(CacheDirectory.Unusable) in try directory.write(json, to: "\(key.name).json") }
    directory.removeFiles(
      olderThan: Self.sweepAge, now: Int(time.now().timeIntervalSince1970), where: CacheKey.names)
  }

  @discardableResult
  private func attempt<T>(_ what: String, _ work: () throws(CacheDirectory.Unusable) -> T) -> T? {
    do {
      return try work()
    } catch {
      log?("cache: no \(what): \(error.reason)")
      return nil
    }
  }
}

extension CacheEntry {
  /// Until when it is good, for messages.
  fileprivate var end: String { token.expiresAt.map { "good until \(InternetTime.text($0))" } ?? "good for now" }
}
