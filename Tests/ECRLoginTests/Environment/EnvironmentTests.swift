import AWSAuth
import Basics
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct EnvironmentTests {
  let environment = Environment(["HOME": "value", "PATH": "", "TERM": " ", "TMPDIR": "second"])

  @Test("A variable that is empty counts as not set")
  func empty() {
    #expect(environment[.home] == "value")
    #expect(environment[.path] == nil)
    #expect(environment[.noColor] == nil)
    #expect(environment[.terminal] == " ")
    #expect(environment[input: "home"] == nil)
  }

  @Test("Of several variables the first that is set wins, and says its name")
  func first() throws {
    let found = try #require(environment.first(of: [.noColor, .path, .temporaryDirectory, .home]))
    #expect(found.name == "TMPDIR")
    #expect(found.value == "second")
    #expect(environment.first(of: [.noColor, .path]) == nil)
    #expect(environment.first(of: []) == nil)
  }

  @Test("A key has no control character in it", arguments: ["a\n", "\r", "a\0b", "\u{7F}", "\t"])
  func controlCharacter(_ text: String) throws {
    let environment = Environment([
      "AWS_ACCESS_KEY_ID": "a+/=é", "AWS_SECRET_ACCESS_KEY": text, "AWS_SESSION_TOKEN": "",
    ])
    #expect(try environment.key(.accessKeyID) == "a+/=é")
    #expect(try environment.key(.sessionToken) == nil)
    #expect(try environment.key(.buildAPIToken) == nil)
    let failure = try failure { _ = try environment.key(.secretAccessKey) }
    #expect(failure.kind == .invalidConfiguration)
    #expect(
      failure.description == "AWS_SECRET_ACCESS_KEY has a line break or another control character in it. "
        + "Set it again without: a line break at the end often comes from copying, or from echo.")
  }

  @Test("A key has no blank in it", arguments: [" a", "a ", "a b", " ", "a\u{A0}", "\u{3000}a"])
  func blank(_ text: String) throws {
    let failure = try failure { _ = try Environment(["AWS_SECRET_ACCESS_KEY": text]).key(.secretAccessKey) }
    #expect(failure.kind == .invalidConfiguration)
    #expect(
      failure.description
        == "AWS_SECRET_ACCESS_KEY has a blank in it. Set it again without: a blank at an end often comes from copying.")
  }

  struct Flag: Sendable, CustomTestStringConvertible {
    let text: String
    let value: Bool?

    var testDescription: String { text.debugDescription }

    init(_ text: String, _ value: Bool?) {
      self.text = text
      self.value = value
    }
  }

  static let flags: [Flag] = [
    Flag("true", true), Flag("TRUE", true), Flag("True", true), Flag("1", true),
    Flag("false", false), Flag("False", false), Flag("FALSE", false), Flag("0", false), Flag("", nil),
  ]

  @Test("A flag says yes or no in any case", arguments: flags)
  func flag(_ example: Flag) throws {
    #expect(try Environment(["AWS_USE_DUALSTACK_ENDPOINT": example.text]).flag(.usesDualStack) == example.value)
    #expect(try Environment([:]).flag(.usesDualStack) == nil)
  }

  @Test("A flag that says something else is an error", arguments: ["yes", "on", "2", " true", "tru\u{1B}e"])
  func badFlag(_ text: String) throws {
    let failure = try failure { _ = try Environment(["AWS_USE_FIPS_ENDPOINT": text]).flag(.usesFIPS) }
    #expect(failure.kind == .invalidConfiguration)
    #expect(failure.problem == "AWS_USE_FIPS_ENDPOINT is \"\(text.printable())\", which is neither true nor false")
    #expect(failure.advice == "Set it to true or false.")
  }
}
