extension JSONLayout {
  /// The layout of the objects at a depth, by that of the outermost one.
  /// - Parameters:
  ///   - root: The outermost object, at depth 1.
  ///   - depth: How deep the members are.
  package init(like root: JSONObject, depth: Int) {
    guard let first = root.members.first else {
      self.init(newline: [0x0A], unit: [0x09], depth: depth)
      return
    }
    let leadingTrivia = root.text(at: first.leadingTrivia)
    let separator = Array(root.text(at: first.separator))
    guard let lineFeed = leadingTrivia.lastIndex(of: 0x0A) else {
      self.init(leadingTrivia: [], separator: separator, trailingTrivia: [])
      return
    }
    let isCRLF = lineFeed > leadingTrivia.startIndex && leadingTrivia[lineFeed - 1] == 0x0D
    self.init(newline: isCRLF ? [0x0D, 0x0A] : [0x0A], unit: Array(leadingTrivia[(lineFeed + 1)...]), depth: depth)
    self.separator = separator
  }
}
