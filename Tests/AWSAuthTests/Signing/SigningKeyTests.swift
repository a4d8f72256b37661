import AWSAuth
import Basics
import Testing

@Suite struct SigningKeyTests {
  struct Step: Sendable, CustomTestStringConvertible {
    let components: [String]
    let key: String

    var testDescription: String { components.joined(separator: "/") }

    init(_ components: [String], _ key: String) {
      self.components = components
      self.key = key
    }
  }

  static let secret = Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")

  static let steps: [Step] = [
    // The keys on the way to those of AWS's test suite; of two of them the first bytes are known.
    Step(["20150830"], "0138c7a6"),
    Step(["20150830", "us-east-1"], "f33d5808504bf34812e5fade63308b424b244c59189be2a591dd2282c7cb563f"),
    Step(["20150830", "us-east-1", "service"], "f7fd8193"),
    Step(
      ["20150830", "us-east-1", "service", "aws4_request"],
      "938127b5336810ddb6a5d6af445fcac9e371f9ed418ed386b022aed82901be75"),
    // The examples of AWS's documentation.
    Step(
      ["20150830", "us-east-1", "iam", "aws4_request"],
      "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"),
    Step(
      ["20120215", "us-east-1", "iam", "aws4_request"],
      "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d"),
  ]

  @Test("Each step of the derivation gives the published key", arguments: steps)
  func derived(_ step: Step) {
    let key = Hexadecimal.encode(SigningKey(Self.secret, derivedThrough: step.components).bytes)
    #expect(key.hasPrefix(step.key))
    #expect(key.count == 64)
  }

  @Test("A scope is written as its parts, and the key derived through them")
  func scope() {
    let scope = CredentialScope(date: "20150830", region: "us-east-1", service: "iam")
    #expect(scope.text == "20150830/us-east-1/iam/aws4_request")
    #expect(
      SigningKey(Self.secret, scope: scope)
        == SigningKey(Self.secret, derivedThrough: ["20150830", "us-east-1", "iam", "aws4_request"]))
  }
}
