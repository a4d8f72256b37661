import AWSAuth
import TestSupport
import Testing

@Suite struct TokenFileSystemTests {
  private func read(_ path: String) throws -> IdentityToken {
    try FileIdentityToken(path: path, name: "SETTING").token(for: "sts.amazonaws.com")
  }

  @Test("The file is read anew each time, also where it is a link")
  func reads() throws {
    let directory = try TemporaryDirectory()
    try TemporaryDirectory.write(TestToken.jwt(id: "first"), to: directory("first"))
    try TemporaryDirectory.link("first", directory("token"))
    let source = FileIdentityToken(path: directory("token"), name: "SETTING")
    #expect(try source.token(for: "").raw == Secret(TestToken.jwt(id: "first")))
    try TemporaryDirectory.write(TestToken.jwt(id: "second"), to: directory("first"))
    #expect(try source.token(for: "").raw == Secret(TestToken.jwt(id: "second")))
  }

  @Test("A token of the greatest length is read whole")
  func longest() throws {
    let directory = try TemporaryDirectory()
    let short = TestToken.jwt()
    let token = short + String(repeating: "a", count: IdentityToken.lengths.upperBound - short.utf8.count)
    try TemporaryDirectory.write(token, to: directory("token"))
    #expect(try read(directory("token")).raw == Secret(token))
  }

  @Test("What cannot be read is refused, by the path and the setting")
  func refuses() throws {
    let directory = try TemporaryDirectory()
    try TemporaryDirectory.makeFIFO(directory("pipe"))
    try TemporaryDirectory.write(String(repeating: "a", count: 40_001), to: directory("large"))
    try TemporaryDirectory.link("loop", directory("loop"))
    let reasons = [
      "none": "does not exist", "pipe": "is not a regular file", "large": "is larger than 40000 bytes",
      "loop": "cannot be read: Too many levels of symbolic links",
    ]
    for (name, reason) in reasons {
      let failure = try AWSAuthError.thrown { _ = try read(directory(name)) }
      #expect(failure.description == "the file \(directory(name)) (from SETTING) \(reason)")
      #expect(failure.kind == .invalidConfiguration)
    }
  }
}
