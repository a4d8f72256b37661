import AWSAuth
import Basics
import TestSupport
import Testing

@Suite struct StaticIdentityTokenTests {
  @Test("A token that was handed over is read, whatever the audience")
  func token() throws {
    let source = StaticIdentityToken(Secret(TestToken.jwt(audience: "other") + "\n"), name: "BITRISE_IDENTITY_TOKEN")
    #expect(try source.token(for: "sts.amazonaws.com").audiences == ["other"])
    #expect(source.name == "BITRISE_IDENTITY_TOKEN")
    #expect(!source.canRenew)
  }

  @Test("What is no token is reported under its name")
  func refused() throws {
    let failure = try #require(
      #expect(throws: AWSAuthError.self) {
        try StaticIdentityToken(Secret("x"), name: "BITRISE_IDENTITY_TOKEN").token(for: "a")
      })
    #expect(failure.kind == .invalidConfiguration)
    #expect(failure.description == "BITRISE_IDENTITY_TOKEN is not an identity token: it has 1 part, not three")
  }
}

@Suite struct FileIdentityTokenTests {
  private final class Reads: Sendable {
    let all = Locked<[String]>([])
  }

  @Test("The file is read anew each time, with its path and a limit")
  func reads() throws {
    let reads = Reads()
    let source = FileIdentityToken(path: "/run/token", name: "AWS_WEB_IDENTITY_TOKEN_FILE") { path, limit in
      reads.all.withLock { $0.append("\(path) \(limit)") }
      return [UInt8]("\(TestToken.jwt(id: "from the file"))\n".utf8)
    }
    #expect(try source.token(for: "a").raw == Secret(TestToken.jwt(id: "from the file")))
    _ = try source.token(for: "a")
    #expect(reads.all.withLock { $0 } == ["/run/token 40000", "/run/token 40000"])
    #expect(source.name == "AWS_WEB_IDENTITY_TOKEN_FILE")
    #expect(!source.canRenew)
  }

  @Test("What is no token is reported with setting and path")
  func refused() throws {
    let source = FileIdentityToken(path: "/run/to\nken", name: "AWS_WEB_IDENTITY_TOKEN_FILE") { _, _ in [0xFF, 0xFE] }
    let failure = try #require(#expect(throws: AWSAuthError.self) { try source.token(for: "a") })
    #expect(
      failure.description
        == "AWS_WEB_IDENTITY_TOKEN_FILE (/run/to ken) is not an identity token: it has 1 part, not three")
  }

  @Test("The reader's own error goes through")
  func unreadable() {
    let failure = AWSAuthError.saying(.invalidConfiguration, "cannot read /run/token")
    let source = FileIdentityToken(path: "/run/token", name: "AWS_WEB_IDENTITY_TOKEN_FILE") { _, _ in throw failure }
    #expect(throws: failure) { try source.token(for: "a") }
  }
}
