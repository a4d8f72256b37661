import Testing

@testable import ECRLogin

@Suite("What a trust policy has to say for a build")
struct TrustExpectationTests {
  @Test(
    "A value with a wildcard is compared by StringLike",
    arguments: [
      (["app:a:workflow:deploy"], false), (["app:a:workflow:rel-*"], true), (["app:a:workflow:rel-?"], true),
      (["app:a:workflow:deploy", "app:a:workflow:?"], true),
    ])
  func comparison(values: [String], isLike: Bool) {
    #expect(TrustExpectation.comparison(for: values) == (isLike ? .stringLike : .stringEquals))
  }
}
