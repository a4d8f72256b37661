import Basics

extension LocatedJSON {
  /// Elements that have one value, of which two cannot be put under one name.
  static let single: Set<String> = ["Version", "Id", "Sid", "Effect"]

  /// The value with each key of an object once, with the values of all that have it: IAM refuses a doubled key.
  ///
  /// Of two effects the one that denies is taken, so that nobody gets in by a mistake.
  var unified: LocatedJSON {
    switch content {
    case .object(let members):
      var result: [Member] = []
      // By bytes: to Swift a key equals another that only looks the same.
      var places: [[UInt8]: Int] = [:]
      for member in members {
        if let place = places[Array(member.key.utf8)] {
          result[place].value = Self.joined(member.key, result[place].value, member.value)
        } else {
          places[Array(member.key.utf8)] = result.count
          result.append(member)
        }
      }
      return LocatedJSON(
        content: .object(
          result.map { Member(key: $0.key, keyOffset: $0.keyOffset, value: $0.value.unified) }), offset: offset)
    case .array(let elements): return LocatedJSON(content: .array(elements.map(\.unified)), offset: offset)
    case .scalar: return self
    }
  }

  private static func joined(_ key: String, _ first: LocatedJSON, _ second: LocatedJSON) -> LocatedJSON {
    if single.contains(key) {
      return key == "Effect" && first.string?.lowercasedASCII() == "deny" ? first : second
    }
    if case .object(let members) = first.content, case .object(let others) = second.content {
      return LocatedJSON(content: .object(members + others), offset: first.offset)
    }
    return LocatedJSON(content: .array(first.elements + second.elements), offset: first.offset)
  }
}
