import AWSAuth
import Basics

extension DockerConfig {
  /// The keys of `auths` for single repositories of a host; podman, skopeo and buildah take those first.
  func repositoryKeys(of host: String) -> [String] {
    // Without a scheme, as those clients look for them.
    // One that ends in a slash is of no repository.
    authKeys(of: host).filter { $0.begins(with: "\(host)/") && !$0.ends(with: "/") && !isWhole($0, host) }
  }

  /// Whether a key of `auths` is one that `logout` takes out by itself: of an entry that no client can read, or of a
  /// single repository of an ECR registry.
  func isEntryByItself(_ key: String) -> Bool {
    guard hasEntry(key) else { return false }
    if let host = (try? ServerURL(Array(key.utf8)))?.host, ECRRegistry(host: host) != nil { return !isWhole(key, host) }
    return problems.contains { $0.stopsDocker && $0.authsKey == key }
  }
}

extension DockerConfigFile {
  /// Warns of what clients stop at, where there is something.
  func warn(of problems: [DockerConfigProblem], _ command: CommandContext) {
    let stopping = problems.filter(\.stopsDocker)
    if !stopping.isEmpty { command.report(warning(stopping)) }
    for readers in [Set([DockerConfigProblem.Reader.olderDocker]), [.dockerPy]] {
      let some = problems.filter { $0.readers == readers }
      if !some.isEmpty { command.report(warning(some)) }
    }
  }

  private func warning(_ problems: [DockerConfigProblem]) -> String {
    let remedy = problems.remedy
    return "warning: \(path.printable(limit: 300)): \(problems.sentence). "
      + ([remedy.advice] + remedy.commands).joined(separator: " ")
  }
}
