import AWSAuth
import Basics
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

@Suite struct DockerConfigFileTests {
  let temporary: TemporaryDirectory
  let file: DockerConfigFile

  init() throws {
    temporary = try TemporaryDirectory()
    file = DockerConfigFile(path: temporary("docker/config.json"))
  }

  private func text() throws -> String {
    String(decoding: try FileReader.system.content(file.path, 64 << 20), as: UTF8.self)
  }

  @Test("A file that does not exist is empty, and is made when something is put into it")
  func new() throws {
    #expect(try file.read().registriesInFile == [])
    #expect(!TemporaryDirectory.exists(temporary("docker")))
    let edit = try file.edit { ConfigEdit.login.apply(to: &$0) }
    #expect(edit.isWritten)
    #expect(
      try text()
        == "{\n\t\"auths\": {\n\t\t\"\(Sample.host)\": {\n\t\t\t\"auth\": \"\(ECRAnswer.authorizationToken)\"\n\t\t}\n\t}\n}"
    )
    #expect(try TemporaryDirectory.mode(of: file.path) == 0o600)
    #expect(try TemporaryDirectory.mode(of: temporary("docker")) == 0o700)
    #expect(try file.read().registriesInFile.map(\.host) == [Sample.host])
  }

  @Test(
    "Taking out what is not there neither makes a file nor writes one",
    arguments: [nil, "", " \n", "{}", "{ \"auths\": {} }\n"])
  func nothing(_ content: String?) throws {
    if let content {
      try TemporaryDirectory.makeDirectory(temporary("docker"))
      try TemporaryDirectory.write(content, to: file.path, mode: 0o644)
    }
    let edit = try file.edit { ConfigEdit.logout.apply(to: &$0) }
    #expect(!edit.isWritten)
    #expect(TemporaryDirectory.exists(file.path) == (content != nil))
    if let content { #expect(try text() == content) }
  }

  @Test("The same again is not written again")
  func again() throws {
    try file.edit { ConfigEdit.login.apply(to: &$0) }
    let inode = try TemporaryDirectory.status(of: file.path).st_ino
    #expect(try file.edit { ConfigEdit.login.apply(to: &$0) }.isWritten == false)
    #expect(try TemporaryDirectory.status(of: file.path).st_ino == inode)
  }

  @Test("A file that Docker would not read is left as it is, and named", arguments: DockerConfigTests.refusals)
  func refused(_ example: DockerConfigTests.Refusal) throws {
    try TemporaryDirectory.makeDirectory(temporary("docker"))
    let edited = AtomicFile(path: file.path, name: "", advice: "", sizeLimit: 1000)
    try edited.edit { _ in example.bytes }
    let inode = try TemporaryDirectory.status(of: file.path).st_ino
    let text = "Docker's \(file.path) \(example.failure.description). It was left as it is: correct it."
    for call in [{ _ = try file.read() }, { try file.edit { ConfigEdit.login.apply(to: &$0) } }] {
      let failure = try failure(of: call)
      #expect(failure.kind == .invalidConfiguration)
      if case .wrongType(let key) = example.failure {
        let end = ". Docker stops there, and finds no password in the file. Correct \(key) in an editor."
        #expect(failure.description.hasPrefix("Docker's \(file.path): \(key) is "))
        #expect(failure.description.hasSuffix(end))
      } else {
        #expect(failure.description == text)
      }
    }
    #expect(try TemporaryDirectory.status(of: file.path).st_ino == inode)
    #expect(try edited.read() == example.bytes)
    #expect(try TemporaryDirectory.names(in: temporary("docker")) == ["config.json"])
  }

  @Test("A file that cannot be reached is named, with what to do")
  func unreachable() throws {
    try TemporaryDirectory.write("", to: temporary("docker"))
    let failure = try failure { try file.edit { ConfigEdit.login.apply(to: &$0) } }
    #expect(
      failure.description
        == "Docker's \(file.path) cannot be there: \(temporary("docker")) is a file, not a directory. "
        + "Move it away, or choose another directory with DOCKER_CONFIG.")
  }

  @Test("Ten megabytes are no trouble")
  func large() throws {
    let auth = String(repeating: "QUJD", count: 512)
    let hosts = (0..<5200).map { "\t\t\"host-\($0).example\": {\n\t\t\t\"auth\": \"\(auth)\"\n\t\t}" }
    let head = Array("{\n\t\"auths\": {\n\(hosts.joined(separator: ",\n"))".utf8)
    let tail = Array("\n\t},\n\t\"x\": 1e400\n}".utf8)
    #expect(head.count > 10 << 20)
    let raw = AtomicFile(path: file.path, name: "", advice: "", sizeLimit: 64 << 20)
    try raw.edit { _ in head + tail }
    try file.edit { ConfigEdit.login.apply(to: &$0) }
    let entry = ",\n\t\t\"\(Sample.host)\": {\n\t\t\t\"auth\": \"\(ECRAnswer.authorizationToken)\"\n\t\t}"
    let isExact = try raw.read() == head + Array(entry.utf8) + tail
    #expect(isExact)
  }

  @Test("Fifty logins at once leave fifty entries")
  func concurrent() throws {
    concurrentPerform(50) { [file] index in
      let host = "\(100_000_000_000 + index).dkr.ecr.eu-central-1.amazonaws.com"
      _ = try? file.edit { ConfigEdit.login.apply(to: &$0, host: host) }
    }
    #expect(Set(try file.read().registriesInFile.map(\.host)).count == 50)
    #expect(try TemporaryDirectory.names(in: temporary("docker")) == ["config.json"])
  }
}
