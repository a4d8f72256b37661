import Testing

@testable import TrustPolicy

@Suite("How values are compared")
struct ConditionComparisonTests {
  @Test(
    "A value with a wildcard is compared by StringLike",
    arguments: [
      (["app:a:workflow:deploy"], false), (["app:a:workflow:rel-*"], true), (["app:a:workflow:rel-?"], true),
      (["app:a:workflow:deploy", "app:a:workflow:?"], true),
    ])
  func comparison(values: [String], isLike: Bool) {
    #expect(ConditionComparison.meant(by: values) == (isLike ? .stringLike : .stringEquals))
  }
}
