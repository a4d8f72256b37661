import AWSAuth
import Basics

/// Docker's config.json as far as it concerns registries' credentials; everything else in it stays as it is.
struct DockerConfig {
  /// Where Docker looks for a host's credentials, and so where a login has to put them.
  enum CredentialLocation: Hashable {
    /// `auths` in the file itself.
    case file
    /// The program `docker-credential-NAME`, by `credHelpers` or `credsStore`.
    case helper(String)
  }

  /// The file's content as it was read.
  let content: [UInt8]
  /// Where the object begins and ends in it.
  private let span: Range<Int>
  private let root: JSONObject
  private let credentialsStore: String?
  private var auths: HostTable
  private var helpers: HostTable

  /// Reads a file's content; one without any, or with white space only, is an empty object, as it is for Docker.
  init(_ bytes: [UInt8]) throws(DockerConfigFailure) {
    guard !bytes.hasByteOrderMark else { throw .byteOrderMark }
    // Only characters beyond ASCII are worth the copy that a string is.
    guard bytes.reduce(0, |) < 0x80 || String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
    content = bytes
    var scanner = JSONScanner(bytes)
    scanner.skipWhitespace()
    let start = scanner.position
    let isObject = scanner.next == UInt8(ascii: "{")
    do throws(JSONScanner.Failure) {
      if isObject {
        root = try JSONObject(&scanner) { ["auths", "credhelpers"].contains($0.lowercased()) }
      } else {
        root = JSONObject()
        if start < bytes.count { try scanner.skipValue() }
      }
      // White space alone gives way to the first object.
      span = (isObject ? start : 0)..<scanner.position
      scanner.skipWhitespace()
      guard scanner.next == nil else { throw scanner.failure("the end of the file") }
    } catch {
      throw Self.located(error, in: bytes)
    }
    guard isObject || start == bytes.count else { throw .notAnObject }
    auths = try HostTable(key: "auths", in: root)
    helpers = try HostTable(key: "credHelpers", in: root)
    // In any case, as Docker reads it.
    let storeKey = root.members.last { $0.key.lowercased() == "credsstore" }?.key ?? "credsStore"
    credentialsStore = root.string(storeKey).flatMap { $0.isEmpty ? nil : $0 }
    if credentialsStore == nil, let value = root[storeKey],
      !["\"\"", "null"].contains(String(decoding: value, as: UTF8.self))
    {
      throw .wrongType(key: storeKey)
    }
  }

  /// The file's content, with the changes.
  var bytes: [UInt8] {
    guard auths.isChanged || helpers.isChanged else { return content }
    var root = root
    auths.addNew(to: &root)
    helpers.addNew(to: &root)
    // An empty one means nothing, and may be what an earlier run has made.
    helpers.removeEmptied(from: &root)
    var result: [UInt8] = []
    // At once, and with room for new entries: the file may be large, and an array that grows is copied.
    result.reserveCapacity(content.count + 16 << 10)
    result += content[..<span.lowerBound]
    root.write(to: &result, changed: auths.changed.merging(helpers.changed) { $1 })
    result += content[span.upperBound...]
    return result
  }

  /// What of it, with the changes, clients cannot read.
  var problems: [DockerConfigProblem] {
    // What was read already need not be read again.
    auths.isChanged || helpers.isChanged
      ? DockerConfigSchema.problems(in: bytes) : DockerConfigSchema.problems(in: root)
  }

  /// Where Docker looks for a host's credentials (docker/cli, `GetCredentialsStore`).
  func location(for host: String) -> CredentialLocation {
    // An entry without a name stands for the file, whatever the store is.
    if helpers.value(host) != nil {
      return helpers.string(host).flatMap { $0.isEmpty ? nil : .helper($0) } ?? .file
    }
    return credentialsStore.map { .helper($0) } ?? .file
  }

  /// Where a login puts a host's credentials: an entry among the helpers without a name goes with it, since podman,
  /// skopeo and buildah would start `docker-credential-` for it.
  func loginLocation(for host: String) -> CredentialLocation {
    if let name = helpers.string(host), !name.isEmpty { return .helper(name) }
    return credentialsStore.map { .helper($0) } ?? .file
  }

  /// Whether Docker will pick a credential store of the system's by itself, for want of any entry.
  var leavesStoreToDocker: Bool {
    auths.isEmpty && helpers.isEmpty && credentialsStore == nil
  }

  /// The hosts of ECR that have an entry of their own in `auths`, in its order.
  var registriesInFile: [ECRRegistry] { Self.registries(auths.keys) }

  /// The hosts of ECR that have a helper of their own, in its order.
  var registriesWithHelper: [ECRRegistry] { Self.registries(helpers.keys) }

  /// A host's own helper, by `credHelpers`; empty where it says that the file is to be used.
  func helper(of host: String) -> String? { helpers.string(host) }

  /// The keys of `auths` under which clients look for a host: its spellings, and its repositories.
  func authKeys(of host: String) -> [String] {
    auths.keys.filter { key in
      if Self.names(host, key) { return true }
      let rest = key.droppingPrefix("https://") ?? key[...]
      return rest.begins(with: "\(host)/")
    }
  }

  /// Whether `auths` has an entry under exactly that key.
  func hasEntry(_ key: String) -> Bool { auths.value(key) != nil }

