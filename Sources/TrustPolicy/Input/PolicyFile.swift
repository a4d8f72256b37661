import Basics

/// A trust policy as somebody has it: bare, in an answer of IAM or a template, or percent-encoded.
package struct PolicyFile: Sendable {
  /// Why there is nothing to look at, and what was found before that.
  package struct Unreadable: Error {
    package var text: SourceText
    package var findings: [PolicyFinding]
    package var isDecoded: Bool
    /// Whether the text is JSON, but not a policy.
    package var isJSON = false
  }

  /// More than any policy has: IAM takes some thousand characters.
  package static let sizeLimit = 1 << 20

  /// The text in which places are counted.
  package private(set) var text: SourceText
  package private(set) var policy: LocatedJSON
  package private(set) var findings: [PolicyFinding]
  /// The role's ARN, where the text says it.
  package private(set) var roleARN: String?
  /// What stands for the account that CloudFormation fills in.
  package private(set) var standInAccount: String?
  /// Whether the text is not that of the file, but what was decoded of it.
  package private(set) var isDecoded = false

  /// How often a text may stand in a string of another.
  private static let depthLimit = 3

  /// Reads a file.
  /// - Parameters:
  ///   - bytes: What is in it.
  ///   - known: What is known of the role without it.
  /// - Throws: `Unreadable`: there is no policy in it, or more than one.
  package init(_ bytes: [UInt8], _ known: KnownRole = KnownRole()) throws(Unreadable) {
    var decoded = Self.decoded(bytes)
    isDecoded = decoded != nil
    text = SourceText(decoded ?? bytes)
    (policy, findings) = try Self.read(text, isDecoded)
    for _ in 0..<Self.depthLimit {
      let envelope: PolicyEnvelope
      do throws(PolicyReader.Failure) {
        envelope = try PolicyEnvelope(policy, known)
      } catch {
        throw Unreadable(text: text, findings: findings + [error.finding], isDecoded: isDecoded, isJSON: true)
      }
      policy = envelope.document
      findings += envelope.findings
      roleARN = envelope.roleARN ?? roleARN
      standInAccount = envelope.standInAccount ?? standInAccount
      guard let string = policy.string else { return }
      let inner = Array(string.utf8)
      decoded = Self.decoded(inner)
      text = SourceText(decoded ?? inner)
      isDecoded = true
      (policy, findings) = try Self.read(text, true)
    }
  }

  private static func read(_ text: SourceText, _ isDecoded: Bool) throws(Unreadable) -> (LocatedJSON, [PolicyFinding]) {
    let encoding: PolicyFinding? =
      if text.bytes.starts(with: [0xFF, 0xFE]) || text.bytes.starts(with: [0xFE, 0xFF]) {
        PolicyFinding(
          offset: 0, problem: "the text is UTF-16", reason: "AWS takes UTF-8 only.",
          fix: "Save it as UTF-8; PowerShell's > does not.")
      } else {
        text.firstInvalidByte.map { offset in
          PolicyFinding(
            offset: offset, problem: "the text is not UTF-8 here", reason: "AWS takes UTF-8 only.",
            fix: "Save it as UTF-8.")
        }
      }
    if let encoding { throw Unreadable(text: text, findings: [encoding], isDecoded: isDecoded) }
    var reader = PolicyReader(text)
    do throws(PolicyReader.Failure) {
      let policy = try reader.document()
      return (policy, reader.findings)
    } catch {
      let finding = isYAML(text) ? yamlFinding : error.finding
      throw Unreadable(text: text, findings: reader.findings + [finding], isDecoded: isDecoded)
    }
  }

  /// Whether a text begins as a template in YAML does: with a document's mark, or a key without quotes.
  private static func isYAML(_ text: SourceText) -> Bool {
    let line = String(decoding: text.bytes.prefix { $0 != 0x0A }, as: UTF8.self).trimmingWhitespace()
    let key = line.prefix(before: ":")
    return line == "---"
      || key.utf8.count < line.utf8.count && !key.isEmpty && key.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) }
  }

  private static let yamlFinding = PolicyFinding(
    offset: 0, problem: "the text is YAML, not JSON", reason: "Only JSON is read here.",
    fix: "Give the role's trust policy as JSON, or what aws iam get-role answers.")

  /// The text, if it is percent-encoded: IAM's API hands policies out like that.
  private static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
    let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "\"")]
    let start = bytes.drop(while: blank.contains)
    guard start.first == UInt8(ascii: "%") else { return nil }
    let text = PercentEncoding.decode(String(decoding: start, as: UTF8.self))
    guard text.first(where: { !blank.contains($0) }) == UInt8(ascii: "{") else { return nil }
    return Array(text.reversed().drop(while: blank.contains).reversed())
  }
}
