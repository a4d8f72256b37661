import Basics

/// The server that a Docker client asks a helper about, in any of the spellings that clients send.
///
/// `HOST`, `https://HOST`, `http://HOST/`, `//HOST`, `https://HOST/v2/`, `HOST/repository`, `HOST:443`, with a line break
/// or not, in any case: all of them mean the same registry.
struct ServerURL: Hashable, Sendable {
  /// The host, and the port unless it is https's own; in lower case.
  let host: String

  /// How long a name may be: a host has at most 253 characters (RFC 1035), the rest is scheme and path.
  static let lengthLimit = 4096

  enum Failure: Error, Hashable {
    /// There is nothing but white space.
    case empty
    /// It cannot be the name of any host; what is wrong, in words.
    case notAHost(String)
  }

  /// Reads what stood on standard input.
  init(_ bytes: [UInt8]) throws(Failure) {
    guard bytes.count <= Self.lengthLimit else {
      throw .notAHost("it has more than \(Self.lengthLimit) bytes")
    }
    guard let text = String(validating: bytes, as: UTF8.self)?.trimmingWhitespace() else {
      throw .notAHost("it is not UTF-8")
    }
    guard !text.isEmpty else { throw .empty }
    if let control = text.unicodeScalars.first(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) {
      throw .notAHost("it has a control character in it (U+\(Self.code(control)))")
    }
    guard !text.unicodeScalars.contains(where: \.properties.isWhitespace) else {
      throw .notAHost("it has white space in it")
    }
    let name = text.lowercasedASCII()
    // By bytes: to Swift a slash with a combining character behind it is another character than a slash.
    var rest = name.utf8[...]
    for scheme in ["https://", "http://", "//"] where rest.starts(with: scheme.utf8) {
      rest = rest.dropFirst(scheme.utf8.count)
      break
    }
    rest = rest.prefix { $0 != UInt8(ascii: "/") }
    if rest.suffix(4).elementsEqual(":443".utf8) { rest = rest.dropLast(4) }
    guard !rest.isEmpty else { throw .notAHost("there is no host in it") }
    host = String(decoding: rest, as: UTF8.self)
  }

  private static func code(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