  /// Takes the entry under exactly that key out of `auths`.
  mutating func removeEntry(_ key: String) { auths.remove { $0 == key } }

  /// Whether a key of `auths` stands for a host as a whole, and not for a repository.
  func isWhole(_ key: String, _ host: String) -> Bool { Self.names(host, key) }

  /// Whether there is a password of any host in it.
  var hasPasswords: Bool { auths.contains { !($0.string("auth") ?? "").isEmpty } }

  /// User name and password under a key of `auths`, as base64; `nil` where the entry has none.
  func password(under key: String) -> Secret? {
    guard let pair = auths.object(key)?.string("auth"), !pair.isEmpty else { return nil }
    return Secret(pair)
  }

  /// User name and password as `auths` has them, and `Authorization: Basic`.
  static func basicCredentials(username: String, password: Secret) -> Secret {
    Secret(Base64.encode("\(username):\(password.exposed())".utf8))
  }

  /// Puts a user name and password for a host into the file.
  mutating func setCredentials(of host: String, username: String, password: Secret) {
    let pair = Self.basicCredentials(username: username, password: password).exposed()
    removeOtherSpellings(of: host)
    removeHelpersWithoutName(of: host)
    auths.set([("auth", pair)], for: host, in: root)
  }

  /// Notes that a host's credentials are in a store, as `docker login` does.
  mutating func setEmptyEntry(of host: String) {
    removeOtherSpellings(of: host)
    removeHelpersWithoutName(of: host)
    auths.set([], for: host, in: root)
  }

  /// Takes a host's entries out of `auths`, in every spelling that Docker takes for it, and what stands among the helpers
  /// for it without naming one.
  /// - Returns: Whether there was an entry in `auths`.
  @discardableResult
  mutating func removeCredentials(of host: String) -> Bool {
    removeHelpersWithoutName(of: host)
    return auths.remove { Self.names(host, $0) }
  }

  /// Whether there is anything that `removeCredentials` takes out.
  func hasCredentials(of host: String) -> Bool {
    var config = self
    config.removeCredentials(of: host)
    return config.auths.isChanged || config.helpers.isChanged
  }

  /// Whether a program is a host's own helper.
  func isHelper(_ name: String, of host: String) -> Bool { helpers.string(host) == name }

  /// Makes a program a host's helper.
  mutating func setHelper(_ name: String, for host: String) {
    removeHelpersWithoutName(of: host, exceptFor: host)
    helpers.set(name, for: host, in: root)
  }

  /// Takes a host's helper out, if it is that program.
  /// - Returns: Whether it was.
  @discardableResult
  mutating func removeHelper(_ name: String, for host: String) -> Bool {
    removeHelpersWithoutName(of: host)
    guard helpers.string(host) == name else { return false }
    return helpers.remove { $0 == host }
  }

  /// What is different from another state, a line for each entry; without any secret.
  func difference(from old: DockerConfig) -> [String] {
    auths.difference(from: old.auths, showsValues: false) + helpers.difference(from: old.helpers, showsValues: true)
  }

  private mutating func removeOtherSpellings(of host: String) {
    auths.remove { $0 != host && Self.names(host, $0) }
  }

  /// Takes out what stands among the helpers for a host, in any spelling, and names no program.
  private mutating func removeHelpersWithoutName(of host: String, exceptFor kept: String? = nil) {
    helpers.remove { key, value in
      let hasName = value.first == UInt8(ascii: "\"") && !value.elementsEqual("\"\"".utf8)
      return !hasName && key != kept && Self.names(host, key)
    }
  }

  /// Whether a key of `auths` stands for a host as a whole: with scheme, port 443 or `/v2/`, but no repository.
  ///
  /// Byte by byte, and not by way of `ServerURL`: a file may have tens of thousands of keys.
  private static func names(_ host: String, _ key: String) -> Bool {
    guard key.utf8.count >= host.utf8.count else { return false }
    var key = key
    return key.withUTF8 { key in
      var rest = key[...]
      func drop(_ prefix: String) -> Bool {
        guard rest.prefix(prefix.utf8.count).lazy.map(lowercased).elementsEqual(prefix.utf8) else { return false }
        rest = rest.dropFirst(prefix.utf8.count)
        return true
      }
      _ = drop("https://") || drop("http://")
      guard drop(host) else { return false }
      _ = drop(":443")
      return ["", "/", "/v1", "/v1/", "/v2", "/v2/"].contains { rest.elementsEqual($0.utf8) }
    }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  private static func registries(_ keys: [String]) -> [ECRRegistry] {
    var seen: Set<String> = []
    return keys.compactMap { key in
      guard let host = (try? ServerURL(Array(key.utf8)))?.host, names(host, key),
        let registry = ECRRegistry(host: host), seen.insert(host).inserted
      else { return nil }
      return registry
    }
  }

  private static func located(_ failure: JSONScanner.Failure, in bytes: [UInt8]) -> DockerConfigFailure {
    let head = bytes[..<min(failure.offset, bytes.count)]
    let lineStart = head.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return .notJSON(
      expected: failure.expected, line: 1 + head.count { $0 == 0x0A }, column: 1 + head.count - lineStart)
  }
}
