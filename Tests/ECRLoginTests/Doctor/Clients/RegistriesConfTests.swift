import AWSAuth
import TestSupport
import Testing

@testable import ECRLogin

/// The little of TOML, and of registries.conf, that says where podman, skopeo and buildah look for passwords.
@Suite struct RegistriesConfTests {
  @Test(
    "A list of strings is found among all that TOML has before its first table",
    arguments: [
      ("", nil), ("# nothing\n", nil), ("[registry]\nkey = [\"a\"]\n", nil), ("key = []", []), ("key=[\"a\"]", ["a"]),
      ("\r\nkey = [ 'a' , \"b\\u0041\", # one\n]\r\n", ["a", "bA"]), ("KEY = [\"a\"]\n", ["a"]),
      ("\"key\" = [\"a\"]", ["a"]), ("key = [\"a\"]\nkey = [\"b\"]\n", ["b"]),
      ("x = 1\ny.z = -1.5e+3 # z\nd = 1979-05-27T07:32:00Z\nkey = [\"a\"]\n", ["a"]),
      ("x = { a = [1, \"]\"], b = true }\ns = \"\"\"\nkey = ['no']\n\"\"\"\nkey = ['a']", ["a"]),
      ("m = '''\nit's\n'''\nkey = ['a']", ["a"]), ("x = [\n  [1, 2], # two\n  [],\n]\nkey = [\n\n'a'\n]\n", ["a"]),
    ] as [(String, [String]?)])
  func strings(_ text: String, _ expected: [String]?) throws {
    var head = TOMLHead(Array(text.utf8))
    let found = try head.strings(of: "key")
    #expect(found == expected)
  }

  @Test(
    "What is not TOML is refused",
    arguments: [
      "key", "key = ", "key = [", "key = [\"a]", "key = [\"a\" \"b\"]", "key = \"a\"", "key = [1]", "= 1", "x = 1 2",
      "x = {", "x = \"\"\"", "x = \"a\nb\"", "x = ]", "x = \"\\", "{\"auths\":{}}",
    ])
  func malformed(_ text: String) {
    #expect(throws: TOMLHead.Malformed()) {
      var head = TOMLHead(Array(text.utf8))
      return try head.strings(of: "key")
    }
  }

  /// A file that names a helper.
  private static func list(_ name: String) -> World.FakeFile { .text("credential-helpers = [\"\(name)\"]\n") }

  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var variable: String?
    let files: [String: World.FakeFile]
    var readsVariables = true
    let helpers: [String]
    let source: String?
  }

  private static let system = "/etc/containers/registries.conf"
  private static let user = "/home/ci/.config/containers/registries.conf"

  static let examples: [Example] = [
    Example(testDescription: "none", files: [:], helpers: ["containers-auth.json"], source: nil),
    Example(testDescription: "the system's", files: [system: list("a")], helpers: ["a"], source: system),
    Example(testDescription: "the user's", files: [system: list("a"), user: list("b")], helpers: ["b"], source: user),
    Example(
      testDescription: "named", variable: "/c", files: ["/c": list("c"), user: list("b")], helpers: ["c"],
      source: "/c"),
    Example(
      testDescription: "named, but not for skopeo", variable: "/c", files: ["/c": list("c"), user: list("b")],
      readsVariables: false, helpers: ["b"], source: user),
    Example(
      testDescription: "an empty list", files: [system: .text("credential-helpers = []\n")],
      helpers: ["containers-auth.json"], source: nil),
  ]

  @Test("The file that counts is the one that a client reads", arguments: examples)
  func files(_ example: Example) throws {
    var world = World([], environment: ["HOME": "/home/ci"])
    if let variable = example.variable { world.environment["CONTAINERS_REGISTRIES_CONF"] = variable }
    world.files = example.files
    let conf = try RegistriesConf(world.context, readsVariables: example.readsVariables)
    #expect(conf.helpers == example.helpers)
    #expect(conf.source == example.source)
  }

  @Test("A file that a variable names has to be there")
  func missing() {
    let world = World([], environment: ["CONTAINERS_REGISTRIES_CONF": "/c"])
    #expect(throws: RegistriesConf.Unreadable(path: "/c")) {
      try RegistriesConf(world.context, readsVariables: true)
    }
  }
}
