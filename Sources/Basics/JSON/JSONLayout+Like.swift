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
    let lead = root.text(at: first.lead)
    let separator = Array(root.text(at: first.separator))
    guard let lineFeed = lead.lastIndex(of: 0x0A) else {
      self.init(lead: [], separator: separator, trail: [])
      return
    }
    let isCRLF = lineFeed > lead.startIndex && lead[lineFeed - 1] == 0x0D
    self.init(newline: isCRLF ? [0x0D, 0x0A] : [0x0A], unit: Array(lead[(lineFeed + 1)...]), depth: depth)
    self.separator = separator
  }
}
