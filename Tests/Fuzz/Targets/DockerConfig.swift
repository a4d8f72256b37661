import AWSAuth
@testable import Basics

@testable import ECRLogin

/// What is done to config.json.
private enum Edit: CaseIterable {
  case login
  case marker
  case logout
  case configure
  case unconfigure

  static let host = "123456789012.dkr.ecr.eu-central-1.amazonaws.com"

  func applied(to bytes: [UInt8]) throws -> [UInt8] {
    var config = try DockerConfig(bytes)
    switch self {
    case .login: config.setCredentials(of: Self.host, username: "AWS", password: Secret("password"))
    case .marker: config.setEmptyEntry(of: Self.host)
    case .logout: config.removeCredentials(of: Self.host)
    case .configure: config.setHelper("bitrise", for: Self.host)
    case .unconfigure: config.removeHelper("bitrise", for: Self.host)
    }
    return config.bytes
  }

  /// The section that the edit is about, in lower case: Docker reads it in any.
  var section: String {
    switch self {
    case .login, .marker, .logout: "auths"
    case .configure, .unconfigure: "credhelpers"
    }
  }

  /// Whether the edit is about that member of its section.
  func isMeant(_ key: String) -> Bool {
    guard section == "auths" else { return key == Self.host }
    return ["", "https://", "http://"].contains { scheme in
      ["", ":443"].contains { port in
        ["", "/", "/v1", "/v1/", "/v2", "/v2/"].contains { "\(scheme)\(Self.host)\(port)\($0)" == key.lowercased() }
      }
    }
  }

  /// A tree without what the edit may change.
  func rest(_ bytes: [UInt8]) -> JSONTree { JSONTree(bytes).without(section, where: isMeant) }
}

extension FuzzTarget {
  /// config.json: an edit changes the entry that it names, and nothing else, however the file looks.
  static let dockerConfig = FuzzTarget(name: "docker-config") { bytes in
    guard (try? DockerConfig(bytes)) != nil else { return }
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    // Docker takes an empty file for an empty object, and so do we; the second reader does not.
    let old = bytes.allSatisfy(blanks.contains) ? Array("{}".utf8) : bytes
    let before = JSONTree(old)
    for edit in Edit.allCases {
      guard let new = try? edit.applied(to: bytes) else {
        check(false, "\(edit) fails on a file that could be read")
        return
      }
      if new == bytes { continue }
      check(edit.rest(new) == edit.rest(old), "\(edit) changes something else")
      check((try? edit.applied(to: new)) == new, "\(edit) twice is not \(edit) once")
      checkEntry(edit, new)
      // Outside of the section no byte is different.
      let span = sectionSpan(edit, old)
      if let span {
        check(new.starts(with: old[..<span.lowerBound]), "\(edit) changes what stands before its section")
        check(new.suffix(old.count - span.upperBound) == old[span.upperBound...], "\(edit) changes what stands behind")
      }
    }
    let undone = try? Edit.logout.applied(to: Edit.login.applied(to: bytes))
    check(undone.map { Edit.logout.rest($0) } == Edit.logout.rest(old), "logout after login leaves something else")
    if before == .object([]) { check(undone != nil, "nothing to undo") }
  }

  private static func checkEntry(_ edit: Edit, _ new: [UInt8]) {
    let entries = JSONTree(new).members.filter { $0.key.lowercased() == edit.section }.flatMap(\.value.members)
    let meant = entries.filter { edit.isMeant($0.key) }
    switch edit {
    case .login:
      check(meant.count == 1 && meant[0].key == Edit.host, "login leaves \(meant.count) entries")
      check(meant.first?.value["auth"] == [.text("\"QVdTOnBhc3N3b3Jk\"")], "login writes another password")
    case .marker: check(meant.map(\.value) == [.object([])], "the marker is not one")
    case .logout: check(meant.isEmpty, "logout leaves an entry")
    case .configure: check(meant.last?.value == .text("\"bitrise\""), "another helper")
    case .unconfigure: check(!meant.contains { $0.value == .text("\"bitrise\"") }, "the helper is still there")
    }
  }

  /// Where the edit's section stands, if there is exactly one, so that everything else has to stay.
  private static func sectionSpan(_ edit: Edit, _ bytes: [UInt8]) -> Range<Int>? {
    var scanner = JSONScanner(bytes)
    scanner.skipWhitespace()
    let start = scanner.position
    guard let range = try? scanner.skipValue(), let root = try? JSONObject(bytes[range]) else { return nil }
    let sections = root.members.indices.filter { root.members[$0].key.lowercased() == edit.section }
    guard sections.count == 1, let index = sections.first,
      !root.text(at: root.members[index].value).elementsEqual("null".utf8)
    else { return nil }
    // The members stand one behind the other, a comma or the opening brace before each.
    var position = start
    for (place, member) in root.members.enumerated() {
      position += 1 + member.leadingTrivia.count + member.keyText.count + member.separator.count
      let end = position + member.value.count
      // A section under another spelling stays, and a new one is made behind it.
      if place == index { return edit == .logout || edit == .unconfigure || isExact(member) ? position..<end : nil }
      position = end + member.trailingTrivia.count
    }
    return nil
  }

  private static func isExact(_ member: JSONObject.Member) -> Bool { ["auths", "credHelpers"].contains(member.key) }
}
