import AWSAuth

@testable import ECRLogin

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension FuzzTarget {
  /// A file of the cache: a whole entry, which is the same when it is written again, or nothing.
  static let cacheEntry = FuzzTarget(name: "cache-entry") { bytes in
    guard let entry = CacheEntry(json: bytes) else { return }
    check(!entry.token.username.isEmpty && !entry.token.password.isEmpty, "an entry without a password")
    guard let again = entry.json().flatMap({ CacheEntry(json: $0) }) else {
      check(false, "an entry that cannot be written")
      return
    }
    check(again == entry, "an entry that is another when it was written")
    let times = [entry.requestedAt, entry.token.expiresAt].compactMap { $0 }.map(\.timeIntervalSince1970)
    for seconds in times + [0, 1_800_000_000] {
      let now = Date(timeIntervalSince1970: seconds)
      let isOver = !(entry.token.expiresAt.map { $0 > now } ?? false)
      check(!isOver || !entry.isFresh(at: now), "a token that is over is fresh")
      check(!isOver || !entry.isFallback(at: now), "a token that is over is handed out")
    }
  }

  /// The configuration file: values of the keys that there are, or a message that can be shown.
  static let configurationFile = FuzzTarget(name: "configuration-file") { bytes in
    let file: ConfigurationFile
    do {
      file = try ConfigurationFile(bytes, path: "/home/u/config.json")
    } catch {
      check(error is Diagnostic, "a failure of another type: \(error)")
      checkShown("\(error)")
      return
    }
    let settings = Settings(flags: ParsedArguments(), environment: Environment([:]), file: file)
    for setting in SettingDefinition.all {
      guard let value = settings[setting.setting] else { continue }
      check(setting.fileKey != nil && !value.value.isEmpty, "\(setting.option) is from the file")
      checkShown(value.source)
    }
    // Whether a value can be used is found out later, and said so that it can be shown.
    for attempt in [
      { _ = try settings.role() }, { _ = try settings.duration() }, { _ = try settings.sessionName() },
      { _ = try settings.region() },
    ] {
      do { try attempt() } catch { checkShown("\(error)") }
    }
  }
}
