import AWSAuth

/// An object in a JSON text, by where its parts stand; each part can be changed without touching the others.
struct JSONObject {
  /// A key with its value, and the white space around both.
  struct Member {
    /// The key, with its escapes replaced; as it stands, where they cannot be.
    var key: String
    /// From the byte after `{` or `,` up to the key.
    var lead: ArraySlice<UInt8>
    /// The key as it stands, with its quotes.
    var keyText: ArraySlice<UInt8>
    /// Between the key and its value: a colon, and white space.
    var separator: ArraySlice<UInt8>
    var value: ArraySlice<UInt8>
    /// From the value up to the byte before `,` or `}`.
    var trail: ArraySlice<UInt8>

    /// How many bytes all of it has.
    fileprivate var count: Int { lead.count + keyText.count + separator.count + value.count + trail.count }
  }

  /// The members in their order; several may have the same key.
  private(set) var members: [Member]
  /// What stands between the braces of an object without members.
  private let emptyContent: ArraySlice<UInt8>

  /// An object without members.
  init() {
    members = []
    emptyContent = []
  }

  /// Reads the object that a text consists of, from its `{` to its `}`.
  /// - Throws: `JSONScanner.Failure`: it is not one.
  init(_ text: ArraySlice<UInt8>) throws(JSONScanner.Failure) {
    var scanner = JSONScanner(Array(text))
    func slice(_ range: Range<Int>) -> ArraySlice<UInt8> { scanner.bytes[range] }
    members = []
    try scanner.expect(UInt8(ascii: "{"))
    var start = scanner.position
    scanner.skipWhitespace()
    let blank = slice(start..<scanner.position)
    var isDone = scanner.position < scanner.bytes.count && scanner.bytes[scanner.position] == UInt8(ascii: "}")
    emptyContent = isDone ? blank : []
    while !isDone {
      let lead = slice(start..<scanner.position)
      let keyText = slice(try scanner.skipString())
      let separatorStart = scanner.position
      scanner.skipWhitespace()
      try scanner.expect(UInt8(ascii: ":"))
      scanner.skipWhitespace()
      let separator = slice(separatorStart..<scanner.position)
      let value = slice(try scanner.skipValue())
      let trailStart = scanner.position
      scanner.skipWhitespace()
      members.append(
        Member(
          key: JSONText.decode(keyText) ?? String(decoding: keyText.dropFirst().dropLast(), as: UTF8.self), lead: lead,
          keyText: keyText, separator: separator, value: value,
          trail: slice(trailStart..<scanner.position)))
      guard scanner.position < scanner.bytes.count else { throw scanner.failure("\",\" or \"}\"") }
      isDone = scanner.bytes[scanner.position] == UInt8(ascii: "}")
      if !isDone {
        try scanner.expect(UInt8(ascii: ","))
        start = scanner.position
        scanner.skipWhitespace()
      }
    }
    try scanner.expect(UInt8(ascii: "}"))
    guard scanner.position == scanner.bytes.count else { throw scanner.failure("the end") }
  }

  /// The object as text: as it stood, but for what was changed.
  var text: [UInt8] {
    var result: [UInt8] = [UInt8(ascii: "{")]
    // At once: the file may be large, and an array that grows is copied again and again.
    result.reserveCapacity(2 + emptyContent.count + members.reduce(0) { $0 + 1 + $1.count })
    if members.isEmpty { result += emptyContent }
    for (index, member) in members.enumerated() {
      if index > 0 { result.append(UInt8(ascii: ",")) }
      result += member.lead
      result += member.keyText
      result += member.separator
      result += member.value
      result += member.trail
    }
    result.append(UInt8(ascii: "}"))
    return result
  }

  /// The value of a key; the last one where there are several, as decoders take it.
  subscript(key: String) -> ArraySlice<UInt8>? {
    members.last { $0.key == key }?.value
  }

  /// The value of a key where it is a string.
  func string(_ key: String) -> String? {
    self[key].flatMap { $0.first == UInt8(ascii: "\"") ? JSONText.decode($0) : nil }
  }

  /// Takes out the members that are meant, with a comma each.
  mutating func remove(where isMeant: (Member) -> Bool) {
    guard let last = members.last else { return }
    let kept = members.filter { !isMeant($0) }
    guard kept.count < members.count else { return }
    members = kept
    // What stands before the closing brace belongs to it, not to the member before.
    if !members.isEmpty { members[members.count - 1].trail = last.trail }
  }

  /// Gives a key a value: in its place where it is there, else at the end, laid out as its neighbours are.
  ///
  /// Of several members with the key the last one stays, which is the one that decoders take: another one would be a
  /// password that nobody sees.
  /// - Parameters:
  ///   - value: The value as text.
  ///   - key: The key.
  ///   - layout: How members are laid out where there is no neighbour.
  mutating func set(_ value: [UInt8], for key: String, _ layout: JSONLayout) {
    if let index = members.lastIndex(where: { $0.key == key }) {
      members[index].value = value[...]
      let earlier = members[..<index].indices.filter { members[$0].key == key }
      for index in earlier.reversed() { members.remove(at: index) }
      return
    }
    var new = Member(
      key: key, lead: layout.lead[...], keyText: JSONText.string(key)[...], separator: layout.separator[...],
      value: value[...], trail: layout.trail[...])
    if let last = members.last {
      // The first one's lead may stand apart, behind an opening brace on the same line.
      new.lead = last.lead
      new.separator = last.separator
      new.trail = last.trail
      members[members.count - 1].trail = members.count > 1 ? members[members.count - 2].trail : []
    }
    members.append(new)
  }

  /// Exchanges the value of the member at a place.
  mutating func replaceValue(at index: Int, with value: [UInt8]) {
    members[index].value = value[...]
  }
}

/// How the members of an object are laid out that has none to go by.
struct JSONLayout {
  var lead: [UInt8]
  var separator: [UInt8]
  var trail: [UInt8]

  init(lead: [UInt8], separator: [UInt8], trail: [UInt8]) {
    self.lead = lead
    self.separator = separator
    self.trail = trail
  }

  private init(newline: [UInt8], unit: [UInt8], depth: Int) {
    lead = newline + Array(repeating: unit, count: depth).joined()
    separator = Array(": ".utf8)
    trail = newline + Array(repeating: unit, count: depth - 1).joined()
  }

  /// The layout of the objects at a depth, by that of the outermost one.
  /// - Parameters:
  ///   - root: The outermost object, at depth 1.
  ///   - depth: How deep the members are.
  init(like root: JSONObject, depth: Int) {
    guard let first = root.members.first else {
      self.init(newline: [0x0A], unit: [0x09], depth: depth)
      return
    }
    guard let lineFeed = first.lead.lastIndex(of: 0x0A) else {
      self.init(lead: [], separator: Array(first.separator), trail: [])
      return
    }
    let isCRLF = lineFeed > first.lead.startIndex && first.lead[lineFeed - 1] == 0x0D
    self.init(
      newline: isCRLF ? [0x0D, 0x0A] : [0x0A], unit: Array(first.lead[(lineFeed + 1)...]), depth: depth)
    separator = Array(first.separator)
  }
}

extension JSONText {
  /// An object of strings, laid out.
  static func object(_ members: [(String, String)], _ layout: JSONLayout) -> [UInt8] {
    guard !members.isEmpty else { return Array("{}".utf8) }
    let inner = members.map { layout.lead + string($0) + layout.separator + string($1) }
    return [UInt8(ascii: "{")] + inner.joined(separator: [UInt8(ascii: ",")]) + layout.trail + [UInt8(ascii: "}")]
  }
}
