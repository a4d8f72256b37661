import Basics

/// A pattern for an ARN, of which each of the six parts is compared by itself: no `*` reaches over a colon.
struct ARNPattern {
  private let parts: [WildcardPattern]

  init(_ elements: [WildcardPattern.Element]) {
    parts = elements.split(separator: .literal(":"), maxSplits: 5, omittingEmptySubsequences: false)
      .map { WildcardPattern(Array($0)) }
  }

  func matches(_ text: String) -> Bool {
    let values = text.splitScalars(at: ":", maxSplits: 5)
    return parts.count == 6 && values.count == 6 && zip(parts, values).allSatisfy { $0.matches($1) }
  }
}
