/// How the members of an object are laid out that has none to go by.
package struct JSONLayout {
  package var leadingTrivia: [UInt8]
  package var separator: [UInt8]
  package var trailingTrivia: [UInt8]

  package init(leadingTrivia: [UInt8], separator: [UInt8], trailingTrivia: [UInt8]) {
    self.leadingTrivia = leadingTrivia
    self.separator = separator
    self.trailingTrivia = trailingTrivia
  }

  init(newline: [UInt8], unit: [UInt8], depth: Int) {
    leadingTrivia = newline + Array(repeating: unit, count: depth).joined()
    separator = Array(": ".utf8)
    trailingTrivia = newline + Array(repeating: unit, count: depth - 1).joined()
  }
}

extension JSONText {
  /// An object of strings, laid out.
  package static func object(_ members: [(String, String)], _ layout: JSONLayout) -> [UInt8] {
    guard !members.isEmpty else { return Array("{}".utf8) }
    let inner = members.map { layout.leadingTrivia + string($0) + layout.separator + string($1) }
    return [UInt8(ascii: "{")] + inner.joined(separator: [UInt8(ascii: ",")]) + layout.trailingTrivia + [
      UInt8(ascii: "}")
    ]
  }
}
