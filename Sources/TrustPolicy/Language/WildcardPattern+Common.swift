extension WildcardPattern {
  /// What stands for a character that no pattern names.
  static let stranger: Unicode.Scalar = "\u{E000}"
  /// More characters than a row of `?` is taken for.
  private static let run = [Unicode.Scalar](repeating: stranger, count: 40)

  /// A text that fits this pattern and another one, as unlike everything else as it can be.
  /// - Parameter other: The other pattern.
  /// - Returns: The text; `nil` where none fits both.
  func common(with other: WildcardPattern) -> String? {
    Overlap(elements, other.elements).text
  }

  /// Which texts fit two patterns, found from their ends.
  private struct Overlap {
    private let left: [Element]
    private let right: [Element]
    /// Whether what is left of both, from there on, has a text in common.
    private var fits: [Bool]

    init(_ left: [Element], _ right: [Element]) {
      self.left = left
      self.right = right
      fits = [Bool](repeating: false, count: (left.count + 1) * (right.count + 1))
      for i in stride(from: left.count, through: 0, by: -1) {
        for j in stride(from: right.count, through: 0, by: -1) {
          let (a, b) = pair(i, j)
          fits[i * (right.count + 1) + j] =
            if a == .any || b == .any {
              a != nil && fit(i + 1, j) || b != nil && fit(i, j + 1)
            } else if let a, let b {
              WildcardPattern.agree(a, b) && fit(i + 1, j + 1)
            } else {
              a == nil && b == nil
            }
        }
      }
    }

    private func pair(_ i: Int, _ j: Int) -> (Element?, Element?) {
      (i < left.count ? left[i] : nil, j < right.count ? right[j] : nil)
    }

    private func fit(_ i: Int, _ j: Int) -> Bool {
      i <= left.count && j <= right.count && fits[i * (right.count + 1) + j]
    }

    /// A text that fits both; `nil` where there is none.
    var text: String? {
      guard fit(0, 0) else { return nil }
      var text = String.UnicodeScalarView()
      var (i, j) = (0, 0)
      while i < left.count || j < right.count {
        switch pair(i, j) {
        case (.any, .any):
          text.append(contentsOf: WildcardPattern.run)
          if fit(i + 1, j) { i += 1 } else { j += 1 }
        case (.any, let b):
          if b != nil, fit(i, j + 1) {
            if let b { text.append(WildcardPattern.scalar(b)) }
            j += 1
          } else {
            i += 1
          }
        case (let a, .any):
          if a != nil, fit(i + 1, j) {
            if let a { text.append(WildcardPattern.scalar(a)) }
            i += 1
          } else {
            j += 1
          }
        case (let a, let b):
          if case .literal(let scalar) = a {
            text.append(scalar)
          } else if let b {
            text.append(WildcardPattern.scalar(b))
          }
          i += 1
          j += 1
        }
      }
      return String(text)
    }
  }

  private static func agree(_ a: Element, _ b: Element) -> Bool { a == .one || b == .one || a == b }

  private static func scalar(_ element: Element) -> Unicode.Scalar {
    if case .literal(let scalar) = element { scalar } else { stranger }
  }

  /// Whether whatever fits another pattern fits this one, too, as far as that can be seen sign by sign.
  func covers(_ other: WildcardPattern) -> Bool {
    // `fits[place]`: whether the elements so far cover the other's first `place` elements.
    var fits = [Bool](repeating: false, count: other.elements.count + 1)
    fits[0] = true
    for element in elements {
      var next = [Bool](repeating: false, count: fits.count)
      if element == .any {
        next[0] = fits[0]
        for place in other.elements.indices { next[place + 1] = fits[place + 1] || next[place] }
      } else {
        for place in other.elements.indices where fits[place] {
          let sign = other.elements[place]
          next[place + 1] = sign == element || element == .one && sign != .any
        }
      }
      fits = next
    }
    return fits[other.elements.count]
  }
}
