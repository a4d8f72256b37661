/// How the members of an object are laid out that has none to go by.
package struct JSONLayout {
  package var lead: [UInt8]
  package var separator: [UInt8]
  package var trail: [UInt8]

  package init(lead: [UInt8], separator: [UInt8], trail: [UInt8]) {
    self.lead = lead
    self.separator = separator
    self.trail = trail
  }

  init(newline: [UInt8], unit: [UInt8], depth: Int) {
    lead = newline + Array(repeating: unit, count: depth).joined()
    separator = Array(": ".utf8)
    trail = newline + Array(repeating: unit, count: depth - 1).joined()
  }
}

extension JSONText {
  /// An object of strings, laid out.
  package static func object(_ members: [(String, String)], _ layout: JSONLayout) -> [UInt8] {
    guard !members.isEmpty else { return Array("{}".utf8) }
    let inner = members.map { layout.lead + string($0) + layout.separator + string($1) }
    return [UInt8(ascii: "{")] + inner.joined(separator: [UInt8(ascii: ",")]) + layout.trail + [UInt8(ascii: "}")]
  }
}
