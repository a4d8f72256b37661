import AWSAuth
import Testing

@Suite struct AuthenticationFailureTests {
  @Test("Problem and advice make one line")
  func description() {
    #expect(
      AuthenticationFailure(.refused, "it said no", advice: "Ask again.").description == "it said no. Ask again.")
    #expect(AuthenticationFailure(.refused, "it said no").description == "it said no")
  }

  @Test("As an error of any kind it still says what it is about")
  func interpolated() {
    let error: any Error = AuthenticationFailure(.timedOut, "too late", advice: "Hurry.")
    #expect("\(error)" == "too late. Hurry.")
  }

  @Test("Only time and the network pass by themselves", arguments: AuthenticationFailure.Kind.allCases)
  func passing(_ kind: AuthenticationFailure.Kind) {
    #expect(AuthenticationFailure(kind, "x").isTransient == [.timedOut, .unavailable].contains(kind))
  }
}
