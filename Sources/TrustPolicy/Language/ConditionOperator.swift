import Basics

/// A condition operator of IAM, taken apart: `ForAllValues:StringNotLikeIfExists`.
struct ConditionOperator: Sendable, Hashable {
  /// What is made of several values in the request.
  enum Quantifier: String, Sendable, CaseIterable {
    case forAllValues = "ForAllValues:"
    case forAnyValue = "ForAnyValue:"
  }

  var quantifier: Quantifier?
  var comparison: ConditionComparison
  /// Whether it also holds where the key is absent.
  var ifExists = false

  init(_ comparison: ConditionComparison, quantifier: Quantifier? = nil, ifExists: Bool = false) {
    self.quantifier = quantifier
    self.comparison = comparison
    self.ifExists = ifExists
  }

  /// Reads a name; `nil` where IAM has no such operator.
  init?(_ name: String) {
    var name = name[...]
    quantifier = Quantifier.allCases.first { name.begins(with: $0.rawValue) }
    if let quantifier { name = name.droppingPrefix(quantifier.rawValue) ?? name }
    if let comparison = ConditionComparison(rawValue: String(name)) {
      self.comparison = comparison
    } else if name.hasSuffix("IfExists"), let comparison = ConditionComparison(rawValue: String(name.dropLast(8))) {
      self.comparison = comparison
      ifExists = true
    } else {
      return nil
    }
    // Whether a key is there is asked once, not of each value, and not only if it is there.
    if comparison == .null, quantifier != nil || ifExists { return nil }
  }

  /// The operator that a misspelt name probably means.
  static func meant(by name: String) -> ConditionOperator? {
    let spelt = Quantifier.allCases.map(\.rawValue).reduce(name.lowercasedASCII()) { name, prefix in
      name.droppingPrefix(prefix.lowercasedASCII()).map { String($0) } ?? name
    }
    let known = ConditionComparison.allCases.map(\.rawValue)
    let names = known + known.map { "\($0)IfExists" }
    return nearest(to: spelt, in: names).flatMap { ConditionOperator($0) }
  }

  var name: String { "\(quantifier?.rawValue ?? "")\(comparison.rawValue)\(ifExists ? "IfExists" : "")" }

  /// Whether it holds for a key that the request does not have.
  var holdsIfAbsent: Bool {
    if ifExists || quantifier == .forAllValues { return true }
    return quantifier == nil && comparison.isNegated
  }

  /// Whether it holds, for the values of a key that the request has.
  /// - Parameters:
  ///   - requested: The request's values, at least one.
  ///   - wanted: The policy's.
  /// - Returns: Whether it holds.
  func holds(_ requested: [String], _ wanted: [PolicyPattern]) -> Bool {
    if comparison == .null { return wanted.contains { $0.text.lowercased() == "false" } }
    func fits(_ value: String) -> Bool {
      wanted.contains { comparison.fits(value, $0) } != comparison.isNegated
    }
    switch quantifier {
    case .forAllValues: return requested.allSatisfy(fits)
    case .forAnyValue: return requested.contains(where: fits)
    // Without a quantifier one value is meant; of several, one has to fit, or none may.
    case nil: return comparison.isNegated ? requested.allSatisfy(fits) : requested.contains(where: fits)
    }
  }

  /// Whether it holds for a key that the request does not have.
  func holdsWithoutKey(_ wanted: [PolicyPattern]) -> Bool {
    comparison == .null ? wanted.contains { $0.text.lowercased() == "true" } : holdsIfAbsent
  }
}
