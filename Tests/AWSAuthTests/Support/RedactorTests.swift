import Basics
import Testing

@testable import AWSAuth

@Suite struct RedactorTests {
  /// Thirty letters, no two stretches of it alike, with what percent-encoding and base64 change.
  private static let secret = "q7/Zk+W2mX9=vB4nT8rL1pY6cD3hF5"

  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let redacted: String

    var testDescription: String { text }

    init(_ text: String, _ redacted: String) {
      self.text = text
      self.redacted = redacted
    }
  }

  static let cases: [Case] = [
    // What has nothing of it stays.
    Case("", ""),
    Case("Not authorized to perform sts:AssumeRole", "Not authorized to perform sts:AssumeRole"),
    Case("é🙂\n", "é🙂\n"),
    // Whole, alone and among others.
    Case(secret, "<secret>"),
    Case("the value '\(secret)' is bad", "the value '<secret>' is bad"),
    Case("\(secret), \(secret)", "<secret>, <secret>"),
    Case("\(secret)\(secret)", "<secret>"),
    // Cut off at either end, down to what chance may give.
    Case("value \(secret.prefix(20))...", "value <secret>..."),
    Case("...\(secret.suffix(20)) is bad", "...<secret> is bad"),
    Case("x\(secret.dropFirst(5).prefix(12))x", "x<secret>x"),
    Case("x\(secret.dropFirst(5).prefix(11))x", "x\(secret.dropFirst(5).prefix(11))x"),
    // In another form.
    Case("body: a=\(PercentEncoding.encode(secret))&b", "body: a=<secret>&b"),
    Case("cTcvWmsrVzJtWDk9dkI0blQ4ckwxcFk2Y0QzaEY1 is it", "<secret> is it"),
  ]

  @Test("A secret is taken out of a text, in whatever form and however cut", arguments: cases)
  func scrubs(_ test: Case) {
    #expect(Redactor([Secret(Self.secret)]).redact(test.text) == test.redacted)
  }

  @Test("Every one of several secrets is taken out")
  func several() {
    let other = "another-long-secret"
    let redactor = Redactor([Secret(Self.secret), nil, Secret(other)])
    #expect(redactor.redact("\(other) or \(Self.secret)") == "<secret> or <secret>")
    #expect(redactor.redact("\(other)\(Self.secret)") == "<secret>")
  }

  @Test("A short secret is taken out where it is whole")
  func short() {
    let redactor = Redactor([Secret("hunter/2")])
    #expect(
      redactor.redact("a hunter/2 b hunter%2F2 c aHVudGVyLzI= d hunter") == "a <secret> b <secret> c <secret> d hunter")
    #expect(redactor.redact("hunter/2\u{301}").utf8Equals("<secret>\u{301}"))
  }

  @Test("Without a secret nothing is taken out", arguments: [[], [nil], [Secret("")]] as [[Secret?]])
  func none(_ secrets: [Secret?]) {
    #expect(Redactor(secrets).redact("a text") == "a text")
  }

  @Test("An error loses what it quotes, and nothing else")
  func error() {
    let error = ServiceError(
      code: "Bad-\(Self.secret)", message: "Value '\(Self.secret)' is bad", status: 400, requestID: Self.secret)
    #expect(
      error.redacted(of: [Secret(Self.secret)])
        == ServiceError(code: "Bad-<secret>", message: "Value '<secret>' is bad", status: 400, requestID: "<secret>"))
    let harmless = ServiceError(code: "AccessDenied", message: "No.", status: 403)
    #expect(harmless.redacted(of: [Secret(Self.secret), nil]) == harmless)
  }
}
