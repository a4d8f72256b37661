/// A pattern of IAM: `*` stands for any run of characters, `?` for one.
struct WildcardPattern: Sendable, Hashable {
  enum Element: Sendable, Hashable {
    case literal(Unicode.Scalar)
    case one
    case any
  }

  private(set) var elements: [Element]

  init(_ elements: [Element]) {
    self.elements = elements
  }

  /// Reads a pattern without variables.
  init(_ text: some StringProtocol) {
    elements = text.unicodeScalars.map { scalar in
      switch scalar {
      case "*": .any
      case "?": .one
      default: .literal(scalar)
      }
    }
  }

  /// Whether the whole text fits; in time of the product of the lengths at the worst, whatever the pattern.
  func matches(_ text: some StringProtocol) -> Bool {
    let text = Array(text.unicodeScalars)
    var position = 0
    var element = 0
    // Where the last `*` was, and how far it has taken its run: enough, since a later one can do all an earlier could.
    var star: (element: Int, position: Int)?
    while position < text.count {
      if element < elements.count {
        switch elements[element] {
        case .any:
          star = (element, position)
          element += 1
          continue
        case .one:
          element += 1
          position += 1
          continue
        case .literal(let scalar) where scalar == text[position]:
          element += 1
          position += 1
          continue
        case .literal: break
        }
      }
      guard let last = star else { return false }
      star = (last.element, last.position + 1)
      element = last.element + 1
      position = last.position + 1
    }
    return elements[element...].allSatisfy { $0 == .any }
  }
}
