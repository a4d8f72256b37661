import AWSAuth

extension ProcessContext {
  /// Docker's config.json.
  /// - Parameter settings: They say how long everything may take from now on, also waiting for other processes.
  /// - Returns: The file, which need not exist.
  /// - Throws: `AuthenticationFailure`: there is no place for it.
  func dockerConfigFile(_ settings: Settings) throws -> DockerConfigFile {
    guard let path = DockerConfigPath.path(environment, homeDirectory: homeDirectory) else {
      throw AuthenticationFailure(
        .notConfigured, "there is no home directory for Docker's config.json",
        advice: "Set HOME, or DOCKER_CONFIG to the directory that it is to be in.")
    }
    return DockerConfigFile(
      path: path, deadline: Deadline(after: try settings.timeout(), by: time), directory: environment[.dockerConfig],
      spareDirectory: CacheLocation.directory(
        environment, userID: userID, isDirectory: files.isWritableDirectory))
  }

  /// Says what would change in Docker's config.json; without any secret.
  func reportDifference(of file: DockerConfigFile, _ change: (inout DockerConfig) throws -> Void) throws {
    let old = try file.read()
    var new = old
    try change(&new)
    let lines = new.difference(from: old)
    console.printError(lines.isEmpty ? "\(file.shown) would not change" : "\(file.shown) would change:")
    for line in lines { console.printError(line) }
  }
}
