import Basics

/// registries.conf, as far as it says where podman, skopeo and buildah look for passwords (containers/image,
/// `pkg/sysregistriesv2`).
struct RegistriesConf {
  /// What stands for the files with passwords in `credential-helpers`.
  static let authFiles = "containers-auth.json"

  /// A file that cannot be read, so that the clients fail.
  struct Unreadable: Error, Hashable {
    var path: String
  }

  /// The helpers in the order in which they are asked, and the file that names them; `nil` where none does.
  let helpers: [String]
  let source: String?

  /// - Parameters:
  ///   - context: The outside world.
  ///   - readsVariables: Whether the client takes the file from a variable: skopeo does not.
  /// - Throws: `Unreadable`.
  init(_ context: ProcessContext, readsVariables: Bool) throws(Unreadable) {
    var helpers: [String] = []
    var source: String?
    for path in Self.files(context, readsVariables: readsVariables) {
      let bytes: [UInt8]
      do throws(FileReader.Failure) {
        bytes = try context.files.content(path.name, 16 << 20)
      } catch .missing where !path.isNamed {
        continue
      } catch {
        throw Unreadable(path: path.name)
      }
      var toml = TOMLHead(bytes)
      do throws(TOMLHead.Malformed) {
        guard let found = try toml.strings(of: "credential-helpers") else { continue }
        (helpers, source) = (found, path.name)
      } catch {
        throw Unreadable(path: path.name)
      }
    }
    self.helpers = helpers.isEmpty ? [Self.authFiles] : helpers
    self.source = helpers.isEmpty ? nil : source
  }

  /// The files, the last of which wins.
  private static func files(
    _ context: ProcessContext, readsVariables: Bool
  ) -> [(name: String, isNamed: Bool)] {
    let environment = context.environment
    let home = (environment[.home] ?? context.homeDirectory()).map { "\($0)/.config/containers/registries.conf" }
    let variables = [Variable.registriesConf, .olderRegistriesConf]
    var directories = home.map { ["\($0).d"] } ?? []
    var file = (name: "/etc/containers/registries.conf", isNamed: false)
    if readsVariables, let named = environment.first(of: variables) {
      file = (named.value, true)
      directories.insert("/etc/containers/registries.conf.d", at: 0)
    } else if let home, context.files.exists(home) {
      file.name = home
    } else {
      directories.insert("/etc/containers/registries.conf.d", at: 0)
    }
    let more = directories.flatMap { directory in
      context.files.names(directory).filter { $0.ends(with: ".conf") }.sorted().map {
        (name: "\(directory)/\($0)", isNamed: false)
      }
    }
    return [file] + more
  }
}

/// The keys of a TOML text that stand before its first table.
struct TOMLHead {
  struct Malformed: Error, Hashable {}

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// A list of strings.
  /// - Returns: The strings; `nil` where the key is not there.
  /// - Throws: `Malformed`: what comes before the first table is not TOML, or the value is no list of strings.
  mutating func strings(of wanted: String) throws(Malformed) -> [String]? {
    var found: [String]?
    skipBlank()
    while let next, next != UInt8(ascii: "[") {
      let key = try takeKey()
      skipSpaces()
      guard take(UInt8(ascii: "=")) else { throw Malformed() }
      skipSpaces()
      // The decoder finds keys in any case.
      if key.lowercased() == wanted {
        found = try takeStrings()
      } else {
        try skipValue()
      }
      skipSpaces()
      skipComment()
      guard self.next == nil || self.next == 0x0A || self.next == 0x0D else { throw Malformed() }
      skipBlank()
    }
    return found
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipSpaces() {
    while next == 0x20 || next == 0x09 { position += 1 }
  }

  private mutating func skipComment() {
    guard next == UInt8(ascii: "#") else { return }
    while let next, next != 0x0A { position += 1 }
  }

  /// Passes over white space, line breaks and comments.
  private mutating func skipBlank() {
    var before = -1
    while before != position {
      before = position
      while let next, [0x20, 0x09, 0x0A, 0x0D].contains(next) { position += 1 }
      skipComment()
    }
  }

  private mutating func takeKey() throws(Malformed) -> String {
    if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") { return try takeString() }
    let start = position
    while let next, Self.isBare(next) { position += 1 }
    guard position > start else { throw Malformed() }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private static func isBare(_ byte: UInt8) -> Bool {
    byte.isASCIILetter || byte.isASCIIDigit || "-_.".utf8.contains(byte)
  }

  private mutating func takeString() throws(Malformed) -> String {
    guard let quote = next, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw Malformed() }
    position += 1
    let start = position
    while let byte = next, byte != quote {
      guard byte != 0x0A else { throw Malformed() }
      position += byte == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") ? 2 : 1
    }
    let content = bytes[start..<min(position, bytes.count)]
    guard take(quote) else { throw Malformed() }
    // Escapes of TOML's short strings are those of JSON, as far as a program's name can need them.
    guard quote == UInt8(ascii: "\"") else { return String(decoding: content, as: UTF8.self) }
    guard let text = JSONText.decode(content: content) else { throw Malformed() }
    return text
  }

  private mutating func takeStrings() throws(Malformed) -> [String] {
    guard take(UInt8(ascii: "[")) else { throw Malformed() }
    var strings: [String] = []
    while true {
      skipBlank()
      if take(UInt8(ascii: "]")) { return strings }
      strings.append(try takeString())
      skipBlank()
      guard take(UInt8(ascii: ",")) || next == UInt8(ascii: "]") else { throw Malformed() }
    }
  }

  /// Passes over a value of any type.
  private mutating func skipValue() throws(Malformed) {
    var depth = 0
    let start = position
    repeat {
      if depth > 0 { skipBlank() }
      switch next {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): try skipAnyString()
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        position += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth -= 1
        position += 1
      case UInt8(ascii: ",") where depth > 0, UInt8(ascii: "=") where depth > 0: position += 1
      case let byte? where Self.isBare(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ":"):
        while let next, Self.isBare(next) || next == UInt8(ascii: "+") || next == UInt8(ascii: ":") { position += 1 }
      default: throw Malformed()
      }
    } while depth > 0
    guard position > start, depth == 0 else { throw Malformed() }
  }

  private mutating func skipAnyString() throws(Malformed) {
    guard let quote = next, position + 2 < bytes.count, bytes[position + 1] == quote, bytes[position + 2] == quote
    else {
      _ = try takeString()
      return
    }
    position += 3
    while position + 2 < bytes.count {
      if bytes[position] == quote, bytes[position + 1] == quote, bytes[position + 2] == quote {
        position += 3
        return
      }
      position += bytes[position] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") ? 2 : 1
    }
    throw Malformed()
  }
}
