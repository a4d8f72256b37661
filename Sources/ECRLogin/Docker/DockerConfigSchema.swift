import Basics

/// The types that clients demand of what is in config.json: docker/cli's `ConfigFile` (cli/config/configfile/file.go,
/// cli/config/types/authconfig.go) and containers/image's `dockerConfigFile`, as Go's decoder takes them.
///
/// Keys count in any case, `null` is of every type, keys that a client does not know may have anything.
struct DockerConfigSchema {
  /// What Go's decoder has for a JSON value.
  ///
  /// Not an enum with its parts in the cases: the leak sanitizer does not see what such an enum refers to.
  private struct Shape: Sendable {
    enum Kind {
      case string
      case list
      case map
      case object
    }

    let kind: Kind
    /// Of a list or a map: the shape of its elements, and nothing else.
    var elements: [Shape] = []
    /// Of an object: its keys, in lower case.
    var members: [String: Member] = [:]

    static var string: Shape { Shape(kind: .string) }
    static func list(_ element: Shape) -> Shape { Shape(kind: .list, elements: [element]) }
    /// An object with a value of that shape under any key.
    static func map(_ element: Shape) -> Shape { Shape(kind: .map, elements: [element]) }
    static func object(_ members: [String: Member]) -> Shape { Shape(kind: .object, members: members) }

    /// What JSON calls it.
    var name: String {
      switch kind {
      case .string: "a string"
      case .list: "a list"
      case .map, .object: "an object"
      }
    }
  }

  /// A key that a client knows.
  private struct Member: Sendable {
    var shape: Shape
    /// Who knows it; `nil` for those who know what it is in.
    var readers: Set<DockerConfigProblem.Reader>?
  }

  /// A place in the text, with what is known of it.
  private struct Place {
    var name: String
    var readers: Set<DockerConfigProblem.Reader>
    var authsKey: String?
  }

  private(set) var problems: [DockerConfigProblem] = []
  /// What each entry of `auths` has as `auth`, the last one where there are several; in their order.
  private var passwords: [(key: String, auth: String)] = []
  private var indices: [String: Int] = [:]

  /// Reads a text that is a JSON object; any other has no problems here, since it is not read at all.
  static func problems(in content: [UInt8]) -> [DockerConfigProblem] {
    var scanner = JSONScanner(content)
    scanner.skipWhitespace()
    guard let root = try? JSONObject(&scanner) else { return [] }
    return problems(in: root)
  }

  /// Reads the outermost object.
  static func problems(in root: JSONObject) -> [DockerConfigProblem] {
    var schema = DockerConfigSchema()
    schema.check(root, members, Place(name: "", readers: docker))
    schema.checkPasswords()
    return schema.problems
  }

  private static let docker: Set<DockerConfigProblem.Reader> = [.docker, .olderDocker]
  private static let all: Set<DockerConfigProblem.Reader> = [.docker, .olderDocker, .containers]

  private static let string = Member(shape: .string)
  private static let olderString = Member(shape: .string, readers: [.olderDocker])

  private static let entry: [String: Member] = [
    "username": Member(shape: .string, readers: docker), "password": Member(shape: .string, readers: docker),
    "auth": string, "serveraddress": Member(shape: .string, readers: docker),
    "identitytoken": Member(shape: .string, readers: all),
    "registrytoken": Member(shape: .string, readers: docker), "email": olderString,
  ]

  private static let proxy: [String: Member] = [
    "httpproxy": string, "httpsproxy": string, "noproxy": string, "ftpproxy": string, "allproxy": string,
  ]

  private static let members: [String: Member] = {
    var members: [String: Member] = [
      "auths": Member(shape: .map(.object(entry)), readers: all.union([.dockerPy])),
      "credhelpers": Member(shape: .map(.string), readers: all),
      "httpheaders": Member(shape: .map(.string)),
      "prunefilters": Member(shape: .list(.string)),
      "proxies": Member(shape: .map(.object(proxy))),
      "cliPluginsExtraDirs".lowercased(): Member(shape: .list(.string)),
      "plugins": Member(shape: .map(.map(.string))),
      "aliases": Member(shape: .map(.string)),
      "features": Member(shape: .map(.string)),
      "experimental": olderString, "stackorchestrator": olderString,
      "kubernetes": Member(shape: .object(["allnamespaces": olderString]), readers: [.olderDocker]),
    ]
    for key in [
      "psFormat", "imagesFormat", "networksFormat", "pluginsFormat", "volumesFormat", "statsFormat", "detachKeys",
      "credsStore", "serviceInspectFormat", "servicesFormat", "tasksFormat", "secretFormat", "configFormat",
      "nodesFormat", "currentContext",
    ] { members[key.lowercased()] = string }
    return members
  }()

  /// A key as Go compares it: the two letters beyond ASCII that have one of ASCII's as their other case count, too.
  private static func folded(_ key: String) -> String {
    guard key.utf8.contains(where: { $0 >= 0x80 }) else { return key.lowercasedASCII() }
    return key.lowercased().replacingEach("\u{17F}", with: "s").replacingEach("\u{212A}", with: "k")
  }

  private mutating func check(_ object: JSONObject, _ members: [String: Member], _ place: Place) {
    for member in object.members {
      guard let known = members[Self.folded(member.key)] else { continue }
      let key = member.key.printable(limit: 100)
      let name = place.name.isEmpty ? key : "\(place.name).\(key)"
      check(
        object, member.value, known.shape,
        Place(name: name, readers: known.readers ?? place.readers, authsKey: place.authsKey))
    }
  }

