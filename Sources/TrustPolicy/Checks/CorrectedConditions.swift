import Basics

/// The conditions of a corrected statement: those that stay, and what comes in the place of others.
///
/// All conditions of a statement hold together, and the values of one are alternatives. So two that get the same
/// operator by their correction must not simply be put under it: nobody may get in whom one of them kept out.
struct CorrectedConditions {
  /// One key, compared by one operator.
  struct Condition {
    var name: ConditionOperator
    var key: String
    var values: [String]
    var offset: Int
  }

  /// More values of a key than IAM takes are not compared with each other.
  private static let limit = 256

  private var all: [Condition] = []

  /// What the policy has for them; `nil` where there are none.
  var document: JSONValue? {
    guard !all.isEmpty else { return nil }
    return .object(
      Self.unique(all.map(\.name.name)).map { name in
        let conditions = all.filter { $0.name.name == name }
        return JSONValue.Member(
          name,
          .object(
            Self.unique(conditions.map(\.key)).map { key in
              .init(key, .strings(Self.unique(conditions.filter { $0.key.utf8Equals(key) }.flatMap(\.values))))
            }))
      })
  }

  /// Adds a condition that holds together with those that are there.
  mutating func keep(_ name: ConditionOperator, _ key: String, _ values: [String], _ offset: Int) {
    var new = Condition(name: name, key: key, values: Self.unique(values), offset: offset)
    // Negated ones keep out whoever fits any value of any of them: those may stand together.
    guard !name.comparison.isNegated, let index = place(of: new) else {
      all.append(new)
      return
    }
    let narrower = Self.narrower(all[index], new)
    if !narrower.isEmpty {
      all[index].values = narrower
    } else if Self.haveValueInCommon([all[index], new]) {
      // Of a claim, which has one value, it says the same under another name.
      new.name.quantifier = .forAnyValue
      guard let other = place(of: new) else {
        all.append(new)
        return
      }
      let both = Self.narrower(all[other], new)
      if !both.isEmpty { all[other].values = both }
    } else {
      all.append(new)
    }
  }

  /// Puts a condition before all others.
  mutating func putFirst(_ name: ConditionOperator, _ key: String, _ values: [String], _ offset: Int) {
    all.insert(Condition(name: name, key: key, values: values, offset: offset), at: 0)
  }

  /// The conditions that compare a key's text with what is to get in.
  func comparisons(of key: String) -> [Condition] {
    all.filter { Self.isComparison($0, of: key) }
  }

  /// Puts one condition in the place of all of those.
  mutating func replaceComparisons(of key: String, by name: ConditionOperator, _ values: [String]) {
    guard let first = all.firstIndex(where: { Self.isComparison($0, of: key) }) else { return }
    all[first].name = name
    all[first].values = values
    all = all.indices.filter { $0 == first || !Self.isComparison(all[$0], of: key) }.map { all[$0] }
  }

  /// Whether some text fits a value of each of the conditions, as far as two at a time tell.
  static func haveValueInCommon(_ conditions: [Condition]) -> Bool {
    guard let first = conditions.first else { return true }
    return first.values.prefix(limit).contains { value in
      conditions.dropFirst().allSatisfy { other in
        other.values.prefix(limit).contains { overlap(value, first.name, $0, other.name) }
      }
    }
  }

  /// The values without those that are there before, letter by letter.
  static func unique(_ values: [String]) -> [String] {
    var seen: Set<[UInt8]> = []
    return values.filter { seen.insert(Array($0.utf8)).inserted }
  }

  private func place(of condition: Condition) -> Int? {
    // By bytes: to Swift a key equals another that only looks the same.
    all.firstIndex { $0.name == condition.name && $0.key.utf8Equals(condition.key) }
  }

  private static func isComparison(_ condition: Condition, of key: String) -> Bool {
    condition.key == key && condition.name.comparison.isForStrings && !condition.name.comparison.isNegated
  }

  /// The values that lie within one of the other condition's: whoever fits them fits both.
  private static func narrower(_ left: Condition, _ right: Condition) -> [String] {
    let others = right.values.prefix(limit).map { (text: $0, pattern: pattern($0, right.name)) }
    return unique(
      left.values.prefix(limit).flatMap { text in
        let own = pattern(text, left.name)
        return others.compactMap { other in
          other.pattern.covers(own) ? text : own.covers(other.pattern) ? other.text : nil
        }
      })
  }

  private static func overlap(
    _ left: String, _ leftName: ConditionOperator, _ right: String, _ rightName: ConditionOperator
  ) -> Bool {
    let ignoresCase = [leftName, rightName].contains { $0.comparison == .stringEqualsIgnoreCase }
    let (left, right) = ignoresCase ? (left.lowercased(), right.lowercased()) : (left, right)
    // Longer ones IAM does not take; to compare them takes the product of their lengths.
    guard left.utf8.count <= 512, right.utf8.count <= 512 else { return left == right }
    return pattern(left, leftName).common(with: pattern(right, rightName)) != nil
  }

  private static func pattern(_ text: String, _ name: ConditionOperator) -> WildcardPattern {
    name.comparison.hasWildcards ? WildcardPattern(text) : WildcardPattern(text.unicodeScalars.map { .literal($0) })
  }
}
