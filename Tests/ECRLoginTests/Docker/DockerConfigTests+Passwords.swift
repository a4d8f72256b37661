import AWSAuth
import Testing

@testable import ECRLogin

extension DockerConfigTests {
  @Test(
    "A host's passwords are found under every key that a client takes for it",
    arguments: [
      ("h.example", true), ("https://h.example", true), ("https://h.example/v2/", true), ("h.example/team", true),
      ("https://h.example/team", true), ("h.example.evil", false), ("x.h.example", false), ("other", false),
    ])
  func authKeys(_ key: String, _ isFound: Bool) throws {
    let config = try DockerConfig(Array(#"{"auths": {"\#(key)": {"auth": "QVdTOng="}}}"#.utf8))
    #expect(config.authKeys(of: "h.example") == (isFound ? [key] : []))
    #expect(config.password(under: key) == Secret("QVdTOng="))
    #expect(config.hasPasswords)
  }

  @Test(
    "An entry without a password has none",
    arguments: [#"{}"#, #"{"auth": ""}"#, #"{"auth": null}"#, #"{"email": "x"}"#, "null", "1"])
  func noPassword(_ entry: String) throws {
    let config = try DockerConfig(Array(#"{"auths": {"h.example": \#(entry)}}"#.utf8))
    #expect(config.password(under: "h.example") == nil)
    #expect(!config.hasPasswords)
  }

  @Test("User name and password are what the file has")
  func pair() {
    #expect(DockerConfig.basicCredentials(username: "AWS", password: Secret("x")) == Secret("QVdTOng="))
  }
}
