import AWSAuth
import Basics
import Testing

@testable import ECRLogin

@Suite struct RegistryClientTests {
  @Test(
    "A wish for a token is read in every order and spelling",
    arguments: [
      #"Bearer realm="https://h/token/",service="h""#, #"bearer service="h",realm="https://h/token/""#,
      #"Bearer realm="https://h/token/", service="h", scope="aws""#, #"Bearer  Realm="https://h/token/" , service="h""#,
    ])
  func challenge(_ text: String) throws {
    let challenge = try #require(BearerChallenge(text))
    #expect(challenge.realm == "https://h/token/")
    #expect(challenge.service == "h")
  }

  @Test("A quote ends what it encloses, whatever follows it")
  func marked() throws {
    let challenge = try #require(BearerChallenge("Bearer realm=\"r\",service=\"\u{301}h\"\u{301}"))
    #expect(challenge.realm == "r" && challenge.service.utf8Equals("\u{301}h"))
  }

  @Test(
    "Other wishes are none for a token",
    arguments: [
      "", "Bearer", "Basic realm=\"https://h/\"", "Bearer service=\"h\"", "Bearer realm=https://h/", "Bearer realm=\"",
      "Bearerrealm=\"https://h/\"",
    ])
  func noChallenge(_ text: String) {
    #expect(BearerChallenge(text) == nil)
  }

  @Test("The first error of an answer is read, with a line break at its end or without", arguments: ["", "\n"])
  func error(_ end: String) throws {
    let error = try #require(
      RegistryError(Array(#"{"errors": [ {"message": "no", "code": "DENIED"}, {"code": "X"}]}\#(end)"#.utf8)))
    #expect(error.code == "DENIED")
    #expect(error.message == "no")
  }

  @Test(
    "An answer without an error has none",
    arguments: ["", "[]", "{}", #"{"errors": {}}"#, #"{"errors": []}"#, #"{"errors": ["DENIED"]}"#, "<html></html>"])
  func noError(_ text: String) {
    #expect(RegistryError(Array(text.utf8)) == nil)
  }

  @Test(
    "An upload is cancelled where it was begun, and nowhere else",
    arguments: [
      ("/v2/app/blobs/uploads/1?a=b", "https://host.example/v2/app/blobs/uploads/1?a=b"),
      ("https://host.example/u/1", "https://host.example/u/1"), ("https://host.example.evil.example/u", nil),
      ("http://host.example/u/1", nil), ("//evil.example/u", "https://host.example//evil.example/u"), ("", nil),
    ] as [(String, String?)])
  func location(_ field: String, _ expected: String?) throws {
    let world = World()
    let client = RegistryClient(
      host: "host.example", sender: try world.command().sender(), basicCredentials: Secret("x"))
    #expect(client.location(of: HTTPResponse(status: 202, fields: [HTTPField("Location", field)])) == expected)
    #expect(world.output == "")
  }
}
