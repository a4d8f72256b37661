import Basics

/// One of the objects of config.json that have a member for each host: `auths`, `credHelpers`.
///
/// The key is written exactly, and found without regard to case: Go's decoder, and so Docker, takes `Auths`
/// for `auths`, and puts the members of all of them together.
struct HostTable {
  private let key: String
  /// The objects under that key, and where they begin in the file; the last one wins.
  private var objects: [(start: Int, isExact: Bool, object: JSONObject)] = []
  /// A new object, where there is none under the exact key.
  private var added: JSONObject?
  /// Whether anything was set or taken out.
  private(set) var isChanged = false

  init(key: String) {
    self.key = key
  }

  /// Finds the section in the outermost object.
  /// - Throws: `DockerConfigFailure.wrongType`: what stands there is neither an object nor `null`.
  init(key: String, in root: JSONObject) throws(DockerConfigFailure) {
    self.key = key
    let lowercased = key.lowercased()
    for member in root.members where member.key.lowercased() == lowercased {
      if root.text(at: member.value).elementsEqual("null".utf8) { continue }
      do throws(JSONScanner.Failure) {
        objects.append((member.value.lowerBound, member.key == key, try root.object(at: member.value)))
      } catch {
        throw .wrongType(key: member.key)
      }
    }
  }

  /// Whether no host has a member.
  var isEmpty: Bool { count == 0 }

  /// How many members there are.
  private var count: Int { objects.reduce(added?.members.count ?? 0) { $0 + $1.object.members.count } }

  /// The hosts' keys, in their order.
  var keys: [String] {
    objects.flatMap { $0.object.members.map(\.key) } + (added?.members.map(\.key) ?? [])
  }

  /// The value of a host where it is a string.
  func string(_ host: String) -> String? {
    if let value = added?.string(host) { return value }
    return objects.reversed().lazy.compactMap { $0.object.string(host) }.first
  }

  /// What stands there for a host; the last one where there are several.
  func value(_ host: String) -> ArraySlice<UInt8>? {
    added?[host] ?? objects.reversed().lazy.compactMap { $0.object[host] }.first
  }

  /// The value of a host where it is an object.
  func object(_ host: String) -> JSONObject? {
    objects.reversed().lazy.compactMap { $0.object[host] }.first.flatMap { try? JSONObject($0) }
  }

  /// Whether an object of any host is one that is looked for.
  func contains(where isMeant: (JSONObject) -> Bool) -> Bool {
    (objects.map(\.object) + (added.map { [$0] } ?? [])).contains { object in
      object.members.contains { (try? object.object(at: $0.value)).map(isMeant) ?? false }
    }
  }

  /// Gives a host an object of strings.
  mutating func set(_ members: [(String, String)], for host: String, in root: JSONObject) {
    set(JSONText.object(members, JSONLayout(like: root, depth: 3)), for: host, in: root)
  }

  /// Gives a host a string.
  mutating func set(_ text: String, for host: String, in root: JSONObject) {
    set(JSONText.string(text), for: host, in: root)
  }

  private mutating func set(_ value: [UInt8], for host: String, in root: JSONObject) {
    isChanged = true
    let layout = JSONLayout(like: root, depth: 2)
    let last = objects.lastIndex { $0.isExact }
    // What a later section, in another case, has for the host would win over this.
    for index in objects.indices where index != last { objects[index].object.remove { $0.key == host } }
    if let last {
      objects[last].object.set(value, for: host, layout)
    } else {
      var object = added ?? JSONObject()
      object.set(value, for: host, layout)
      added = object
    }
  }

  /// Takes the members of hosts out.
  /// - Returns: Whether there were any.
  @discardableResult
  mutating func remove(where isMeant: (String) -> Bool) -> Bool {
    remove { key, _ in isMeant(key) }
  }

  /// Takes the members out whose hosts and values are meant.
  /// - Returns: Whether there were any.
  @discardableResult
  mutating func remove(where isMeant: (String, ArraySlice<UInt8>) -> Bool) -> Bool {
    let before = count
    for index in objects.indices {
      let object = objects[index].object
      objects[index].object.remove { isMeant($0.key, object.text(at: $0.value)) }
    }
    if let old = added { added?.remove { isMeant($0.key, old.text(at: $0.value)) } }
    let isFound = count < before
    isChanged = isChanged || isFound
    return isFound
  }

  /// What is different from another state, a line for each host.
  func difference(from old: HostTable, showsValues: Bool) -> [String] {
    let now = entries
    let before = old.entries
    func line(_ sign: String, _ host: String, _ value: String?) -> String {
      let name = "\(sign) \(key)[\"\(host.printable(limit: 200))\"]"
      return showsValues ? "\(name) = \((value ?? "").printable(limit: 200))" : name
    }
    let gone = before.keys.filter { now[$0] == nil }.sorted().map { line("-", $0, before[$0]) }
    let new = now.keys.filter { now[$0] != before[$0] }.sorted().map {
      line(before[$0] == nil ? "+" : "~", $0, now[$0])
    }
    return gone + new
  }

  private var entries: [String: String] {
    let members = (objects.map(\.object) + (added.map { [$0] } ?? [])).flatMap { object in
      object.members.map { ($0.key, String(decoding: object.text(at: $0.value), as: UTF8.self)) }
    }
    return Dictionary(members, uniquingKeysWith: { $1 })
  }

  /// Takes the section itself out of the outermost object, where the last member has been taken out of it.
  func removeEmptied(from root: inout JSONObject) {
    guard isChanged, isEmpty, added == nil else { return }
    let lowercased = key.lowercased()
    root.remove { $0.key.lowercased() == lowercased }
  }

  /// Puts a new object into the outermost one.
  func addNew(to root: inout JSONObject) {
    if let added { root.set(added.text, for: key, JSONLayout(like: root, depth: 1)) }
  }

  /// The objects as they are now, by where they began in the file.
  var changed: [Int: JSONObject] {
    isChanged ? Dictionary(uniqueKeysWithValues: objects.map { ($0.start, $0.object) }) : [:]
  }
}
