import TestSupport
import Testing

@testable import ECRLogin

/// What holds for every edit of every file.
@Suite struct DockerConfigPropertyTests {
  private static let host = ConfigSample.host

  /// The keys of `auths` that Docker takes for the host: written down again, by other means.
  private static let spellings = Set(
    ["", "https://", "http://"].flatMap { scheme in
      ["", ":443"].flatMap { port in
        ["", "/", "/v1", "/v1/", "/v2", "/v2/"].map { "\(scheme)\(host)\(port)\($0)" }
      }
    })

  private static func isHost(_ key: String) -> Bool { spellings.contains(key.lowercased()) }

  /// What is left when everything is taken out that an edit may touch.
  private static func rest(_ bytes: [UInt8], _ edit: ConfigEdit) -> JSONTree {
    let tree = JSONTree(bytes)
    switch edit {
    case .login, .marker, .logout: return tree.without("auths", where: isHost)
    case .unconfigure: return tree.without("credhelpers") { $0 == host }
    case .configure: return tree.without("auths", where: isHost).without("credhelpers") { $0 == host }
    }
  }

  /// What Docker makes of a section: keys in any case, and the last of several members.
  private static func read(_ section: String, _ bytes: [UInt8]) -> [String: JSONTree] {
    var entries: [String: JSONTree] = [:]
    for member in JSONTree(bytes).members where member.key.lowercased() == section {
      for entry in member.value.members { entries[entry.key] = entry.value }
    }
    return entries
  }

  private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }

  /// What is in one text between what it has in common with another at both ends.
  private static func difference(_ old: [UInt8], _ new: [UInt8]) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
    let limit = min(old.count, new.count)
    var head = 0
    while head < limit, old[head] == new[head] { head += 1 }
    var tail = 0
    while tail < limit - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
    return (old[head..<(old.count - tail)], new[head..<(new.count - tail)])
  }

  static func check(_ old: [UInt8]) throws {
    for edit in ConfigEdit.allCases {
      let new = try edit.applied(to: old)
      #expect(rest(new, edit) == rest(old, edit), "\(edit) changes something else")
      #expect(try edit.applied(to: new) == new, "\(edit) twice is not \(edit) once")
      try checkEntry(edit, old, new)
      checkBytes(edit, old, new)
    }
    // A logout undoes a login, but for a section that was not there.
    let clean = try ConfigEdit.logout.applied(to: old)
    let undone = try ConfigEdit.logout.applied(to: ConfigEdit.login.applied(to: old))
    #expect(rest(undone, .logout) == rest(clean, .logout))
    let section = JSONTree(old)["auths"].last
    if section != nil, section != .text("null") { #expect(JSONTree(undone) == JSONTree(clean)) }
  }

  private static func checkEntry(_ edit: ConfigEdit, _ old: [UInt8], _ new: [UInt8]) throws {
    let entries = read("auths", new)
    let auth = JSONTree.Member(
      key: "auth", spelling: "\"auth\"", value: .text("\"\(ECRAnswer.authorizationToken)\""))
    switch edit {
    case .login: #expect(entries.filter { isHost($0.key) } == [host: .object([auth])])
    case .marker: #expect(entries.filter { isHost($0.key) } == [host: .object([])])
    case .logout: #expect(!entries.contains { isHost($0.key) })
    case .configure:
      #expect(read("credhelpers", new)[host] == .text("\"bitrise\""))
      #expect(!entries.contains { isHost($0.key) })
      #expect(try DockerConfig(new).location(for: host) == .helper("bitrise"))
    case .unconfigure:
      let before = read("credhelpers", old)[host]
      #expect(read("credhelpers", new)[host] == (before == .text("\"bitrise\"") ? nil : before))
    }
  }

  /// Every byte outside of the entry is there, but for white space beside it.
  private static func checkBytes(_ edit: ConfigEdit, _ old: [UInt8], _ new: [UInt8]) {
    let section = edit == .unconfigure || edit == .configure ? "credhelpers" : "auths"
    let (gone, came) = difference(old, new)
    let count = JSONTree(old).members.filter { $0.key.lowercased() == section }.flatMap(\.value.members)
      .count { section == "auths" ? isHost($0.key) : $0.key == host }
    let hasAuths = read("auths", old).contains { isHost($0.key) }
    switch edit {
    case .login, .marker:
      // A new entry only adds.
      let isSection = JSONTree(old)["auths"].last.map { !$0.members.isEmpty } ?? !JSONTree(old).members.isEmpty
      if count == 0, isSection { #expect(isBlank(gone), "\(edit) takes out \(String(decoding: gone, as: UTF8.self))") }
    case .configure:
      let isSection = JSONTree(old)["credHelpers"].last.map { !$0.members.isEmpty } ?? !JSONTree(old).members.isEmpty
      if count == 0, isSection, !hasAuths { #expect(isBlank(gone)) }
    case .logout, .unconfigure:
      // Taking out one entry adds nothing, and no entry changes nothing.
      if count == 0 { #expect(new == old) }
      if count == 1 { #expect(isBlank(came), "\(edit) adds \(String(decoding: came, as: UTF8.self))") }
    }
  }

  @Test("An edit changes its entry, and nothing else, once", arguments: ConfigSample.all)
  func samples(_ sample: ConfigSample) throws {
    try Self.check(sample.bytes)
  }

  @Test("There are samples of every sort")
  func count() {
    #expect(ConfigSample.all.count >= 40)
    #expect(Set(ConfigSample.all.map(\.description)).count == ConfigSample.all.count)
  }

  @Test("Random files, too", arguments: 0..<10)
  func random(_ seed: Int) throws {
    var random = RandomText(seed: UInt64(seed))
    for _ in 0..<20 { try Self.check(Array(Self.file(&random).utf8)) }
  }

  private static func file(_ random: inout RandomText) -> String {
    var members: [(String, String)] = []
    for _ in 0..<random.number(0..<4) { members.append((random.string(), random.value(2))) }
    for section in ["\"auths\"", "\"credHelpers\""] where random.number(0..<4) > 0 {
      var entries: [(String, String)] = []
      for _ in 0..<random.number(0..<4) {
        let key = random.choice([host, "https://\(host)", "\(host):443", "\(host)/r", "ghcr.io", "a.example", "b"])
        let helper = random.choice(["\"bitrise\"", "\"ecr-login\"", "\"x\""])
        entries.append(("\"\(key)\"", section == "\"auths\"" ? random.object([("\"auth\"", "\"dTpw\"")]) : helper))
      }
      members.insert((section, random.object(entries)), at: random.number(0..<(members.count + 1)))
    }
    let text = members.isEmpty ? "{\(random.blank())}" : random.object(members)
    return random.blank() + text + random.blank()
  }
}
