import Basics

/// A value of a policy's condition, with its variables replaced.
struct PolicyPattern: Sendable, Hashable {
  /// The value as it stands in the policy.
  let text: String
  /// Its characters, in which only what the policy itself spells is a wildcard; `nil` where a variable has no value.
  let elements: [WildcardPattern.Element]?

  /// Reads a value.
  /// - Parameters:
  ///   - text: The value.
  ///   - hasVariables: Whether the policy's version knows variables.
  ///   - variable: The one value of a key in the request, `nil` where it has none.
  init(_ text: String, hasVariables: Bool = false, variable: (String) -> String? = { _ in nil }) {
    self.text = text
    elements = hasVariables ? Self.replaced(text, variable) : WildcardPattern(text).elements
  }

  /// The text with variables replaced and every other character as it is; `nil` where a variable has no value.
  var literal: String? {
    elements.map { elements in
      var text = String.UnicodeScalarView()
      for element in elements {
        switch element {
        case .literal(let scalar): text.append(scalar)
        case .one: text.append("?")
        case .any: text.append("*")
        }
      }
      return String(text)
    }
  }

  private static func replaced(_ text: String, _ variable: (String) -> String?) -> [WildcardPattern.Element]? {
    var elements: [WildcardPattern.Element] = []
    var rest = text[...]
    while let start = rest.firstRange(ofUTF8: "${"), let end = rest[start.upperBound...].firstRange(ofUTF8: "}") {
      elements += WildcardPattern(rest[..<start.lowerBound]).elements
      let name = rest[start.upperBound..<end.lowerBound]
      rest = rest[end.upperBound...]
      guard let value = value(of: String(name), variable) else { return nil }
      // What a variable brings is compared as it is: whoever chose its value must not choose what it fits.
      elements += value.unicodeScalars.map { .literal($0) }
    }
    return elements + WildcardPattern(rest).elements
  }

  private static func value(of name: String, _ variable: (String) -> String?) -> String? {
    if ["*", "?", "$"].contains(name) { return name }
    let parts = name.splitScalars(at: ",", maxSplits: 1).map { $0.trimmingWhitespace() }
    guard !parts[0].isEmpty else { return nil }
    if let value = variable(parts[0]) { return value }
    guard parts.count == 2, let rest = parts[1].droppingPrefix("'"), rest.ends(with: "'") else { return nil }
    return String(rest.unicodeScalars.dropLast())
  }
}
