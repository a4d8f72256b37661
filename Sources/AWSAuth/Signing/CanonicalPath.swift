import Basics

/// The second line of a canonical request, which AWS calls the canonical URI.
package struct CanonicalPath: Sendable, Hashable {
  /// The line.
  package let text: String

  /// Makes it from a path as it is sent; an empty path is sent as `/`.
  package init(_ sent: String, _ option: SigningOptions.Path) {
    switch option {
    case .normalized:
      text = PercentEncoding.encode(Self.normalize(sent), slash: .kept)
    case .asSent:
      text = sent.isEmpty ? "/" : sent
    }
  }

  /// Without dot segments (RFC 3986, 5.2.4) and without empty segments; a `/` at the end stays.
  private static func normalize(_ path: String) -> String {
    // By bytes: as characters, a `/` and a combining mark after it would be one, and no separator.
    let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var kept: [String] = []
    for segment in segments.map({ String(Substring($0)) }) {
      switch segment {
      case "", ".": continue
      case "..": _ = kept.popLast()
      default: kept.append(segment)
      }
    }
    // A dot segment at the end names a directory, as a `/` there does.
    let last = segments.last.map { String(Substring($0)) } ?? ""
    let namesDirectory = ["", ".", ".."].contains(last) && !kept.isEmpty
    return "/" + kept.joined(separator: "/") + (namesDirectory ? "/" : "")
  }
}
