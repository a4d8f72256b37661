/// Where Docker's config.json is (docker/cli, `cli/config/config.go`).
enum DockerConfigPath {
  /// - Parameters:
  ///   - environment: `DOCKER_CONFIG`, a directory, wins; then `.docker` in the home directory.
  ///   - homeDirectory: The home directory by the user database, where `HOME` is not set.
  /// - Returns: The file's path; `nil` where there is no home directory either.
  static func path(_ environment: Environment, homeDirectory: () -> String?) -> String? {
    if let directory = environment[.dockerConfig] { return "\(directory)/config.json" }
    guard let home = environment[.home] ?? homeDirectory(), !home.isEmpty else { return nil }
    return "\(home)/.docker/config.json"
  }
}
