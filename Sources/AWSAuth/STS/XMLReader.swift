import Basics

/// An element of an XML document, as far as STS's answers need one: names without prefixes, no attributes.
///
/// By hand because the toolchain's reader, FoundationXML, would bring all of Foundation with it.
struct XMLElement: Hashable, Sendable {
  var name: String
  var text = ""
  var children: [XMLElement] = []

  /// The first element at a path of names below this one.
  func first(_ path: String...) -> XMLElement? {
    var element = self
    for name in path {
      guard let child = element.children.first(where: { $0.name == name }) else { return nil }
      element = child
    }
    return element
  }
}

/// Reads a small XML document; strict, and without what makes XML dangerous: no document types, so no
/// entities of the sender's making, and no depth that could exhaust the stack.
struct XMLReader {
  /// What is wrong with a document.
  enum Failure: Error, Hashable {
    case truncated
    case notWellFormed
    case tooDeep
    case documentType
  }

  static let depthLimit = 32

  private let bytes: [UInt8]
  private var position = 0

  /// Reads a document into its root element.
  static func read(_ bytes: [UInt8]) throws(Failure) -> XMLElement {
    var reader = XMLReader(bytes: bytes)
    return try reader.readDocument()
  }

  private init(bytes: [UInt8]) {
    // Some servers send a byte order mark, which says nothing in UTF-8.
    self.bytes = bytes.withoutByteOrderMark
  }

  private mutating func readDocument() throws(Failure) -> XMLElement {
    try skipMisc()
    let (root, isComplete) = try readStartTag()
    let document = isComplete ? try Self.finish(root) : try readContent(of: root)
    try skipMisc()
    guard position == bytes.count else { throw .notWellFormed }
    return document
  }

  /// Everything up to the end tag of an element whose start tag was read.
  private mutating func readContent(of root: XMLElement) throws(Failure) -> XMLElement {
    var open = [root]
    while true {
      open[open.count - 1].text += try readText()
      if starts(with: "</") {
        let done = open.removeLast()
        try readEndTag(of: done)
        if open.isEmpty { return try Self.finish(done) }
        open[open.count - 1].children.append(try Self.finish(done))
        continue
      }
      let (element, isComplete) = try readStartTag()
      if isComplete {
        open[open.count - 1].children.append(try Self.finish(element))
      } else {
        open.append(element)
        guard open.count <= Self.depthLimit else { throw .tooDeep }
      }
    }
  }

  /// The text up to the next tag, also through comments and literal sections.
  private mutating func readText() throws(Failure) -> String {
    var text = ""
    while true {
      guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "<")) else { throw .truncated }
      text += try Self.decode(Array(bytes[position..<end]))
      position = end
      if try skipCommentOrInstruction() { continue }
      guard let literal = try take(from: "<![CDATA[", upTo: "]]>") else { return text }
      text += String(decoding: literal, as: UTF8.self)
    }
  }

  private mutating func readEndTag(of element: XMLElement) throws(Failure) {
    position += 2
    guard try readName().utf8Equals(element.name) else { throw .notWellFormed }
    skipWhitespace()
    try expect(UInt8(ascii: ">"))
  }

  private mutating func skipMisc() throws(Failure) {
    while true {
      skipWhitespace()
      if starts(with: "<!DOCTYPE") { throw .documentType }
      if try !skipCommentOrInstruction() { return }
    }
  }

  /// A start tag; whether it closes itself.
  private mutating func readStartTag() throws(Failure) -> (XMLElement, isComplete: Bool) {
    try expect(UInt8(ascii: "<"))
    let name = try readName()
    while true {
      skipWhitespace()
      guard position < bytes.count else { throw .truncated }
      switch bytes[position] {
      case UInt8(ascii: ">"):
        position += 1
        return (XMLElement(name: name), false)
      case UInt8(ascii: "/"):
        position += 1
        try expect(UInt8(ascii: ">"))
        return (XMLElement(name: name), true)
      default: try skipAttribute()
      }
    }
  }

  private mutating func skipAttribute() throws(Failure) {
    _ = try readName()
    skipWhitespace()
    try expect(UInt8(ascii: "="))
    skipWhitespace()
    guard position < bytes.count else { throw .truncated }
    let quote = bytes[position]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw .notWellFormed }
    position += 1
    guard let end = bytes[position...].firstIndex(of: quote) else { throw .truncated }
    position = end + 1
  }

  /// A name with its namespace prefix.
  private mutating func readName() throws(Failure) -> String {
    let start = position
    while position < bytes.count, !Self.endsName(bytes[position]) { position += 1 }
    guard position > start else { throw position < bytes.count ? .notWellFormed : .truncated }
    let name = bytes[start..<position]
    return String(decoding: name, as: UTF8.self)
  }

  /// The element under its name without the prefix, which the end tag repeated.
  private static func finish(_ element: XMLElement) throws(Failure) -> XMLElement {
    let parts = element.name.splitScalars(at: ":")
    guard parts.count <= 2, let name = parts.last,
      parts.allSatisfy({ $0.unicodeScalars.first.map { $0.properties.isAlphabetic || $0 == "_" } ?? false })
    else { throw .notWellFormed }
    return XMLElement(name: String(name), text: element.text, children: element.children)
  }

  private static func endsName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: ">"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "<"),
      UInt8(ascii: "\""), UInt8(ascii: "'"):
      true
    default: false
    }
  }

  private mutating func skipWhitespace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  private mutating func expect(_ byte: UInt8) throws(Failure) {
    guard position < bytes.count else { throw .truncated }
    guard bytes[position] == byte else { throw .notWellFormed }
    position += 1
  }

  private func starts(with text: String) -> Bool {
    bytes[position...].starts(with: text.utf8)
  }

  private mutating func skipCommentOrInstruction() throws(Failure) -> Bool {
    if try take(from: "<!--", upTo: "-->") != nil { return true }
    return try take(from: "<?", upTo: "?>") != nil
  }

  private mutating func take(from start: String, upTo end: String) throws(Failure) -> ArraySlice<UInt8>? {
    guard starts(with: start) else { return nil }
    position += start.utf8.count
    let first = position
    while position < bytes.count {
      if starts(with: end) {
        defer { position += end.utf8.count }
        return bytes[first..<position]
      }
      position += 1
    }
    throw .truncated
  }

  /// Text with its five named and its numeric references replaced (XML 1.0, 4.1 and 4.6).
  private static func decode(_ bytes: [UInt8]) throws(Failure) -> String {
    guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
    var result: [UInt8] = []
    var rest = bytes[...]
    while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
      result += rest[..<ampersand]
      guard let end = rest[ampersand...].firstIndex(of: UInt8(ascii: ";")) else { throw .notWellFormed }
      let name = String(decoding: rest[(ampersand + 1)..<end], as: UTF8.self)
      guard let scalar = scalar(named: name), scalar.value >= 0x20 || [0x09, 0x0A, 0x0D].contains(scalar.value) else {
        throw .notWellFormed
      }
      result += String(Character(scalar)).utf8
      rest = rest[(end + 1)...]
    }
    return String(decoding: result + rest, as: UTF8.self)
  }

  private static func scalar(named name: String) -> Unicode.Scalar? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      if name.hasAny(of: "+-") { return nil }
      if let digits = name.droppingPrefix("#x") { return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) }
      return name.droppingPrefix("#").flatMap { UInt32($0) }.flatMap(Unicode.Scalar.init)
    }
  }
}
