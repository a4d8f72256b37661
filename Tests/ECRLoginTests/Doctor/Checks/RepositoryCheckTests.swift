import Testing

@testable import ECRLogin

@Suite struct RepositoryNameTests {
  @Test(
    "A name, with a tag or without",
    arguments: [
      ("app", "app", "latest"), ("team/app:1", "team/app", "1"), ("a.b_c-d/e0:V1.2_3-4", "a.b_c-d/e0", "V1.2_3-4"),
    ])
  func read(_ text: String, _ name: String, _ tag: String) throws {
    let repository = try #require(RepositoryName(text))
    #expect(repository.name == name)
    #expect(repository.tag == tag)
  }

  @Test(
    "What would change the request is refused",
    arguments: [
      "", ":1", "app:", "App", "/app", "app/", "a//b", "../app", "app/..", "app?x=y", "app#x", "app:a/b", "app:a:b",
      "app:é", "app:\u{10}", "a b", "-app", "123456789012.dkr.ecr.eu-central-1.amazonaws.com/app",
      String(repeating: "a", count: 257),
      "a:" + String(repeating: "a", count: 129),
    ])
  func refused(_ text: String) {
    #expect(RepositoryName(text) == nil)
  }
}
