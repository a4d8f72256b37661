import AWSAuth
import Testing

@testable import ECRLogin

@Suite struct DiagnosticTests {
  @Test("Problem and advice make one line")
  func description() {
    #expect(
      Diagnostic(.refused, "it said no", advice: "Ask again.").description == "it said no. Ask again.")
    #expect(Diagnostic(.refused, "it said no").description == "it said no")
  }

  @Test("As an error of any kind it still says what it is about")
  func interpolated() {
    let error: any Error = Diagnostic(.timedOut, "too late", advice: "Hurry.")
    #expect("\(error)" == "too late. Hurry.")
  }

  @Test("Only time and the network pass by themselves", arguments: Diagnostic.Kind.allCases)
  func passing(_ kind: Diagnostic.Kind) {
    #expect(Diagnostic(kind, "x").isTransient == [.timedOut, .unavailable].contains(kind))
  }

  @Test("The command comes last, so that it can be copied")
  func command() {
    var failure = Diagnostic(.refused, "it said no", advice: "Ask again.")
    failure.command = "ls -l"
    #expect(failure.description == "it said no. Ask again. See what is wrong with it: ls -l")
  }
}
