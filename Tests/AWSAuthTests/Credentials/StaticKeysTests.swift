import AWSAuth
import Testing

@Suite struct StaticKeysTests {
  @Test("Keys and session token are taken from AWS's variables")
  func all() throws {
    let keys = try Credentials.fromVariables(
      accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("not-a-key"), sessionToken: Secret("not-a-token"))
    #expect(
      keys
        == Credentials(
          accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("not-a-key"), sessionToken: Secret("not-a-token")))
    #expect(keys?.expiration == nil)
  }

  @Test("Lasting keys have no session token")
  func lasting() throws {
    let keys = try Credentials.fromVariables(
      accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("not-a-key"), sessionToken: nil)
    #expect(keys == Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("not-a-key")))
  }

  @Test("Without keys there are none, whatever the session token")
  func none() throws {
    #expect(try Credentials.fromVariables(accessKeyID: nil, secretAccessKey: nil, sessionToken: nil) == nil)
    #expect(try Credentials.fromVariables(accessKeyID: nil, secretAccessKey: nil, sessionToken: Secret("x")) == nil)
  }

  @Test("Half of a pair is an error that names the other half")
  func half() {
    #expect(
      throws: AuthenticationFailure(
        .invalidConfiguration, "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not",
        advice: "Set both, or neither.")
    ) { try Credentials.fromVariables(accessKeyID: "AKIDEXAMPLE", secretAccessKey: nil, sessionToken: nil) }
    #expect(
      throws: AuthenticationFailure(
        .invalidConfiguration, "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not",
        advice: "Set both, or neither.")
    ) { try Credentials.fromVariables(accessKeyID: nil, secretAccessKey: Secret("x"), sessionToken: Secret("y")) }
  }
}
