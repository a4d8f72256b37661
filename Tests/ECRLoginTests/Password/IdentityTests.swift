import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

@Suite struct IdentityTests {
  static let keys = Credentials(accessKeyID: "AKIAEXAMPLE", secretAccessKey: Secret("hush"))

  static func tokens() -> IdentityTokenProvider? {
    IdentityTokenProvider(
      sources: [StaticIdentityToken(Secret(TestToken.jwt()), name: "BITRISE_IDENTITY_TOKEN")],
      audience: "sts.amazonaws.com", audienceIsExplicit: false, now: { FakeClock.start })
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let hasToken: Bool
    let hasKeys: Bool
    let hasRole: Bool
    let description: String
    let cacheName: String

    var testDescription: String { "role \(hasRole), token \(hasToken), keys \(hasKeys)" }
  }

  static let cases: [Case] = [
    // A named role is assumed with a token where there is one, else with keys.
    Case(hasToken: true, hasKeys: false, hasRole: true, description: "role \(Sample.role)", cacheName: Sample.role),
    Case(hasToken: true, hasKeys: true, hasRole: true, description: "role \(Sample.role)", cacheName: Sample.role),
    Case(
      hasToken: false, hasKeys: true, hasRole: true, description: "role \(Sample.role)",
      cacheName: "\(Sample.role) AKIAEXAMPLE"),
    // Without a role the keys are used as they are, and a token is of no use.
    Case(
      hasToken: false, hasKeys: true, hasRole: false, description: "access key AKIAEXAMPLE", cacheName: "AKIAEXAMPLE"),
    Case(
      hasToken: true, hasKeys: true, hasRole: false, description: "access key AKIAEXAMPLE", cacheName: "AKIAEXAMPLE"),
  ]

  @Test("Who we are follows from what there is", arguments: cases)
  func chosen(_ example: Case) throws {
    let role = try example.hasRole ? RoleARN(Sample.role) : nil
    let identity = try Identity(
      role: role, tokens: example.hasToken ? Self.tokens() : nil, keys: { example.hasKeys ? Self.keys : nil })
    #expect(identity.description == example.description)
    #expect(identity.cacheName == example.cacheName)
    #expect(identity.role == role)
    switch identity {
    case .webIdentity: #expect(example.hasRole && example.hasToken)
    case .assumedRole(_, let by): #expect(example.hasRole && !example.hasToken && by == Self.keys)
    case .keys(let keys): #expect(!example.hasRole && keys == Self.keys)
    }
  }

  @Test("A role without token and keys says what could be set")
  func roleAlone() throws {
    let role = try RoleARN(Sample.role)
    let failure = try failure { _ = try Identity(role: role, tokens: nil, keys: { nil }) }
    #expect(failure.kind == .notConfigured)
    #expect(
      failure.description
        == "there is neither an identity token nor a key to assume the role \(Sample.role) with. Set one of "
        + "BITRISE_IDENTITY_TOKEN, BITRISE_BUILD_URL with BITRISE_BUILD_API_TOKEN, AWS_WEB_IDENTITY_TOKEN_FILE, or "
        + "AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY.")
  }

  @Test("No role and no keys: a token alone is nobody", arguments: [true, false])
  func nobody(_ hasToken: Bool) throws {
    let failure = try failure { _ = try Identity(role: nil, tokens: hasToken ? Self.tokens() : nil, keys: { nil }) }
    #expect(failure.kind == .notConfigured)
    #expect(
      failure.description == "no role is named, and there are no AWS keys. "
        + "Name the IAM role to assume in AWS_ROLE_ARN, or as roleArn in the configuration file.")
  }

  @Test("What is configured and fails is not passed by")
  func failing() throws {
    let role = try RoleARN(Sample.role)
    let broken = Diagnostic(.invalidConfiguration, "broken")
    #expect(throws: broken) { try Identity(role: role, tokens: { throw broken }(), keys: { Self.keys }) }
    #expect(throws: broken) { try Identity(role: nil, tokens: Self.tokens(), keys: { throw broken }) }
    #expect(throws: broken) { try Identity(role: role, tokens: nil, keys: { throw broken }) }
    // What is not needed is not looked at: half a pair of keys beside a token is nobody's business.
    #expect(try Identity(role: role, tokens: Self.tokens(), keys: { throw broken }).role == role)
    #expect(try Identity(role: nil, tokens: { throw broken }(), keys: { Self.keys }).role == nil)
  }

  @Test("A key's id is made printable, and no text has a secret in it")
  func printable() throws {
    let odd = Credentials(
      accessKeyID: "AK\nIA\u{1B}", secretAccessKey: Secret("hush-key"), sessionToken: Secret("hush-session"))
    let identity = try Identity(role: nil, tokens: nil, keys: { odd })
    #expect(identity.description == "access key AK IA\\u{1B}")
    #expect(!"\(identity)".contains("hush"))
  }
}
