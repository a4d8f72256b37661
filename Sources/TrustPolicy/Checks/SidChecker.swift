import Basics

/// Checks how the statements of a policy are named: by letters and digits, and each by a name of its own.
struct SidChecker {
  private(set) var findings: [PolicyFinding] = []
  private var known: Set<String> = []

  /// Checks the name of a statement.
  /// - Parameters:
  ///   - node: The statement as it was read.
  ///   - corrected: The statement as it should be but for its name.
  /// - Returns: The statement with its right name.
  mutating func check(_ node: LocatedJSON, _ corrected: JSONValue) -> JSONValue {
    guard case .object(var members) = corrected, let index = members.firstIndex(where: { $0.key == "Sid" }) else {
      return corrected
    }
    guard case .string(let name) = members[index].value else {
      add(node, "Sid is not a string", "Write a name in quotes, or take it out.")
      members.remove(at: index)
      return .object(members)
    }
    // An empty one, as the AWS console once wrote it, names nothing.
    guard !name.isEmpty else { return corrected }
    var right = String(String.UnicodeScalarView(name.unicodeScalars.filter(Self.isPlain)))
    if right != name {
      add(
        node, "the Sid \(name.quoted) has other characters than letters and digits",
        right.isEmpty ? "Take it out." : "Write \(right.quoted).")
      if right.isEmpty {
        members.remove(at: index)
        return .object(members)
      }
    }
    if known.contains(right) {
      var number = 2
      while known.contains("\(right)\(number)") { number += 1 }
      add(
        node, "another statement has the Sid \(right.quoted), too", "Write another name: \("\(right)\(number)".quoted)."
      )
      right += "\(number)"
    }
    known.insert(right)
    members[index].value = .string(right)
    return .object(members)
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
  }

  private mutating func add(_ node: LocatedJSON, _ problem: String, _ fix: String) {
    findings.add(node["Sid"]?.value.offset ?? node.offset, problem, "IAM refuses the policy.", fix)
  }
}
