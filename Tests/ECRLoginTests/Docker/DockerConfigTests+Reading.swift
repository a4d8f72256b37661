import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

/// What is read from config.json, and told about it.
@Suite struct DockerConfigReadingTests {
  private static let host = ConfigSample.host

  private static func config(_ text: String) throws -> DockerConfig {
    try DockerConfig(Array(text.replacing("HOST", with: host).utf8))
  }

  struct Place: Sendable, CustomTestStringConvertible {
    let text: String
    let place: DockerConfig.CredentialLocation

    var testDescription: String { text.debugDescription }

    init(_ text: String, _ place: DockerConfig.CredentialLocation) {
      self.text = text
      self.place = place
    }
  }

  static let places: [Place] = [
    // A helper for the host wins over the store, the store over the file.
    Place("", .file), Place("{}", .file), Place(#"{"auths":{"HOST":{}}}"#, .file),
    Place(#"{"credsStore":"pass"}"#, .helper("pass")),
    Place(#"{"credHelpers":{"HOST":"bitrise"}}"#, .helper("bitrise")),
    Place(#"{"credsStore":"pass","credHelpers":{"HOST":"x"}}"#, .helper("x")),
    Place(#"{"credsStore":"pass","credHelpers":{"other":"x"}}"#, .helper("pass")),
    Place(#"{"credHelpers":{"other":"x"},"auths":{"HOST":{}}}"#, .file),
    // A helper without a name stands for the file, a store without a name for none.
    Place(#"{"credsStore":"pass","credHelpers":{"HOST":""}}"#, .file),
    Place(#"{"credsStore":"","credHelpers":{}}"#, .file), Place(#"{"credsStore":null,"credHelpers":null}"#, .file),
    // Helpers are known by the bare host alone.
    Place(#"{"credHelpers":{"https://HOST":"x","HOST:443":"x","HOST/r":"x","*":"x"}}"#, .file),
    // Keys in any case, values with escapes, and the last of several.
    Place(#"{"CREDHELPERS":{"HOST":"x"}}"#, .helper("x")), Place(#"{"CredsStore":"pass"}"#, .helper("pass")),
    Place(#"{"credsStore":"a","credsStore":"b"}"#, .helper("b")),
    Place(#"{"credHelpers":{"HOST":"a","HOST":"b"}}"#, .helper("b")),
    Place(#"{"credHelpers":{"HOST":"a"},"CredHelpers":{"HOST":"b"}}"#, .helper("b")),
    Place(#"{"cred\u0073Store":"p\u0061ss"}"#, .helper("pass")),
  ]

  @Test("A host's credentials are where Docker looks for them", arguments: places)
  func place(_ example: Place) throws {
    #expect(try Self.config(example.text).location(for: Self.host) == example.place)
  }

  @Test("In upper case, too, the host's helper is another host's for Docker")
  func upperCase() throws {
    let config = try DockerConfig(Array(#"{"credHelpers":{"\#(Self.host.uppercased())":"x"}}"#.utf8))
    #expect(config.location(for: Self.host) == .file)
  }

  @Test("What was set is found")
  func afterEdit() throws {
    var config = try Self.config(#"{"credsStore":"pass"}"#)
    config.setHelper("bitrise", for: Self.host)
    #expect(config.location(for: Self.host) == .helper("bitrise"))
    #expect(config.registriesWithHelper.map(\.host) == [Self.host])
    #expect(config.removeHelper("other", for: Self.host) == false)
    #expect(config.removeHelper("bitrise", for: Self.host) == true)
    #expect(config.removeHelper("bitrise", for: Self.host) == false)
    #expect(config.location(for: Self.host) == .helper("pass"))
    #expect(config.removeCredentials(of: Self.host) == false)
    config.setEmptyEntry(of: Self.host)
    #expect(config.removeCredentials(of: Self.host) == true)
  }

  @Test(
    "Docker chooses a store by itself only where there is no entry at all",
    arguments: [
      ("", true), ("{}", true), (#"{"auths":{},"credHelpers":{},"credsStore":""}"#, true),
      (#"{"auths":null,"HttpHeaders":{"a":"b"}}"#, true), (#"{"auths":{"a":{}}}"#, false),
      (#"{"Auths":{"a":{}}}"#, false), (#"{"credHelpers":{"a":"b"}}"#, false), (#"{"credsStore":"pass"}"#, false),
    ])
  func leavesStore(_ text: String, _ expected: Bool) throws {
    #expect(try Self.config(text).leavesStoreToDocker == expected)
  }

  @Test("The registries in the file are those of ECR, once each, in its order")
  func registries() throws {
    let other = "999999999999.dkr.ecr.us-east-1.amazonaws.com"
    let config = try Self.config(
      """
      {"auths": {"ghcr.io": {}, "https://\(other)/v2/": {}, "HOST/repository": {}, "\(other.uppercased())": {},
        "HOST:443": {}, "HOST": {}, "public.ecr.aws": {}, "HOST:8443": {}, "HOST.example": {}, "": {}, "a b": {}},
       "Auths": {"ecr-public.aws.com": {}, "HOST": {}},
       "credHelpers": {"HOST": "x", "\(other)": "y", "gcr.io": "gcloud"}}
      """)
    #expect(config.registriesInFile.map(\.host) == [other, Self.host, "public.ecr.aws", "ecr-public.aws.com"])
    #expect(config.registriesWithHelper.map(\.host) == [Self.host, other])
    #expect(try Self.config("").registriesInFile == [])
    #expect(try Self.config(#"{"auths":{"HOST/repository":{}}}"#).registriesInFile == [])
  }

  @Test("A difference names what goes, comes and changes, by host, without a secret")
  func difference() throws {
    let old = try Self.config(
      #"{"auths":{"z.example":{"auth":"hush"},"https://HOST":{"auth":"hush"},"b":{}},"credHelpers":{"HOST":"x","a":"y"}}"#
    )
    var new = old
    #expect(new.difference(from: old) == [])
    ConfigEdit.login.apply(to: &new)
    new.setCredentials(of: "z.example", username: "u", password: Secret("hush"))
    new.removeCredentials(of: "b")
    new.setHelper("bitrise", for: Self.host)
    new.setHelper("n\nw", for: "c\u{1B}")
    #expect(
      new.difference(from: old) == [
        "- auths[\"b\"]", "- auths[\"https://\(Self.host)\"]", "+ auths[\"\(Self.host)\"]", "~ auths[\"z.example\"]",
        "~ credHelpers[\"\(Self.host)\"] = \"bitrise\"", "+ credHelpers[\"c\\u{1B}\"] = \"n\\nw\"",
      ])
    new.removeHelper("bitrise", for: Self.host)
    #expect(new.difference(from: old).contains("- credHelpers[\"\(Self.host)\"] = \"x\""))
    #expect(!new.difference(from: old).joined().contains("hush"))
  }

  @Test("The pair is padded base64 of user and password, whatever is in them")
  func pair() throws {
    for (user, password, auth) in [("AWS", "p", "QVdTOnA="), ("u", "a:b", "dTphOmI="), ("é", "\"\\", "w6k6Ilw=")] {
      var config = try Self.config("{}")
      config.setCredentials(of: "h", username: user, password: Secret(password))
      #expect(String(decoding: config.bytes, as: UTF8.self).contains("\"auth\": \"\(auth)\""))
    }
  }

  @Test("A failure says what is wrong, as the end of a sentence")
  func failures() {
    let texts: [(DockerConfigFailure, String)] = [
      (.byteOrderMark, "begins with a byte order mark, which Docker does not take"), (.notUTF8, "is not UTF-8"),
      (
        .notJSON(expected: "a value", line: 2, column: 3), "is not JSON: a value should stand at line 2, column 3"
      ),
      (.notAnObject, "is not a JSON object"),
      (.wrongType(key: "a\nb"), "has a value for a b that is not of Docker's type for it"),
    ]
    for (failure, text) in texts { #expect(failure.description == text) }
  }
}
