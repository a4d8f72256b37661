import AWSAuth

/// What a client has to show a registry, in the end.
enum ClientOutcome: Hashable {
  /// It asks this program, by that place.
  case asksUs(String)
  /// A helper gives it a password.
  case asks(helper: String, password: Secret, place: String)
  /// It takes a password that stands somewhere.
  case takes(Secret, place: String)
  /// It takes one of several passwords, or none, by chance; where they stand.
  case chance(String)
  /// It goes on without a password; why, where that is not plain.
  case without(String)
  /// It fails; why.
  case fails(String)

  /// What it does, and by what or why, in words.
  func words(isPlural: Bool) -> (value: String, source: String) {
    func verb(_ stem: String) -> String { isPlural ? stem : stem == "go" ? "goes" : "\(stem)s" }
    switch self {
    case .asksUs(let place): return ("\(verb("ask")) \(Program.name)", place)
    case .asks(let helper, _, let place):
      return ("\(verb("ask")) docker-credential-\(helper), which has a password", place)
    case .takes(_, let place): return ("\(verb("take")) the password in the file", place)
    case .chance(let place): return ("\(verb("find")) a password only by chance", place)
    case .without(let why): return ("\(verb("go")) on without a password", why)
    case .fails(let why): return (verb("fail"), why)
    }
  }

  /// Whether it has a password, or this program to ask for one.
  var hasPassword: Bool { if case .asksUs = self { true } else { password != nil } }

  /// Whether it goes on without a password, for whatever reason.
  var isWithout: Bool { if case .without = self { true } else { false } }

  /// The password, where it is not one that this program gives.
  var password: Secret? {
    switch self {
    case .takes(let password, _), .asks(_, let password, _): password
    case .asksUs, .chance, .without, .fails: nil
    }
  }
}

/// Clients that do the same.
struct ClientGroup: Hashable {
  var names: [String]
  let outcome: ClientOutcome

  var title: String { names.joined(separator: ", ") }

  /// Puts together what does the same.
  ///
  /// Each client comes with its versions, in the order in which they are named. Where all of them do the same, it has
  /// the client's own name.
  static func all(_ clients: [(name: String, versions: [(name: String, outcome: ClientOutcome)])]) -> [ClientGroup] {
    var groups: [ClientGroup] = []
    for client in clients {
      let isOne = Set(client.versions.map(\.outcome)).count == 1
      let named =
        isOne
        ? client.versions.prefix(1).map { (client.name, $0.outcome) } : client.versions.map { ($0.name, $0.outcome) }
      for (name, outcome) in named {
        if let index = groups.firstIndex(where: { $0.outcome == outcome }) {
          groups[index].names.append(name)
        } else {
          groups.append(ClientGroup(names: [name], outcome: outcome))
        }
      }
    }
    return groups
  }
}

extension CheckResult {
  /// Notes what clients do.
  mutating func add(_ groups: [ClientGroup]) {
    for group in groups {
      let words = group.outcome.words(isPlural: group.names.count > 1)
      add(group.title, words.value, words.source)
    }
  }
}

/// A password that a client has from elsewhere than this program, which the registry is asked about.
struct StoredPassword {
  /// Whose it is; `nil` for Docker's own.
  var client: String?
  let password: Secret
  /// What to do where the registry refuses it.
  var advice: String
  var commands: [String]

  /// The same, with each password once: Docker's own first, else with all clients that have it.
  static func together(_ all: [StoredPassword]) -> [StoredPassword] {
    var found: [StoredPassword] = []
    for stored in all {
      if let index = found.firstIndex(where: { $0.password == stored.password }) {
        if let client = found[index].client, let other = stored.client { found[index].client = "\(client), \(other)" }
      } else {
        found.append(stored)
      }
    }
    return found
  }
}