  private mutating func check(_ object: JSONObject, _ value: Range<Int>, _ shape: Shape, _ place: Place) {
    let text = object.text(at: value)
    let isAuths = Self.folded(place.name) == "auths"
    guard !text.elementsEqual("null".utf8) else {
      // Of several sections of that name it takes away what those before it had.
      if isAuths { (passwords, indices) = ([], [:]) }
      return
    }
    switch (shape.kind, text.first) {
    case (.string, UInt8(ascii: "\"")): break
    case (.list, UInt8(ascii: "[")):
      for element in shape.elements { checkList(text, element, place) }
    case (.map, UInt8(ascii: "{")):
      guard let inner = try? object.object(at: value) else { return }
      for element in shape.elements { checkMap(inner, element, place, isAuths: isAuths) }
    case (.object, UInt8(ascii: "{")):
      guard let inner = try? object.object(at: value) else { return }
      check(inner, shape.members, place)
    default: report(place, "is \(Self.name(of: text)), not \(shape.name)")
    }
  }

  private mutating func checkMap(_ map: JSONObject, _ element: Shape, _ place: Place, isAuths: Bool) {
    for member in map.members {
      if isAuths, notePlain(member, map) { continue }
      let name = "\(place.name)[\"\(member.key.printable(limit: 200))\"]"
      let inner = Place(name: name, readers: place.readers, authsKey: isAuths ? member.key : nil)
      check(map, member.value, element, inner)
      if isAuths { note(member.key, map, member.value, inner) }
    }
  }

  private mutating func checkList(_ text: ArraySlice<UInt8>, _ element: Shape, _ place: Place) {
    var scanner = JSONScanner(Array(text))
    var number = 0
    var isNext = (try? scanner.skipToFirst(inObject: false)) == true
    while isNext, let value = try? scanner.skipValue() {
      let isNull = scanner.bytes[value].elementsEqual("null".utf8)
      if !isNull, element.kind == .string, scanner.bytes[value.lowerBound] != UInt8(ascii: "\"") {
        var inner = place
        inner.name += "[\(number)]"
        report(inner, "is \(Self.name(of: scanner.bytes[value])), not \(element.name)")
      }
      number += 1
      scanner.skipWhitespace()
      isNext = (try? scanner.skipToNext(inObject: false)) == true
    }
  }

  /// Remembers the password of an entry that has nothing else: a file may have tens of thousands of them.
  /// - Returns: Whether it is one.
  private mutating func notePlain(_ member: JSONObject.Member, _ map: JSONObject) -> Bool {
    guard let entry = try? map.object(at: member.value), entry.members.count <= 1 else { return false }
    var auth = ""
    if let only = entry.members.first {
      guard only.key == "auth", let text = entry.string("auth"), !text.isEmpty else { return false }
      auth = text
    }
    remember(member.key, auth)
    return true
  }

  private mutating func remember(_ key: String, _ auth: String) {
    if let index = indices[key] {
      passwords[index].auth = auth
    } else {
      indices[key] = passwords.count
      passwords.append((key, auth))
    }
  }

  /// Remembers the password of an entry, and what only docker-py minds.
  private mutating func note(_ key: String, _ map: JSONObject, _ value: Range<Int>, _ place: Place) {
    var auth = ""
    let text = map.text(at: value)
    if let entry = try? map.object(at: value) {
      for member in entry.members where Self.folded(member.key) == "auth" {
        let text = entry.text(at: member.value)
        // A `null` leaves what was there before.
        if text.first == UInt8(ascii: "\"") { auth = JSONText.decode(text) ?? "not base64" }
      }
      let own = entry["auth"].map { String(decoding: $0, as: UTF8.self) }
      if own == "null" || own == "\"\"", entry["identitytoken"] == nil {
        let what = own == "null" ? "is null, not a string" : "is empty"
        report(Place(name: "\(place.name).auth", readers: [.dockerPy], authsKey: key), what)
      }
    } else if text.elementsEqual("null".utf8) {
      report(Place(name: place.name, readers: [.dockerPy], authsKey: key), "is null, not an object")
    }
    remember(key, auth)
  }

  /// What is behind the types: Docker decodes each `auth`, whosever it is.
  private mutating func checkPasswords() {
    for (key, auth) in passwords where !auth.isEmpty {
      guard let what = Self.problem(ofPassword: auth) else { continue }
      problems.append(
        DockerConfigProblem(
          place: "auths[\"\(key.printable(limit: 200))\"].auth", what: what, readers: Self.docker,
          effect: .byChance, authsKey: key))
    }
  }

  /// What is wrong with user name and password (docker/cli, `decodeAuth`).
  private static func problem(ofPassword auth: String) -> String? {
    // Go's decoder passes over line breaks.
    let hasBreaks = auth.utf8.contains { $0 == 0x0A || $0 == 0x0D }
    let digits =
      hasBreaks ? String(decoding: auth.utf8.filter { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self) : auth
    guard let pair = Base64.decode(digits) else { return "is not base64" }
    guard let colon = pair.firstIndex(of: UInt8(ascii: ":")) else { return "is base64 of a text without a colon" }
    return colon == 0 ? "is base64 of a text without a user name" : nil
  }

  private mutating func report(_ place: Place, _ what: String) {
    problems.append(
      DockerConfigProblem(
        place: place.name, what: what, readers: place.readers, effect: .none, authsKey: place.authsKey))
  }

  private static func name(of text: ArraySlice<UInt8>) -> String {
    switch text.first {
    case UInt8(ascii: "{"): "an object"
    case UInt8(ascii: "["): "a list"
    case UInt8(ascii: "\""): "a string"
    case UInt8(ascii: "t"), UInt8(ascii: "f"): String(decoding: text, as: UTF8.self)
    default: "a number"
    }
  }
}
