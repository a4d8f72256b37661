import AWSAuth
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct IdentityTokenProviderTests {
  private static let audience = "sts.amazonaws.com"

  /// A token with so many seconds left.
  private static func jwt(_ id: String, audience: String = audience, left: Int = 600) -> String {
    TestToken.jwt(audience: audience, expiresIn: left, id: id)
  }

  private func provider(
    _ sources: [any IdentityTokenSource], explicit: Bool = false, clock: FakeClock = FakeClock()
  ) throws -> IdentityTokenProvider {
    let provider = IdentityTokenProvider(
      sources: sources, audience: Self.audience, audienceIsExplicit: explicit, now: { clock.now })
    return try #require(provider)
  }

  @Test("Without a source there is no provider")
  func noSource() {
    let provider = IdentityTokenProvider(
      sources: [], audience: "a", audienceIsExplicit: false, now: { FakeClock.start })
    #expect(provider == nil)
  }

  @Test("The first source wins, and the others are not asked")
  func order() throws {
    let given = ScriptedTokenSource("GIVEN", .success(Self.jwt("given")))
    let api = ScriptedTokenSource("API", canRenew: true)
    let file = ScriptedTokenSource("FILE")
    let provider = try provider([given, api, file])
    #expect(provider.sourceName == "GIVEN")
    #expect(try provider.token().raw == Secret(Self.jwt("given")))
    #expect(given.askedFor == [Self.audience])
  }

  @Test("Who wants the token has to wait only for a source that issues one, and only the first time")
  func needsFetch() throws {
    #expect(try !provider([ScriptedTokenSource("GIVEN"), ScriptedTokenSource("API", canRenew: true)]).needsFetch)
    let provider = try provider([ScriptedTokenSource("API", canRenew: true, .success(Self.jwt("new")))])
    #expect(provider.needsFetch)
    _ = try provider.token()
    #expect(!provider.needsFetch)
  }

  @Test("A source is asked once, however often the token is needed")
  func once() throws {
    let api = ScriptedTokenSource("API", canRenew: true, .success(Self.jwt("new")))
    let provider = try provider([api])
    for _ in 0..<3 { #expect(try provider.token().raw == Secret(Self.jwt("new"))) }
    #expect(api.askedFor.count == 1)
  }

  @Test("A configured source that fails stops the search with its own error")
  func failure() throws {
    let failure = AWSAuthError.saying(.unavailable, "the API is away")
    let provider = try provider([
      ScriptedTokenSource("API", canRenew: true, .failure(failure)), ScriptedTokenSource("FILE"),
    ])
    #expect(throws: failure) { try provider.token() }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var audience = IdentityTokenProviderTests.audience
    var left = 600
    var explicit = false
    /// Whether the build API is asked, where there is one.
    let isReplaced: Bool
    /// What is wrong where there is none; the token is used all the same where nothing is said.
    var failure: AWSAuthError?

    var testDescription: String { name }
  }

  private static func expired(at time: String) -> AWSAuthError {
    AWSAuthError.saying(.invalidConfiguration, "the identity token in GIVEN expired at \(time)")
  }

  private static func wrongAudience(_ audience: String) -> AWSAuthError {
    AWSAuthError.saying(
      .invalidConfiguration,
      "the identity token in GIVEN is for the audience \(audience), but sts.amazonaws.com is configured")
  }

  static let cases: [Case] = [
    Case(name: "ten minutes left", isReplaced: false),
    Case(name: "just a minute left", left: 60, isReplaced: false),
    // Less than a minute: replaced if possible, else used.
    Case(name: "less than a minute left", left: 59, isReplaced: true),
    Case(name: "a second left", left: 1, isReplaced: true),
    Case(name: "expired this second", left: 0, isReplaced: true, failure: expired(at: "2020-11-23T08:00:00Z")),
    Case(name: "expired an hour ago", left: -3600, isReplaced: true, failure: expired(at: "2020-11-23T07:00:00Z")),
    // The audience counts where it was set explicitly.
    Case(name: "another audience, none set", audience: "other", isReplaced: false),
    Case(name: "the audience that was set", explicit: true, isReplaced: false),
    Case(
      name: "another audience than was set", audience: "other", explicit: true, isReplaced: true,
      failure: wrongAudience("other")),
    Case(
      name: "another audience than was set, made printable", audience: "o\\n\\u202e", explicit: true, isReplaced: true,
      failure: wrongAudience("o \\u{202E}")),
    // Of two faults the one is named that cannot be settled by a setting.
    Case(
      name: "expired, and for another audience", audience: "other", left: -60, explicit: true, isReplaced: true,
      failure: expired(at: "2020-11-23T07:59:00Z")),
  ]

  @Test("A token that is no good is replaced from the build API", arguments: cases)
  func replaced(_ test: Case) throws {
    let text = Self.jwt("given", audience: test.audience, left: test.left)
    let api = ScriptedTokenSource("API", canRenew: true, .success(Self.jwt("new")))
    let provider = try provider([ScriptedTokenSource("GIVEN", .success(text)), api], explicit: test.explicit)
    #expect(try provider.token().raw == Secret(test.isReplaced ? Self.jwt("new") : text))
    #expect(api.askedFor == (test.isReplaced ? [Self.audience] : []))
    // Once replaced it stays so.
    _ = try provider.token()
  }

  @Test("Without the build API, it is used while it lasts, or refused with its fault", arguments: cases)
  func notReplaced(_ test: Case) throws {
    let text = Self.jwt("given", audience: test.audience, left: test.left)
    let provider = try provider(
      [ScriptedTokenSource("GIVEN", .success(text)), ScriptedTokenSource("FILE")], explicit: test.explicit)
    if let failure = test.failure {
      #expect(throws: failure) { try provider.token() }
    } else {
      #expect(try provider.token().raw == Secret(text))
    }
  }

  @Test("A token without an audience is for none")
  func noAudience() throws {
    let provider = try provider([ScriptedTokenSource("GIVEN", .success(TestToken.jwt(claims: "{}")))], explicit: true)
    #expect(throws: Self.wrongAudience("none")) { try provider.token() }
  }

  @Test("A token for several audiences is for each of them")
  func severalAudiences() throws {
    let text = TestToken.jwt(claims: #"{"aud":["other","sts.amazonaws.com"]}"#)
    #expect(try provider([ScriptedTokenSource("GIVEN", .success(text))], explicit: true).token().raw == Secret(text))
    let others = TestToken.jwt(claims: #"{"aud":["a","b"]}"#)
    let provider = try provider([ScriptedTokenSource("GIVEN", .success(others))], explicit: true)
    #expect(throws: Self.wrongAudience("a, b")) { try provider.token() }
  }

  @Test("A new token is used as it came, so that nobody is asked in a loop")
  func newTokenIsNotJudged() throws {
    let text = Self.jwt("new", audience: "other", left: 10)
    let api = ScriptedTokenSource("API", canRenew: true, .success(text))
    #expect(try provider([api], explicit: true).token().raw == Secret(text))
  }

  @Test("Where the replacement fails, its error is the error")
  func replacementFails() throws {
    let failure = AWSAuthError.saying(.unavailable, "the API is away")
    let api = ScriptedTokenSource("API", canRenew: true, .failure(failure))
    let provider = try provider([ScriptedTokenSource("GIVEN", .success(Self.jwt("given", left: 30))), api])
    #expect(throws: failure) { try provider.token() }
  }

  @Test("Renewing asks the build API, and what it says is the token from then on")
  func renewed() throws {
    let api = ScriptedTokenSource("API", canRenew: true, .success(Self.jwt("new")))
    let provider = try provider([ScriptedTokenSource("GIVEN", .success(Self.jwt("given"))), api])
    let old = try provider.token()
    #expect(try provider.refresh(replacing: old)?.raw == Secret(Self.jwt("new")))
    #expect(try provider.token().raw == Secret(Self.jwt("new")))
    // Another thread whose token was refused, too, takes the new one.
    #expect(try provider.refresh(replacing: old)?.raw == Secret(Self.jwt("new")))
    #expect(api.askedFor == [Self.audience])
  }

  @Test("Threads that want the token at once cause one request, and those whose token was refused another one")
  func threads() async throws {
    let api = ScriptedTokenSource("API", canRenew: true, .success(Self.jwt("first")), .success(Self.jwt("second")))
    let provider = try provider([api])
    func inTasks(_ work: @escaping @Sendable () throws -> IdentityToken?) async throws -> Set<String> {
      try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<20 { group.addTask { try work()?.raw.exposed() } }
        return try await group.reduce(into: []) { $0.insert($1 ?? "none") }
      }
    }
    #expect(try await inTasks { try provider.token() } == [Self.jwt("first")])
    let old = try provider.token()
    #expect(try await inTasks { try provider.refresh(replacing: old) } == [Self.jwt("second")])
    #expect(try await inTasks { try provider.token() } == [Self.jwt("second")])
    #expect(api.askedFor.count == 2)
  }

  @Test("Whose token it is can be known of one that is no good any more, too")
  func currentOrExpired() throws {
    let old = Self.jwt("given", audience: "other", left: -60)
    let api = ScriptedTokenSource("API", canRenew: true, .success(Self.jwt("new")))
    let provider = try provider([ScriptedTokenSource("GIVEN", .success(old), .success(old)), api], explicit: true)
    #expect(try provider.currentOrExpired().raw == Secret(old))
    #expect(api.askedFor == [])
    #expect(try provider.token().raw == Secret(Self.jwt("new")))
    // From then on there is one.
    #expect(try provider.currentOrExpired().raw == Secret(Self.jwt("new")))
  }

  @Test("A token that could not be had is asked for again")
  func failureIsNotKept() throws {
    let away = AWSAuthError.saying(.unavailable, "the API is away")
    let api = ScriptedTokenSource("API", canRenew: true, .failure(away), .success(Self.jwt("new")))
    let provider = try provider([api])
    #expect(throws: away) { try provider.token() }
    #expect(try provider.token().raw == Secret(Self.jwt("new")))
    #expect(api.askedFor.count == 2)
  }

  @Test("Nothing is renewed where no source can")
  func notRenewed() throws {
    let provider = try provider([
      ScriptedTokenSource("GIVEN", .success(Self.jwt("given"))), ScriptedTokenSource("FILE"),
    ])
    #expect(try provider.refresh(replacing: provider.token()) == nil)
    #expect(try provider.token().raw == Secret(Self.jwt("given")))
  }
}
