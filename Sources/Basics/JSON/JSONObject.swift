/// An object in a JSON text, by where its parts stand; each part can be changed without touching the others.
package struct JSONObject {
  /// A key with its value, and the white space around both; `JSONObject.text(at:)` has what stands there.
  package struct Member {
    /// The key, with its escapes replaced; as it stands, where they cannot be.
    package var key: String
    /// From the byte after `{` or `,` up to the key.
    package var leadingTrivia: Range<Int>
    /// The key as it stands, with its quotes.
    package var keyText: Range<Int>
    /// Between the key and its value: a colon, and white space.
    package var separator: Range<Int>
    package var value: Range<Int>
    /// From the value up to the byte before `,` or `}`.
    package var trailingTrivia: Range<Int>
  }

  /// The members in their order; several may have the same key.
  package private(set) var members: [Member]
  /// The text that the object stands in; shared, since it may be large.
  private let source: [UInt8]
  /// What was put in: the members' places go on here behind the end of the source.
  private var added: [UInt8] = []
  /// Objects among the values that were read with this one, by where they begin.
  private var opened: [Int: JSONObject] = [:]
  /// What stands between the braces of an object without members.
  private let emptyContent: Range<Int>

  /// An object without members.
  package init() {
    members = []
    source = []
    emptyContent = 0..<0
  }

  /// Reads the object that a text consists of, from its `{` to its `}`.
  /// - Throws: `JSONScanner.Failure`: it is not one.
  package init(_ text: ArraySlice<UInt8>) throws(JSONScanner.Failure) {
    var scanner = JSONScanner(Array(text))
    try self.init(&scanner)
    guard scanner.position == scanner.bytes.count else { throw scanner.failure("the end") }
  }

  /// Reads the object that comes next in a text, by the grammar and in the words of `JSONScanner.skipValue`.
  /// - Parameters:
  ///   - scanner: Where it comes next.
  ///   - isOpened: Whether the value of a key, if it is an object, will be asked for by `object(at:)`.
  /// - Throws: `JSONScanner.Failure`: it is not one.
  package init(
    _ scanner: inout JSONScanner, opening isOpened: (String) -> Bool = { _ in false }
  ) throws(JSONScanner.Failure) {
    source = scanner.bytes
    members = []
    var start = scanner.position + 1
    var isNext = try scanner.skipToFirst(inObject: true)
    emptyContent = isNext ? 0..<0 : start..<(scanner.position - 1)
    while isNext {
      let leadingTrivia = start..<scanner.position
      let (keyText, separator) = try scanner.skipKey()
      let key =
        JSONText.decode(source[keyText]) ?? String(decoding: source[keyText].dropFirst().dropLast(), as: UTF8.self)
      let valueStart = scanner.position
      if scanner.next == UInt8(ascii: "{"), isOpened(key) {
        opened[valueStart] = try JSONObject(&scanner)
      } else {
        try scanner.skipValue()
      }
      let value = valueStart..<scanner.position
      scanner.skipWhitespace()
      let trailingTrivia = value.upperBound..<scanner.position
      members.append(
        Member(
          key: key, leadingTrivia: leadingTrivia, keyText: keyText, separator: separator, value: value,
          trailingTrivia: trailingTrivia))
      isNext = try scanner.skipToNext(inObject: true)
      start = trailingTrivia.upperBound + 1
    }
  }

  /// The object that is a member's value.
  /// - Throws: `JSONScanner.Failure`: the value is not an object.
  package func object(at value: Range<Int>) throws(JSONScanner.Failure) -> JSONObject {
    if let object = opened[value.lowerBound] { return object }
    guard value.lowerBound < source.count else { return try JSONObject(text(at: value)) }
    var scanner = JSONScanner(source, at: value.lowerBound)
    return try JSONObject(&scanner)
  }

  /// What stands at a place that a member names.
  package func text(at place: Range<Int>) -> ArraySlice<UInt8> {
    place.lowerBound < source.count
      ? source[place] : added[(place.lowerBound - source.count)..<(place.upperBound - source.count)]
  }

  /// The object as text: as it stood, but for what was changed.
  package var text: [UInt8] {
    var result: [UInt8] = []
    write(to: &result)
    return result
  }

  /// Adds the object to a text: as it stood, but for what was changed.
  /// - Parameters:
  ///   - result: The text.
  ///   - changed: Objects to stand in place of values, by where those begin.
  package func write(to result: inout [UInt8], changed: [Int: JSONObject] = [:]) {
    // What stands together is copied together: of a large object that is nearly all.
    var pending = 0..<0
    func flush() {
      result += text(at: pending)
      pending = pending.upperBound..<pending.upperBound
    }
    func put(_ place: Range<Int>) {
      if place.lowerBound == pending.upperBound {
        pending = pending.lowerBound..<place.upperBound
      } else {
        flush()
        pending = place
      }
    }
    result.append(UInt8(ascii: "{"))
    if members.isEmpty { put(emptyContent) }
    for index in members.indices {
      let member = members[index]
      let comma = member.leadingTrivia.lowerBound - 1
      if index > 0, comma == pending.upperBound, comma < source.count, source[comma] == UInt8(ascii: ",") {
        put(comma..<(comma + 1))
      } else if index > 0 {
        flush()
        result.append(UInt8(ascii: ","))
      }
      put(member.leadingTrivia)
      put(member.keyText)
      put(member.separator)
      if let object = changed[member.value.lowerBound] {
        flush()
        object.write(to: &result)
      } else {
        put(member.value)
      }
      put(member.trailingTrivia)
    }
    flush()
    result.append(UInt8(ascii: "}"))
  }

  /// The value of a key; the last one where there are several, as decoders take it.
  package subscript(key: String) -> ArraySlice<UInt8>? {
    members.last { $0.key == key }.map { text(at: $0.value) }
  }

  /// The value of a key where it is a string.
  package func string(_ key: String) -> String? {
    self[key].flatMap { $0.first == UInt8(ascii: "\"") ? JSONText.decode($0) : nil }
  }

  /// Takes out the members that are meant, with a comma each.
  package mutating func remove(where isMeant: (Member) -> Bool) {
    guard let last = members.last, members.contains(where: isMeant) else { return }
    members.removeAll(where: isMeant)
    // What stands before the closing brace belongs to it, not to the member before.
    if !members.isEmpty { members[members.count - 1].trailingTrivia = last.trailingTrivia }
  }

  /// Gives a key a value: in its place where it is there, else at the end, laid out as its neighbours are.
  ///
  /// Of several members with the key the last one stays, which is the one that decoders take: another one would be a
  /// password that nobody sees.
  /// - Parameters:
  ///   - value: The value as text.
  ///   - key: The key.
  ///   - layout: How members are laid out where there is no neighbour.
  package mutating func set(_ value: [UInt8], for key: String, _ layout: JSONLayout) {
    if let index = members.lastIndex(where: { $0.key == key }) {
      members[index].value = add(value)
      let earlier = members[..<index].indices.filter { members[$0].key == key }
      for index in earlier.reversed() { members.remove(at: index) }
      return
    }
    var new = Member(
      key: key, leadingTrivia: add(layout.leadingTrivia), keyText: add(JSONText.string(key)),
      separator: add(layout.separator),
      value: add(value), trailingTrivia: add(layout.trailingTrivia))
    if let last = members.last {
      // The first one's leading trivia may stand apart, behind an opening brace on the same line.
      new.leadingTrivia = last.leadingTrivia
      new.separator = last.separator
      new.trailingTrivia = last.trailingTrivia
      members[members.count - 1].trailingTrivia = members.count > 1 ? members[members.count - 2].trailingTrivia : 0..<0
    }
    members.append(new)
  }

  /// Keeps a part that is new.
  private mutating func add(_ part: [UInt8]) -> Range<Int> {
    let start = source.count + added.count
    added += part
    return start..<(start + part.count)
  }
}
