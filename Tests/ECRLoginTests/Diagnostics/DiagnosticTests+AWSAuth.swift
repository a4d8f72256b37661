import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct DiagnosticAWSAuthTests {
  @Test("An error of the library keeps kind, text and code, and gets the program's advice")
  func mapped() {
    let failure = Diagnostic(AWSAuthError(InvalidValue.region("Frankfurt")))
    #expect(
      failure
        == Diagnostic(
          .invalidConfiguration, "\"Frankfurt\" is not the name of an AWS region",
          advice: "A region's name is of the form eu-central-1."))
    #expect(Diagnostic(.saying(.refused, "it said no", code: "No")) == Diagnostic(.refused, "it said no", code: "No"))
  }

  @Test("Whatever else is thrown goes through")
  func others() throws {
    struct Other: Error {}
    #expect(throws: Other.self) { try diagnosing { throw Other() } }
    let failure = Diagnostic(.timedOut, "too late")
    #expect(throws: failure) { try diagnosing { throw failure } }
    #expect(try diagnosing { 7 } == 7)
  }

  @Test(
    "Every value has its rule",
    arguments: [
      (.region("x"), "A region's name is of the form eu-central-1."),
      (
        .roleARN("x", reason: ""),
        "A role ARN is of the form arn:aws:iam::123456789012:role/NAME; the IAM console shows it."
      ),
      (.sessionName("x"), "Use 2 to 64 characters of A-Z, a-z, 0-9 and _+=,.@- only."),
      (
        .sessionDuration("x"),
        "Give a whole number of seconds from 900 to 43200; the role's own maximum, one hour unless it was raised, may be "
          + "lower."
      ), (.endpoint(problem: "x"), "Give it as https://HOST or https://HOST:PORT/PATH."),
      (
        .plainHTTP(problem: "x"),
        "Use https; http is accepted for loopback addresses only (localhost, 127.0.0.0/8, ::1)."
      ),
    ] as [(InvalidValue, String)])
  func values(_ value: InvalidValue, _ advice: String) {
    #expect(Diagnostic(AWSAuthError(value)).advice == advice)
  }
}
