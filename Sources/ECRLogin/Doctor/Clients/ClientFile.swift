import AWSAuth
import Basics

/// What a file with passwords says to Docker, or to podman, skopeo and buildah: as Go's decoder reads it.
struct ClientFile {
  /// Whose file it is, which decides what makes it unreadable as a whole.
  enum Kind: Hashable {
    /// config.json as Docker reads it: an empty one is as good as none, and what stands behind the object is not read.
    case docker
    /// config.json or auth.json as podman, skopeo and buildah read it.
    case containers
    /// `.dockercfg`, which podman, skopeo and buildah still read: what `auths` is elsewhere.
    case legacy
  }

  /// A host's entry in `auths`.
  struct Entry: Hashable {
    var auth = ""
    var username = ""
    var password = ""
  }

  private(set) var auths: [(key: String, entry: Entry)] = []
  private(set) var helpers: [String: String] = [:]
  private(set) var store = ""

  /// A file with nothing in it.
  init() {}

  /// Reads a text; `nil` where it is not JSON, or something else than an object, so that nothing of it counts.
  init?(_ bytes: [UInt8], _ kind: Kind) {
    if kind == .docker, bytes.allSatisfy(" \t\r\n".utf8.contains) { return }
    let json = try? kind == .docker ? JSONValue(beginning: bytes) : JSONValue(parsing: bytes)
    guard let root = json, root == .null || root.members != nil else { return nil }
    if kind == .legacy {
      readEntries(root)
      return
    }
    for member in root.members ?? [] {
      switch member.key.lowercased() {
      case "auths": readEntries(member.value)
      case "credhelpers": readHelpers(member.value)
      case "credsstore": if let name = member.value.string { store = name }
      default: break
      }
    }
  }

  /// The entry under a key.
  func entry(_ key: String) -> Entry? { auths.first { $0.key == key }?.entry }

  private mutating func readEntries(_ value: JSONValue) {
    if value == .null { auths = [] }
    for member in value.members ?? [] {
      var entry = Entry()
      for field in member.value.members ?? [] {
        guard let text = field.value.string else { continue }
        switch field.key.lowercased() {
        case "auth": entry.auth = text
        case "username": entry.username = text
        case "password": entry.password = text
        default: break
        }
      }
      auths.removeAll { $0.key == member.key }
      auths.append((member.key, entry))
    }
  }

  private mutating func readHelpers(_ value: JSONValue) {
    if value == .null { helpers = [:] }
    // What is no string is the empty one.
    for member in value.members ?? [] { helpers[member.key] = member.value.string ?? "" }
  }
}

extension ClientFile.Entry {
  /// User name and password that Docker has of it; `nil` for none, or for what it cannot read.
  var forDocker: Secret? {
    guard auth.isEmpty else { return decoded.flatMap { $0.hasUser ? $0.pair : nil } }
    return username.isEmpty && password.isEmpty ? nil : Self.pair(username, password)
  }

  /// User name and password in `auth`; `nil` where it has no colon, or is not base64.
  var decoded: (pair: Secret, hasUser: Bool)? {
    guard let bytes = Self.bytes(auth), let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let username = String(decoding: bytes[..<colon], as: UTF8.self)
    let password = bytes[(colon + 1)...]
    // As Go's `strings.Trim` does.
    let start = password.firstIndex { $0 != 0 } ?? password.endIndex
    let end = password.lastIndex { $0 != 0 }.map { $0 + 1 } ?? password.endIndex
    return (Self.pair(username, String(decoding: password[start..<max(start, end)], as: UTF8.self)), colon > 0)
  }

  /// Whether `auth` is base64 at all.
  var isBase64: Bool { Self.bytes(auth) != nil }

  private static func bytes(_ auth: String) -> [UInt8]? {
    // Go's decoder passes over line breaks.
    Base64.decode(String(decoding: auth.utf8.filter { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self))
  }

  private static func pair(_ username: String, _ password: String) -> Secret {
    DockerConfig.basicCredentials(username: username, password: Secret(password))
  }
}
