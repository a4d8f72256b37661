import Basics

/// Takes secrets out of a text that somebody else wrote: services quote what they do not like of a request.
///
/// Not only whole secrets: what is quoted may be cut off, percent-encoded or base64. Every stretch of the text
/// that stands, letter by letter, in one of these forms too is taken out, from a length that chance does not give.
package struct Redactor {
  private static let stretch = 12
  /// What is shorter than this is no secret, and would be found in every text.
  private static let shortest = 6

  private var stretches: Set<ArraySlice<UInt8>> = []
  private var shortSecrets: [String] = []

  /// - Parameter secrets: What is to be taken out.
  package init(_ secrets: [Secret?]) {
    for secret in secrets.compactMap({ $0?.exposed() }) where secret.utf8.count >= Self.shortest {
      for form in [secret, PercentEncoding.encode(secret), Base64.encode(secret.utf8)] {
        let bytes = Array(form.utf8)
        guard bytes.count >= Self.stretch else {
          shortSecrets.append(form)
          continue
        }
        for start in 0...(bytes.count - Self.stretch) { stretches.insert(bytes[start..<(start + Self.stretch)]) }
      }
    }
  }

  /// The text with `<secret>` for each stretch of a secret.
  package func redact(_ text: String) -> String {
    let bytes = Array(shortSecrets.reduce(text) { $0.replacingEach($1, with: "<secret>") }.utf8)
    guard bytes.count >= Self.stretch else { return String(decoding: bytes, as: UTF8.self) }
    var isSecret = [Bool](repeating: false, count: bytes.count)
    for start in 0...(bytes.count - Self.stretch) where stretches.contains(bytes[start..<(start + Self.stretch)]) {
      for position in start..<(start + Self.stretch) { isSecret[position] = true }
    }
    var result: [UInt8] = []
    for (position, byte) in bytes.enumerated() {
      if !isSecret[position] {
        result.append(byte)
      } else if position == 0 || !isSecret[position - 1] {
        result += "<secret>".utf8
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
