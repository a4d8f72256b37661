import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import ECRLogin

@Suite struct HelperProtocolTests {
  @Test("The protocol's sentences, as clients compare them")
  func sentences() {
    #expect(HelperProtocol.notFound == "credentials not found in native keychain")
    #expect(HelperProtocol.noServerURL == "no credentials server URL")
    #expect(HelperProtocol.noUsername == "no credentials username")
  }

  @Test("An answer is one line, with what JSON needs escaped and nothing else")
  func answer() {
    let answer = HelperProtocol.Answer(serverURL: "host/path", username: "AWS", secret: "a/b+c=\"\\\n\u{1}é")
    #expect(
      answer.json == #"{"Secret":"a/b+c=\"\\\n\u0001é","ServerURL":"host/path","Username":"AWS"}"#)
  }

  struct Request: Sendable, CustomTestStringConvertible {
    let text: String
    let serverURL: String?
    let username: String?

    var testDescription: String { text }

    init(_ text: String, _ serverURL: String?, _ username: String?) {
      self.text = text
      self.serverURL = serverURL
      self.username = username
    }
  }

  static let requests: [Request] = [
    // As docker, docker-py and oras send it.
    Request("{\"ServerURL\":\"h\",\"Username\":\"u\",\"Secret\":\"s\"}\n", "h", "u"),
    Request(#"{"ServerURL": "h", "Username": "u", "Secret": "s"}"#, "h", "u"),
    Request(#"{"Username":"u","Secret":"s"}"#, nil, "u"), Request("{}", nil, nil),
    Request(#"{"ServerURL":null,"Username":null}"#, nil, nil), Request(#"{"serverURL":"h"}"#, "h", nil),
    // Go's programs take keys in any case, the last of several, and `null` for nothing said.
    Request(#"{"serverurl":"h","USERNAME":"u"}"#, "h", "u"), Request(#"{"SERVERURL":"h","uSeRnAmE":"u"}"#, "h", "u"),
    Request(#"{"ServerURL":"h","serverurl":"i","username":"u","Username":null}"#, "i", "u"),
    Request(#"{"Server_URL":"h","User":"u"}"#, nil, nil), Request("{\"\u{212A}erverURL\":\"h\"}", nil, nil),

    Request(#"{"ServerURL":"h","Username":"u","More":{}}"#, "h", "u"),
  ]

  @Test("What is stored is read as clients send it", arguments: requests)
  func storeRequest(_ example: Request) throws {
    let request = try #require(HelperProtocol.StoreRequest(json: [UInt8](example.text.utf8)))
    #expect(request.serverURL == example.serverURL)
    #expect(request.username == example.username)
  }

  @Test(
    "A part of the wrong type is no request, in whatever case its key is",
    arguments: [#"{"serverurl":1}"#, #"{"Username":"u","USERNAME":[]}"#, "[]", "1", "", "{"])
  func wrongType(_ text: String) {
    #expect(HelperProtocol.StoreRequest(json: [UInt8](text.utf8)) == nil)
  }
}
