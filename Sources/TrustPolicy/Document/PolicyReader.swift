import Basics

/// Reads a policy's JSON, and goes on behind the mistakes that people make in it.
///
/// The grammar is that of `JSONScanner`; here is only what is read beside it, and where the values stand.
/// Commas before a closing bracket, missing ones, comments, and quotes that a word processor has bent are noted
/// as findings and read as they were meant. Everything else that is not JSON ends the reading.
struct PolicyReader {
  /// Why there is nothing to look at.
  struct Failure: Error, Hashable {
    let finding: PolicyFinding

    init(_ offset: Int, _ problem: String, _ reason: String, _ fix: String) {
      finding = PolicyFinding(offset: offset, problem: problem, reason: reason, fix: fix)
    }
  }

  /// How deep values may be nested; a policy needs six levels.
  static let depthLimit = 64
  /// How many mistakes are noted before the text is taken for something else than a policy.
  static let findingLimit = 100
  private static let refusal = "IAM refuses a policy that is not JSON, as MalformedPolicyDocument."

  private var scanner: JSONScanner
  private(set) var findings: [PolicyFinding] = []

  init(_ text: SourceText) {
    scanner = JSONScanner(text.bytes)
  }

  /// Reads one value, and nothing behind it.
  mutating func document() throws(Failure) -> LocatedJSON {
    if scanner.bytes.hasByteOrderMark { scanner.position = 3 }
    try skipBlank()
    guard scanner.next != nil else {
      throw Failure(
        scanner.position, "there is no policy: the text is empty", "There is nothing to check.",
        "Give the role's trust policy; if a pipe was to bring it, see what the command before it says.")
    }
    let value = try value(depth: 0)
    try skipBlank()
    guard scanner.next == nil else {
      throw failure("there is more behind the end of the policy", "Take it out; check the brackets before it.")
    }
    return value
  }

  private mutating func value(depth: Int) throws(Failure) -> LocatedJSON {
    guard depth < Self.depthLimit else {
      throw failure("values are nested deeper than \(Self.depthLimit) levels", "Give a policy: it has six levels.")
    }
    let start = scanner.position
    let content: LocatedJSON.Content
    switch scanner.next {
    case UInt8(ascii: "{"): content = .object(try members(depth))
    case UInt8(ascii: "["): content = .array(try elements(depth))
    case _ where isQuote: content = .scalar(.string(try string()))
    default:
      content = .scalar(try strictly { scanner throws(JSONScanner.Failure) in try scanner.wordOrNumber() })
    }
    return LocatedJSON(content: content, offset: start)
  }

  /// Reads what comes next by the letter of the grammar.
  private mutating func strictly<Value>(
    _ read: (inout JSONScanner) throws(JSONScanner.Failure) -> Value
  ) throws(Failure) -> Value {
    do throws(JSONScanner.Failure) {
      return try read(&scanner)
    } catch {
      throw failure("\(error.expected) has to stand here", "Check the brackets and quotes before it.")
    }
  }

  private mutating func members(_ depth: Int) throws(Failure) -> [LocatedJSON.Member] {
    var members: [LocatedJSON.Member] = []
    var known: Set<[UInt8]> = []
    try list(UInt8(ascii: "}")) { reader throws(Failure) in
      let keyOffset = reader.scanner.position
      guard reader.isQuote else {
        throw reader.failure("a key in quotes has to stand here", "Check what is before it.")
      }
      let key = try reader.string()
      if !known.insert(Array(key.utf8)).inserted {
        try reader.note(
          keyOffset, "\(key.quoted) stands twice in the same object",
          "One of the two is lost, and it is not said which.",
          LocatedJSON.single.contains(key)
            ? "Take one of them out." : "Put the values of both under one \(key.quoted).")
      }
      try reader.skipBlank()
      try reader.strictly { scanner throws(JSONScanner.Failure) in try scanner.expect(UInt8(ascii: ":")) }
      try reader.skipBlank()
      members.append(
        LocatedJSON.Member(key: key, keyOffset: keyOffset, value: try reader.value(depth: depth + 1)))
    }
    return members
  }

  private mutating func elements(_ depth: Int) throws(Failure) -> [LocatedJSON] {
    var elements: [LocatedJSON] = []
    try list(UInt8(ascii: "]")) { reader throws(Failure) in elements.append(try reader.value(depth: depth + 1)) }
    return elements
  }

  private mutating func list(
    _ end: UInt8, _ item: (inout PolicyReader) throws(Failure) -> Void
  ) throws(Failure) {
    let bracket = String(decoding: [end], as: UTF8.self)
    scanner.position += 1
    try skipBlank()
    try skipCommas()
    while scanner.next != end {
      try item(&self)
      let behind = scanner.position
      try skipBlank()
      if scanner.next == UInt8(ascii: ",") {
        let comma = scanner.position
        scanner.position += 1
        try skipBlank()
        try skipCommas()
        if scanner.next == end {
          try note(
            comma, "a comma before \"\(bracket)\"", Self.refusal, "Take the comma out: nothing follows it.")
        }
      } else if scanner.next != end {
        guard isQuote || scanner.next == UInt8(ascii: "{") else {
          throw failure("\",\" or \"\(bracket)\" has to stand here", "Check the brackets and quotes before it.")
        }
        try note(behind, "a comma is missing", Self.refusal, "Put a comma here: another value follows.")
      }
    }
    scanner.position += 1
  }

