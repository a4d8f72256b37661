import AWSAuth
import TestSupport
import Testing

@Suite struct CredentialsTests {
  @Test("Credentials keep what they are given, and show no secret of it")
  func parts() {
    let credentials = Credentials(
      accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("not-a-key"), sessionToken: Secret("not-a-token"),
      expiration: FakeClock.start, assumedRoleARN: STSAnswer.assumedRole)
    #expect(credentials.accessKeyID == "AKIDEXAMPLE")
    #expect(credentials.secretAccessKey.exposed() == "not-a-key")
    #expect(credentials.sessionToken?.exposed() == "not-a-token")
    #expect(credentials.expiration == FakeClock.start)
    #expect(credentials.assumedRoleARN == STSAnswer.assumedRole)
    var dumped = ""
    dump(credentials, to: &dumped)
    for text in ["\(credentials)", String(reflecting: credentials), dumped] {
      #expect(text.contains("AKIDEXAMPLE"))
      #expect(!text.contains("not-a-key") && !text.contains("not-a-token"))
    }
  }
}
