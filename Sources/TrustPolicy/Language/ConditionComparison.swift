import AWSAuth
import Basics

/// How the values of a request are compared with those of the policy.
enum ConditionComparison: String, Sendable, CaseIterable {
  case stringEquals = "StringEquals"
  case stringNotEquals = "StringNotEquals"
  case stringEqualsIgnoreCase = "StringEqualsIgnoreCase"
  case stringNotEqualsIgnoreCase = "StringNotEqualsIgnoreCase"
  case stringLike = "StringLike"
  case stringNotLike = "StringNotLike"
  case numericEquals = "NumericEquals"
  case numericNotEquals = "NumericNotEquals"
  case numericLessThan = "NumericLessThan"
  case numericLessThanEquals = "NumericLessThanEquals"
  case numericGreaterThan = "NumericGreaterThan"
  case numericGreaterThanEquals = "NumericGreaterThanEquals"
  case dateEquals = "DateEquals"
  case dateNotEquals = "DateNotEquals"
  case dateLessThan = "DateLessThan"
  case dateLessThanEquals = "DateLessThanEquals"
  case dateGreaterThan = "DateGreaterThan"
  case dateGreaterThanEquals = "DateGreaterThanEquals"
  case bool = "Bool"
  case binaryEquals = "BinaryEquals"
  case ipAddress = "IpAddress"
  case notIPAddress = "NotIpAddress"
  case arnEquals = "ArnEquals"
  case arnLike = "ArnLike"
  case arnNotEquals = "ArnNotEquals"
  case arnNotLike = "ArnNotLike"
  case null = "Null"

  /// Whether it holds where the others of its kind do not, and so where there is nothing to compare.
  var isNegated: Bool {
    switch self {
    case .stringNotEquals, .stringNotEqualsIgnoreCase, .stringNotLike, .numericNotEquals, .dateNotEquals,
      .notIPAddress, .arnNotEquals, .arnNotLike:
      true
    default: false
    }
  }

  /// Whether it compares texts as they are, as `aud` and `sub` need it.
  var isForStrings: Bool { rawValue.hasPrefix("String") }

  /// Whether `*` and `?` are wildcards.
  var hasWildcards: Bool {
    switch self {
    case .stringLike, .stringNotLike, .arnEquals, .arnLike, .arnNotEquals, .arnNotLike: true
    default: false
    }
  }
}

extension ConditionComparison {
  /// The comparison of strings that takes these values as they are meant.
  static func meant(by values: [String]) -> ConditionComparison {
    values.contains { $0.hasAny(of: "*?") } ? .stringLike : .stringEquals
  }
}

extension ConditionComparison {
  /// Whether a request's value and a policy's value are what the operator asks for, before any negation.
  func fits(_ value: String, _ wanted: PolicyPattern) -> Bool {
    guard let elements = wanted.elements, let text = wanted.literal else { return false }
    switch self {
    case .stringEquals, .stringNotEquals, .binaryEquals:
      return value.unicodeScalars.elementsEqual(text.unicodeScalars)
    case .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase:
      return value.lowercased().unicodeScalars.elementsEqual(text.lowercased().unicodeScalars)
    case .stringLike, .stringNotLike: return WildcardPattern(elements).matches(value)
    case .arnEquals, .arnLike, .arnNotEquals, .arnNotLike: return ARNPattern(elements).matches(value)
    case .bool: return ["true", "false"].contains(value.lowercased()) && value.lowercased() == text.lowercased()
    case .ipAddress, .notIPAddress:
      guard let address = InternetAddress(value) else { return false }
      return InternetAddress(text) == address || InternetAddress.Range(text)?.contains(address) == true
    case .null: return false
    default: return compare(value, text)
    }
  }

  private func compare(_ value: String, _ text: String) -> Bool {
    let read = rawValue.hasPrefix("Date") ? PolicyScalar.date : PolicyScalar.number
    guard let value = read(value), let wanted = read(text) else { return false }
    switch self {
    case .numericLessThan, .dateLessThan: return value < wanted
    case .numericLessThanEquals, .dateLessThanEquals: return value <= wanted
    case .numericGreaterThan, .dateGreaterThan: return value > wanted
    case .numericGreaterThanEquals, .dateGreaterThanEquals: return value >= wanted
    default: return value == wanted
    }
  }
}
