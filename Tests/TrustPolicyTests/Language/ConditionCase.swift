import Basics
import Testing

@testable import TrustPolicy

/// A condition, what the request has for its key, and whether it holds.
struct ConditionCase: Sendable, CustomTestStringConvertible {
  var name: String
  /// What the policy has.
  var wanted: [String]
  /// What the request has; `nil` where the key is absent.
  var has: [String]?
  var holds: Bool

  init(_ name: String, _ wanted: [String], _ has: [String]?, _ holds: Bool) {
    self.name = name
    self.wanted = wanted
    self.has = has
    self.holds = holds
  }

  init(_ name: String, _ wanted: String, _ has: String?, _ holds: Bool) {
    self.init(name, [wanted], has.map { [$0] }, holds)
  }

  var testDescription: String { "\(name) \(wanted) \(has.map { "\($0)" } ?? "absent")" }

  /// What a whole policy with this one condition says.
  func decision(version: String = "2012-10-17", others: [String: [String]] = [:]) throws -> TrustEvaluation.Decision {
    let condition = JSONValue.object([
      .init(name, .object([.init("token.example:key", .array(wanted.map { .string($0) }))]))
    ])
    let statement = JSONValue.object([
      .init("Effect", .string("Allow")), .init("Principal", .string("*")),
      .init("Action", .string(TrustRequest.action)), .init("Condition", condition),
    ])
    var keys = others
    keys["token.example:key"] = has
    return try Self.decision(
      .object([.init("Version", .string(version)), .init("Statement", statement)]),
      TrustRequest(issuer: "token.example", keys: keys))
  }

  /// What a policy says of a request, by the way through its text.
  static func decision(_ policy: JSONValue, _ request: TrustRequest) throws -> TrustEvaluation.Decision {
    try decision(policy.lines(), request)
  }

  static func decision(_ text: String, _ request: TrustRequest) throws -> TrustEvaluation.Decision {
    var reader = PolicyReader(SourceText([UInt8](text.utf8)))
    guard let policy = PolicyDocument(try reader.document()) else { return .refused }
    return TrustEvaluation(policy, request).decision
  }
}
