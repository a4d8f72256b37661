import AWSAuth

/// A trust policy as somebody has it: bare, in the answer of `aws iam get-role`, or percent-encoded.
struct PolicyFile: Sendable {
  /// Why there is nothing to look at, and what was found before that.
  struct Unreadable: Error {
    var text: SourceText
    var findings: [PolicyFinding]
    var isDecoded: Bool
  }

  /// More than any policy has: IAM takes some thousand characters.
  static let sizeLimit = 1 << 20

  /// The text in which places are counted.
  private(set) var text: SourceText
  private(set) var policy: PolicyNode
  private(set) var findings: [PolicyFinding]
  /// The role's ARN, where the text says it.
  private(set) var roleARN: String?
  /// Whether the text is not that of the file, but what was decoded of it.
  private(set) var isDecoded = false

  /// Reads a file.
  /// - Throws: `Unreadable`: there is no policy in it.
  init(_ bytes: [UInt8]) throws(Unreadable) {
    let decoded = Self.decoded(bytes)
    isDecoded = decoded != nil
    text = SourceText(decoded ?? bytes)
    (policy, findings) = try Self.read(text, isDecoded)
    guard let (document, arn) = Self.answer(policy) else { return }
    roleARN = arn
    policy = document
    guard let string = document.string else { return }
    let inner = Array(string.utf8)
    text = SourceText(Self.decoded(inner) ?? inner)
    isDecoded = true
    (policy, findings) = try Self.read(text, true)
  }

  private static func read(_ text: SourceText, _ isDecoded: Bool) throws(Unreadable) -> (PolicyNode, [PolicyFinding]) {
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
      throw Unreadable(text: text, findings: reader.findings + [error.finding], isDecoded: isDecoded)
    }
  }

  /// The text, if it is percent-encoded: IAM's API hands policies out like that.
  private static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
    let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "\"")]
    let start = bytes.drop(while: blank.contains)
    guard start.first == UInt8(ascii: "%") else { return nil }
    let text = PercentEncoding.decode(String(decoding: start, as: UTF8.self))
    guard text.first(where: { !blank.contains($0) }) == UInt8(ascii: "{") else { return nil }
    return Array(text.reversed().drop(while: blank.contains).reversed())
  }

  /// The policy in what `aws iam get-role` answers, or in a string, and the role's ARN.
  private static func answer(_ node: PolicyNode) -> (PolicyNode, String?)? {
    if node.string != nil { return (node, nil) }
    // What trust-policy create --format json writes.
    if let policy = node["trustPolicy"]?.value, node["Statement"] == nil { return (policy, nil) }
    let role = node["Role"]?.value ?? node
    guard let document = role["AssumeRolePolicyDocument"]?.value else { return nil }
    return (document, role["Arn"]?.value.string)
  }
}
