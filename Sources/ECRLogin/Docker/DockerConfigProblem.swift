import Basics

/// Something in config.json, or in podman's auth.json, that keeps clients from the passwords in the file.
struct DockerConfigProblem: Hashable, Sendable {
  /// Clients that read the file with the same code.
  enum Reader: Hashable, Sendable, CaseIterable {
    /// Every version of docker, and what is built on docker/cli's reader: buildx, compose, nerdctl, crane, kaniko.
    case docker
    /// docker 28 and older, which have keys that newer ones ignore.
    case olderDocker
    /// podman, skopeo and buildah: containers/image.
    case containers
    /// docker-py.
    case dockerPy
  }

  /// What a client has of the passwords in the file.
  enum Effect: Hashable, Sendable {
    /// None of them: the file is given up before the first one.
    case none
    /// Those that happen to be read before this one: Go goes through `auths` in random order.
    case byChance
  }

  /// Where it is: `auths["ghcr.io"].auth`.
  var place: String
  /// What is wrong there, as what follows the place in a sentence.
  var what: String
  /// Who stops there.
  var readers: Set<Reader>
  /// What that means for `.docker` and `.olderDocker`.
  var effect: Effect
  /// The key in `auths` of the entry that it is in; `nil` where it is elsewhere.
  var authsKey: String?

  /// Whether docker of every version stops there.
  var stopsDocker: Bool { readers.contains(.docker) }
}

extension DockerConfigProblem: CustomStringConvertible {
  /// Place and problem.
  var description: String { "\(place) \(what)" }

  /// Who stops there, and what becomes of the passwords.
  var consequence: String {
    switch (effect, stopsDocker) {
    case (.byChance, true):
      "Docker stops there, and as it reads the entries in random order, it finds a password beside it only by chance"
    case (.none, true): "Docker stops there, and finds no password in the file"
    default: "\(readers.names) \(readers == [.dockerPy] ? "stops" : "stop") there"
    }
  }
}

extension Set<DockerConfigProblem.Reader> {
  /// What a person calls them.
  var names: String {
    let names: [(DockerConfigProblem.Reader, String)] = [
      (.docker, "docker"), (.olderDocker, "docker 28 and older"), (.containers, "podman, skopeo and buildah"),
      (.dockerPy, "docker-py"),
    ]
    return names.filter { contains($0.0) && !($0.0 == .olderDocker && contains(.docker)) }.map(\.1)
      .joined(separator: ", ")
  }
}

extension [DockerConfigProblem] {
  /// The first ones, and what they mean.
  var sentence: String {
    let named = prefix(3).map(\.description).joined(separator: "; ") + (count > 3 ? "; and \(count - 3) more" : "")
    let worst = first { $0.effect == .none } ?? self[0]
    return "\(named). \(worst.consequence)"
  }

  /// What takes them out: a command for entries of `auths`, words for all else.
  ///
  /// Not `docker logout`: it writes what it has read, and the passwords behind the problem are lost. Nor podman's and
  /// skopeo's, which keep nothing but `auths` and `credHelpers`.
  var remedy: (advice: String, commands: [String]) {
    var keys: [String] = []
    for key in compactMap(\.authsKey) where !keys.contains(key) { keys.append(key) }
    let places = filter { $0.authsKey == nil }.map(\.place)
    var advice: [String] = []
    if !places.isEmpty { advice.append("Correct \(places.listed) in an editor.") }
    guard !keys.isEmpty else { return (advice.joined(separator: " "), []) }
    advice.append(keys.count == 1 ? "Take the entry out:" : "Take the entries out:")
    let words = keys.prefix(Self.shown).map(\.shellWord).joined(separator: " ")
    return (advice.joined(separator: " "), ["\(Program.name) logout \(words)"])
  }

  private static var shown: Int { 10 }
}

extension [String] {
  /// The first of them, and how many more there are.
  fileprivate var listed: String {
    prefix(5).joined(separator: ", ") + (count > 5 ? " and \(count - 5) more" : "")
  }
}
