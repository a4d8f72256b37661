package import Basics

extension JSONValue {
  /// One string, or an array of several.
  static func strings(_ strings: [String]) -> JSONValue {
    if strings.count == 1, let first = strings.first { return .string(first) }
    return .array(strings.map { .string($0) })
  }

  /// A string, a number or a truth value as IAM compares it: all of them are texts to it.
  var scalarText: String? {
    switch self {
    case .string(let text), .number(let text): text
    case .bool(let value): value ? "true" : "false"
    case .null, .array, .object: nil
    }
  }

  /// One or several of those; `nil` where there is anything else among them.
  package var texts: [String]? {
    let texts = (elements ?? [self]).map(\.scalarText)
    return texts.contains(nil) ? nil : texts.compactMap(\.self)
  }
}