  /// Passes over commas before which nothing stands.
  private mutating func skipCommas() throws(Failure) {
    while scanner.next == UInt8(ascii: ",") {
      try note(scanner.position, "a comma too many", Self.refusal, "Take the comma out: nothing is before it.")
      scanner.position += 1
      try skipBlank()
    }
  }

  // Strings.

  private mutating func string() throws(Failure) -> String {
    guard scanner.next == UInt8(ascii: "\""), straightEnd(from: scanner.position + 1) else { return try bentString() }
    let range = try strictly { scanner throws(JSONScanner.Failure) in try scanner.skipString() }
    return text((range.lowerBound + 1)..<(range.upperBound - 1))
  }

  /// What stands between quotes; as it is written where an escape in it is none.
  private func text(_ content: Range<Int>) -> String {
    let bytes = scanner.bytes[content]
    return JSONText.decode(content: bytes, half: "\u{FFFD}") ?? String(decoding: bytes, as: UTF8.self)
  }

  /// Whether a string that begins with a straight quote also ends with one, before a bent one that ends it.
  private func straightEnd(from start: Int) -> Bool {
    var index = start
    while index < scanner.bytes.count, scanner.bytes[index] != UInt8(ascii: "\""), scanner.bytes[index] != 0x0A {
      let length = quoteLength(at: index)
      if length > 1, endsValue(index + length) { return false }
      index += scanner.bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return true
  }

  private mutating func bentString() throws(Failure) -> String {
    let start = scanner.position
    let isApostrophe = scanner.next == UInt8(ascii: "'")
    scanner.position += quoteLength(at: start)
    let content = scanner.position
    while scanner.position < scanner.bytes.count, scanner.bytes[scanner.position] != 0x0A {
      let length = quoteLength(at: scanner.position)
      if length > 0, endsValue(scanner.position + length) {
        let text = text(content..<scanner.position)
        scanner.position += length
        try note(
          start, isApostrophe ? "single quotes around \(text.quoted)" : "curly quotes around \(text.quoted)",
          "JSON knows only the straight double quote; word processors and web pages change it.",
          "Write \(text.quoted).")
        return text
      }
      scanner.position += 1
    }
    throw failure("the end of a string is missing", "Close it with a straight double quote.")
  }

  /// Whether what follows may follow a string.
  private func endsValue(_ offset: Int) -> Bool {
    var rest = JSONScanner(scanner.bytes, at: offset)
    rest.skipWhitespace()
    return rest.next.map(":,}]".utf8.contains) ?? true
  }

  private var isQuote: Bool { quoteLength(at: scanner.position) > 0 }

  /// How many bytes a quotation mark of any kind has there; 0 where there is none.
  private func quoteLength(at offset: Int) -> Int {
    guard offset < scanner.bytes.count else { return 0 }
    switch scanner.bytes[offset] {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return 1
    // U+2018 to U+201F.
    case 0xE2:
      let rest = scanner.bytes[(offset + 1)...].prefix(2)
      return rest.count == 2 && rest.first == 0x80 && (0x98...0x9F).contains(rest.last ?? 0) ? 3 : 0
    // U+00AB and U+00BB.
    case 0xC2:
      return offset + 1 < scanner.bytes.count && [0xAB, 0xBB].contains(scanner.bytes[offset + 1]) ? 2 : 0
    default: return 0
    }
  }

  // Between the values.

  private mutating func skipBlank() throws(Failure) {
    while true {
      scanner.skipWhitespace()
      let start = scanner.position
      let rest = scanner.bytes[start...]
      if rest.starts(with: "/*".utf8) {
        skip(past: Array("*/".utf8))
      } else if rest.first == UInt8(ascii: "#") || rest.starts(with: "//".utf8) {
        skip(past: [0x0A])
      } else if rest.starts(with: [0xC2, 0xA0]) {
        scanner.position += 2
        try note(
          start, "a no-break space between the values", Self.refusal, "Write an ordinary space, or nothing.")
        while scanner.bytes[scanner.position...].starts(with: [0xC2, 0xA0]) { scanner.position += 2 }
        continue
      } else {
        return
      }
      try note(start, "a comment", "JSON has no comments. \(Self.refusal)", "Take it out; Sid can name a statement.")
    }
  }

  private mutating func skip(past end: [UInt8]) {
    scanner.position += end.count
    while scanner.position < scanner.bytes.count,
      !scanner.bytes[..<scanner.position].suffix(end.count).elementsEqual(end)
    {
      scanner.position += 1
    }
  }

  // Findings.

  private mutating func note(_ offset: Int, _ problem: String, _ reason: String, _ fix: String) throws(Failure) {
    guard findings.count < Self.findingLimit else {
      throw failure("there are more than \(Self.findingLimit) mistakes", "Check that this is a trust policy.")
    }
    findings.add(offset, problem, reason, fix)
  }

  private func failure(_ problem: String, _ fix: String) -> Failure {
    Failure(scanner.position, problem, Self.refusal, fix)
  }
}
