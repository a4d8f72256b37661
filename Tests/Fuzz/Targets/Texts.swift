@testable import AWSAuth
@testable import Basics
@testable import ECRLogin

extension FuzzTarget {
  /// What every text of others goes through: percent-encoding, making it printable, taking secrets out, quoting it.
  static let texts = FuzzTarget(name: "texts") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    check(PercentEncoding.decode(PercentEncoding.encode(bytes)) == bytes, "percent-encoded and back is something else")
    check(PercentEncoding.decode(text).count <= text.utf8.count, "longer than what it was decoded from")
    checkShown(text.printable(limit: 40), limit: 40 * 10 + 1)
    check(text.printable().printable() == text.printable() || text.unicodeScalars.count > 50, "printable in two steps")
    // The first half is a secret, in the midst of the rest.
    let half = text.unicodeScalars.count / 2
    let secret = String(String.UnicodeScalarView(text.unicodeScalars.prefix(half)))
    let said = String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(half)))
    if secret.utf8.count >= 6, !"<secret>".contains(secret) {
      let redacted = Redactor([Secret(secret)]).redact(said + secret + said)
      // What is cut off within a scalar becomes U+FFFD, of which such a secret may consist; what stands in its place
      // may make it up with what stands around it.
      let rest = redacted.replacingEach("<secret>", with: "\u{FFFD}")
      let isThere = rest.utf8.contains(secret.utf8) && !secret.unicodeScalars.contains("\u{FFFD}")
      check(secret.utf8.count < 12 || !isThere, "the secret is still there")
    }
    let words = [said, secret].map { $0.shellQuoted }
    for (word, original) in zip(words, [said, secret]) {
      check(unquoted(word) == original, "\(original.debugDescription) quoted is \(word)")
    }
  }

  /// A word as a POSIX shell reads it, which has single quotes and backslashes only; `nil` if it is more than a word.
  private static func unquoted(_ word: String) -> String? {
    var result: [UInt8] = []
    var rest = Array(word.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "'") {
        guard let end = rest.firstIndex(of: UInt8(ascii: "'")) else { return nil }
        result += rest[..<end]
        rest = rest[(end + 1)...]
      } else {
        guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else { return nil }
        result.append(next)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
