import AWSAuth
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

@testable import ECRLogin

@Suite struct ConfigurationFileEditorTests {
  let temporary: TemporaryDirectory
  let path: String

  init() throws {
    temporary = try TemporaryDirectory()
    path = temporary("c/docker-credential-bitrise/config.json")
  }

  private func write(_ text: String, mode: mode_t = 0o600) throws {
    try TemporaryDirectory.makeDirectory(temporary("c"))
    try TemporaryDirectory.makeDirectory(temporary("c/docker-credential-bitrise"))
    try TemporaryDirectory.write(text, to: path, mode: mode)
  }

  private func text() throws -> String {
    String(decoding: try FileReader.system.content(path, 1 << 20), as: UTF8.self)
  }

  static let settings: [Setting: String] = [
    .audience: "a\"b", .roleARN: Sample.role, .durationSeconds: "900", .sessionName: "s", .timeout: "7",
  ]

  @Test("A new file has the settings in the order of their table, and is the user's alone")
  func new() throws {
    try ConfigurationFileEditor(path: path).setRole(Self.settings, of: [])
    #expect(
      try text() == "{\n\t\"roleArn\": \"\(Sample.role)\",\n\t\"audience\": \"a\\\"b\",\n\t\"sessionName\": \"s\",\n"
        + "\t\"durationSeconds\": 900\n}")
    #expect(try TemporaryDirectory.mode(of: path) == 0o600)
    #expect(try TemporaryDirectory.mode(of: temporary("c")) == 0o700)
    let file = try ConfigurationFile(Array(text().utf8), path: path)
    #expect(file.value("roleArn", for: nil)?.text == Sample.role)
    #expect(file.value("audience", for: nil)?.text == "a\"b")
    #expect(file.value("durationSeconds", for: nil)?.text == "900")
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String

    var testDescription: String { old.debugDescription }

    init(_ old: String, _ new: String) {
      self.old = old
      self.new = new
    }
  }

  static let cases: [Case] = [
    Case("{}", "{\n\t\"roleArn\": \"r\",\n\t\"durationSeconds\": 900\n}"),
    Case(" {}\n", " {\n\t\"roleArn\": \"r\",\n\t\"durationSeconds\": 900\n}\n"),
    Case(#"{"region":"x"}"#, #"{"region":"x","roleArn":"r","durationSeconds":900}"#),
    Case(
      "{\n  \"durationSeconds\" : 1200 ,\n  \"roleArn\": \"\"\n}\n",
      "{\n  \"durationSeconds\" : 900 ,\n  \"roleArn\": \"r\"\n}\n"),
    Case(
      "{\n  \"audience\": \"x\"\n}", "{\n  \"audience\": \"x\",\n  \"roleArn\": \"r\",\n  \"durationSeconds\": 900\n}"),
    Case(
      "{\r\n\t\"region\": \"x\"\r\n}\r\n",
      "{\r\n\t\"region\": \"x\",\r\n\t\"roleArn\": \"r\",\r\n\t\"durationSeconds\": 900\r\n}\r\n"),
  ]

  @Test("What else is in the file stays to the byte", arguments: cases)
  func edit(_ example: Case) throws {
    try write(example.old, mode: 0o644)
    let editor = ConfigurationFileEditor(path: path)
    for _ in 0..<2 {
      try editor.setRole([.roleARN: "r", .durationSeconds: "900"], of: [])
      #expect(try text() == example.new)
    }
    #expect(try TemporaryDirectory.mode(of: path) == 0o644)
  }

  @Test("A second role is that of its registries only, and the first stays that of all others")
  func secondRole() throws {
    let editor = ConfigurationFileEditor(path: path)
    let other = "999999999999.dkr.ecr.eu-central-1.amazonaws.com"
    try editor.setRole([.roleARN: "one"], of: [Sample.host])
    try editor.setRole([.roleARN: "one"], of: [other])
    #expect(try text() == "{\n\t\"roleArn\": \"one\"\n}")
    for _ in 0..<2 {
      try editor.setRole([.roleARN: "two", .audience: "a"], of: [Sample.host, "public.ecr.aws"])
      let settings = "{\n\t\t\t\"roleArn\": \"two\",\n\t\t\t\"audience\": \"a\"\n\t\t}"
      #expect(
        try text() == "{\n\t\"roleArn\": \"one\",\n\t\"registries\": {\n\t\t\"\(Sample.host)\": \(settings),\n"
          + "\t\t\"public.ecr.aws\": \(settings)\n\t}\n}")
    }
    // A registry that has settings of its own gets those of the first role again, where that is wanted.
    try editor.setRole([.roleARN: "one"], of: ["public.ecr.aws", other])
    let file = try ConfigurationFile(Array(text().utf8), path: path)
    #expect(file.value("roleArn", for: "public.ecr.aws")?.text == "one")
    #expect(file.value("audience", for: "public.ecr.aws") == nil)
    #expect(file.value("roleArn", for: Sample.host)?.text == "two")
    #expect(file.value("roleArn", for: other)?.place == "roleArn")
  }

  @Test("Nothing to set changes nothing")
  func nothing() throws {
    try write("{ }")
    let inode = try TemporaryDirectory.status(of: path).st_ino
    try ConfigurationFileEditor(path: path).setRole([.timeout: "7", .verbose: "true"], of: [])
    #expect(try text() == "{ }")
    #expect(try TemporaryDirectory.status(of: path).st_ino == inode)
  }

  @Test(
    "A file that we could not read is refused, and left as it is",
    arguments: ["", "[]", "{", #"{"rolArn":"x"}"#, #"{"roleArn":1}"#, "{\"region\":\"x\",}", "{} x", "\u{FEFF}{}"])
  func refused(_ content: String) throws {
    try write(content)
    let failure = try failure { try ConfigurationFileEditor(path: path).setRole(Self.settings, of: []) }
    #expect(failure.kind == .invalidConfiguration)
    #expect(failure.problem.hasPrefix("the configuration file \(path) "))
    #expect(try text() == content)
    #expect(try TemporaryDirectory.names(in: temporary("c/docker-credential-bitrise")) == ["config.json"])
  }

  @Test("A place where there can be no file is named")
  func nowhere() throws {
    try TemporaryDirectory.write("", to: temporary("c"))
    let failure = try failure { try ConfigurationFileEditor(path: path).setRole(Self.settings, of: []) }
    #expect(
      failure.description
        == "the configuration file \(path) cannot be there: \(temporary("c")) is a file, not a directory. "
        + "Move it away.")
  }
}
