import AWSAuth
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import ECRLogin

/// What of config.json clients cannot read; the same files are given to the real clients in
/// `Tests/EndToEnd/program/docker/test_unreadable_config.py`.
@Suite struct DockerConfigSchemaTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let text: String
    let problems: [String]

    var testDescription: String { text.debugDescription }

    init(_ text: String, _ problems: String...) {
      self.text = text
      self.problems = problems
    }
  }

  private static func problems(_ text: String) -> [DockerConfigProblem] {
    DockerConfigSchema.problems(in: Array(text.utf8))
  }

  static let stopsDocker: [Example] = [
    Example(
      #"{"auths":{"https://index.docker.io/v1/":{"auth":"dckr_pat_abcdefgh"}}}"#,
      #"auths["https://index.docker.io/v1/"].auth is not base64"#),
    Example(#"{"auths":{"a":{"auth":"YWJj"}}}"#, #"auths["a"].auth is base64 of a text without a colon"#),
    Example(#"{"auths":{"a":{"auth":"OnB3"}}}"#, #"auths["a"].auth is base64 of a text without a user name"#),
    Example(#"{"auths":{"a":{"auth":"YTpi"},"b":{"auth":"YTp"}}}"#, #"auths["b"].auth is not base64"#),
    Example(#"{"auths":{"ghcr.io":"oops"}}"#, #"auths["ghcr.io"] is a string, not an object"#),
    Example(#"{"auths":{"a":[]}}"#, #"auths["a"] is a list, not an object"#),
    Example(#"{"auths":{"a":true}}"#, #"auths["a"] is true, not an object"#),
    Example(#"{"auths":{"ghcr.io":{"auth":12}}}"#, #"auths["ghcr.io"].auth is a number, not a string"#),
    Example(#"{"auths":{"a":{"username":{}}}}"#, #"auths["a"].username is an object, not a string"#),
    Example(#"{"auths":{"a":{"IdentityToken":1}}}"#, #"auths["a"].IdentityToken is a number, not a string"#),
    Example(#"{"auths":[]}"#, "auths is a list, not an object"),
    Example(#"{"AUTHS":{"a":1}}"#, #"AUTHS["a"] is a number, not an object"#),
    Example("{\"auth\u{17F}\":{\"a\":1}}", "auth\u{17F}[\"a\"] is a number, not an object"),
    Example(#"{"auths":{},"psFormat":1}"#, "psFormat is a number, not a string"),
    Example(#"{"detachkeys":["ctrl-p"]}"#, "detachkeys is a list, not a string"),
    Example(#"{"HttpHeaders":"x"}"#, "HttpHeaders is a string, not an object"),
    Example(#"{"HttpHeaders":{"X":1}}"#, #"HttpHeaders["X"] is a number, not a string"#),
    Example(#"{"proxies":"http://p"}"#, "proxies is a string, not an object"),
    Example(#"{"proxies":{"default":"http://p"}}"#, #"proxies["default"] is a string, not an object"#),
    Example(#"{"proxies":{"default":{"noProxy":[]}}}"#, #"proxies["default"].noProxy is a list, not a string"#),
    Example(#"{"credHelpers":{"ghcr.io":5}}"#, #"credHelpers["ghcr.io"] is a number, not a string"#),
    Example(#"{"credsStore":{}}"#, "credsStore is an object, not a string"),
    Example(#"{"features":{"buildkit":true}}"#, #"features["buildkit"] is true, not a string"#),
    Example(#"{"plugins":{"x":{"y":1}}}"#, #"plugins["x"]["y"] is a number, not a string"#),
    Example(#"{"plugins":{"x":"y"}}"#, #"plugins["x"] is a string, not an object"#),
    Example(#"{"aliases":["builder"]}"#, "aliases is a list, not an object"),
    Example(#"{"pruneFilters":"label=x"}"#, "pruneFilters is a string, not a list"),
    Example(
      #"{"pruneFilters":["a", null, 2 ,{}]}"#,
      "pruneFilters[2] is a number, not a string", "pruneFilters[3] is an object, not a string"),
    Example(#"{"cliPluginsExtraDirs":{"a":"b"}}"#, "cliPluginsExtraDirs is an object, not a list"),
    Example(#"{"currentContext":false}"#, "currentContext is false, not a string"),
    // The last entry's password counts, and every entry's types.
    Example(#"{"auths":{"a":{"auth":"YTpi"}},"Auths":{"a":{"auth":"x"}}}"#, #"auths["a"].auth is not base64"#),
    Example(#"{"auths":{"a":{"auth":1},"a":{}}}"#, #"auths["a"].auth is a number, not a string"#),
    Example(
      #"{"auths":{"a":1,"b":{"auth":"x"}}}"#,
      #"auths["a"] is a number, not an object"#, #"auths["b"].auth is not base64"#),
  ]

  @Test("Every place where Docker stops is named, with what is wrong there", arguments: stopsDocker)
  func stops(_ example: Example) {
    let problems = Self.problems(example.text)
    #expect(problems.map { $0.description } == example.problems)
    #expect(problems.map { $0.stopsDocker } == problems.map { _ in true })
  }

  @Test(
    "What Docker reads has no problem",
    arguments: [
      "", " ", "{}", #"{"auths":null}"#, #"{"auths":{}}"#, #"{"auths":{"a":{}}}"#, #"{"auths":{"a":{"auth":"YTpi"}}}"#,
      #"{"auths":{"a":{"auth":"YTo="}}}"#, #"{"auths":{"a":{"auth":"YT\npi\r"}}}"#,
      #"{"auths":{"a":{"auth":"YTpi","email":null,"more":[1]}}}"#,
      #"{"auths":{"a":{"auth":null,"identitytoken":null}}}"#,
      #"{"auths":{"a":{"auth":"\u0059Tpi"}}}"#, #"{"psFormat":null,"proxies":null,"pruneFilters":null,"x":1}"#,
      #"{"HttpHeaders":{"X":null},"plugins":{"x":null},"proxies":{"default":{"httpProxy":null,"y":1}}}"#,
      #"{"Auth":1,"auth":{"a":"b"},"filename":1,"psFormats":1,"credStore":1}"#,
      // What comes later takes its place.
      #"{"auths":{"a":{"auth":"x"}},"auths":null}"#, #"{"auths":{"a":{"auth":"x"},"a":{"auth":"YTpi"}}}"#,
      #"{"auths":{"a":{"auth":"x","AUTH":"YTpi","Auth":null,"identitytoken":""}}}"#,
      // Those have other words for it.
      "[]", "{", "null",
    ])
  func reads(_ text: String) {
    #expect(Self.problems(text) == [])
  }

  static let others: [(String, String, DockerConfigProblem.Reader)] = [
    (#"{"experimental":true}"#, "experimental is true, not a string", .olderDocker),
    (#"{"stackOrchestrator":1}"#, "stackOrchestrator is a number, not a string", .olderDocker),
    (#"{"kubernetes":"x"}"#, "kubernetes is a string, not an object", .olderDocker),
    (#"{"kubernetes":{"allNamespaces":true}}"#, "kubernetes.allNamespaces is true, not a string", .olderDocker),
    (#"{"auths":{"a":{"email":1}}}"#, #"auths["a"].email is a number, not a string"#, .olderDocker),
    (#"{"auths":{"a":null}}"#, #"auths["a"] is null, not an object"#, .dockerPy),
    (#"{"auths":{"a":{"auth":""}}}"#, #"auths["a"].auth is empty"#, .dockerPy),
    (#"{"auths":{"a":{"auth":null}}}"#, #"auths["a"].auth is null, not a string"#, .dockerPy),
  ]

  @Test("What only some clients stop at is told apart", arguments: others)
  func someClients(_ text: String, _ description: String, _ reader: DockerConfigProblem.Reader) {
    let problems = Self.problems(text)
    #expect(problems.map { $0.description } == [description])
    #expect(problems.map { $0.readers } == [[reader]])
    #expect(problems.map { $0.stopsDocker } == [false])
  }

  @Test("podman, skopeo and buildah stop at the types of what they know, and at no other host's password")
  func containers() {
    let stopped = [
      #"{"auths":[]}"#, #"{"auths":{"a":1}}"#, #"{"auths":{"a":{"auth":1}}}"#, #"{"credHelpers":{"a":1}}"#,
      #"{"auths":{"a":{"identitytoken":1}}}"#, #"{"credHelpers":1}"#,
    ]
    let read = [
      #"{"auths":{"a":{"auth":"x"}}}"#, #"{"psFormat":1}"#, #"{"credsStore":1}"#, #"{"auths":{"a":{"username":1}}}"#,
      #"{"auths":{"a":{"registrytoken":1}}}"#,
    ]
    for text in stopped {
      let problems = Self.problems(text)
      let stops = problems.contains { $0.readers.contains(.containers) }
      #expect(stops, "\(text)")
    }
    for text in read {
      let problems = Self.problems(text)
      let stops = problems.contains { $0.readers.contains(.containers) }
      #expect(!stops && !problems.isEmpty, "\(text)")
    }
  }

  @Test("What it means for the passwords in the file is said")
  func consequences() {
    func consequence(_ text: String) -> String? { Self.problems(text).first?.consequence }
    #expect(
      consequence(#"{"auths":{"a":{"auth":"x"}}}"#)
        == "Docker stops there, and as it reads the entries in random order, it finds a password beside it only by chance"
    )
    #expect(consequence(#"{"psFormat":1}"#) == "Docker stops there, and finds no password in the file")
    #expect(consequence(#"{"experimental":1}"#) == "docker 28 and older stop there")
    #expect(consequence(#"{"auths":{"a":null}}"#) == "docker-py stops there")
  }

  @Test("What takes it out is a command for entries of auths, and an editor for all else")
  func remedies() {
    func remedy(_ text: String) -> [String] {
      let remedy = Self.problems(text).remedy
      return [remedy.advice] + remedy.commands
    }
    #expect(
      remedy(#"{"auths":{"ghcr.io":{"auth":"x"}}}"#)
        == ["Take the entry out:", "docker-credential-bitrise logout ghcr.io"])
    #expect(
      remedy(#"{"auths":{"it's ü":{"auth":1,"email":1},"https://b/v1/":2}}"#)
        == ["Take the entries out:", #"docker-credential-bitrise logout 'it'\''s ü' https://b/v1/"#])
    #expect(remedy(#"{"psFormat":1,"proxies":2}"#) == ["Correct psFormat, proxies in an editor."])
    #expect(
      remedy(#"{"psFormat":1,"auths":{"":1}}"#)
        == ["Correct psFormat in an editor. Take the entry out:", "docker-credential-bitrise logout ''"])
    #expect(
      remedy("{" + (1...9).map { "\"HttpHeaders\":\($0)" }.joined(separator: ",") + "}")
        == ["Correct HttpHeaders, HttpHeaders, HttpHeaders, HttpHeaders, HttpHeaders and 4 more in an editor."])
  }

  /// A file's text, and the clients that stop at it: what the real ones do is shown by
  /// `Tests/EndToEnd/program/docker/test_unreadable_config.py`.
  static func readings() throws -> [[String]] {
    let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = directory.appendingPathComponent("EndToEnd/support/config_readings.json")
    return try JSONDecoder().decode([[String]].self, from: Data(contentsOf: file))
  }

  @Test("What the real clients stop at is what is said of them")
  func realClients() throws {
    let readings = try Self.readings()
    #expect(readings.count >= 70)
    for reading in readings {
      let problems = Self.problems(reading[0])
      let readers = problems.reduce(into: Set<DockerConfigProblem.Reader>()) { $0.formUnion($1.readers) }
      let stops = Set(reading.dropFirst())
      let isDocker = !readers.isDisjoint(with: [.docker, .olderDocker])
      #expect(isDocker == !stops.isDisjoint(with: ["docker 28.2", "docker 20.10"]), "\(reading)")
      #expect(!readers.contains(.docker) || stops.contains("docker 28.2"), "\(reading)")
      #expect(readers.contains(.containers) == stops.contains("skopeo"), "\(reading)")
      // What stops Docker is said of docker-py only where it is a type.
      if !isDocker { #expect(readers.contains(.dockerPy) == stops.contains("docker-py"), "\(reading)") }
    }
  }
}
