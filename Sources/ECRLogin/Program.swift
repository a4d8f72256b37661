/// What the program is called, and which one it is.
enum Program {
  /// The name under which Docker finds it: `docker-credential-` and what config.json calls it.
  static let name = "docker-credential-bitrise"

  /// What Docker's config.json calls it: the name without `docker-credential-`.
  static let helperName = "bitrise"

  /// The Swift package that it is built from.
  static let package = "docker-credential-bitrise"

  /// The version, by https://semver.org.
  static let version = "0.1.0"
}
