import AWSAuth
import TestSupport
import Testing

@Suite struct SessionDurationTests {
  @Test("A number of seconds that STS takes is taken", arguments: [900, 901, 3600, 43_199, 43_200])
  func taken(_ seconds: Int) throws {
    #expect(try SessionDuration("\(seconds)").seconds == seconds)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let text: String
    let quoted: String

    var testDescription: String { quoted.debugDescription }

    init(_ text: String, quoted: String? = nil) {
      self.text = text
      self.quoted = quoted ?? text
    }
  }

  static let refusals: [Refusal] = [
    // Out of range.
    Refusal("899"), Refusal("43201"), Refusal("0"), Refusal("-900"), Refusal("99999999999999999999"),
    // Not a number of seconds.
    Refusal(""), Refusal("1h"), Refusal("3600s"), Refusal("3600.0"), Refusal("3_600"), Refusal("1e3"), Refusal(" 3600"),
    Refusal("3600\n", quoted: "3600 "), Refusal("0x384"), Refusal("٩٠٠"),
    Refusal(String(repeating: "9", count: 50), quoted: String(repeating: "9", count: 40) + "…"),
  ]

  @Test("A duration that STS would refuse is refused", arguments: refusals)
  func refused(_ test: Refusal) {
    #expect(
      throws: AWSAuthError.saying(
        .invalidConfiguration, "the session duration \"\(test.quoted)\" is not one that STS takes")
    ) { try SessionDuration(test.text) }
  }
}
