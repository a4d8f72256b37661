/// The headers that are signed: lower-case names in the order of their bytes, each once, with a value.
package struct CanonicalHeaders: Sendable, Hashable {
  private let headers: [Header]

  private struct Header: Sendable, Hashable {
    let name: String
    let value: String
  }

  /// Picks from the fields what is signed; `host` stands in unless they name one.
  package init(_ fields: HTTPFields, host: String) {
    var values: [String: [String]] = [:]
    for field in fields {
      let name = field.name.lowercased()
      if !UnsignedHeaders.contains(name) {
        values[name, default: []].append(Self.foldBlanks(field.value))
      }
    }
    if values["host"] == nil {
      values["host"] = [host]
    }
    headers = values.map { Header(name: $0.key, value: $0.value.joined(separator: ",")) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// `name:value` and a line feed for each header; the last line has one as well.
  package var text: String {
    headers.map { "\($0.name):\($0.value)\n" }.joined()
  }

  /// The names, as `SignedHeaders` lists them.
  package var names: String {
    headers.map(\.name).joined(separator: ";")
  }

  /// Without blanks at the ends, and with one space for each run of blanks within, quoted or not.
  ///
  /// A line break is one of the blanks: a value may have been folded over lines (RFC 9112, 5.2).
  private static func foldBlanks(_ value: String) -> String {
    value.utf8.split { $0 == 0x20 || (0x09...0x0d).contains($0) }
      .map { String(Substring($0)) }
      .joined(separator: " ")
  }
}

extension CanonicalHeaders: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The names alone: a session token is among the values.
  package var description: String { names }

  /// The names alone: a session token is among the values.
  package var debugDescription: String { names }

  /// A mirror without children: `dump` would otherwise print the values.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
