import AWSAuth

extension CommandContext {
  /// Docker's config.json; whoever changes it waits for other processes until the deadline.
  /// - Returns: The file, which need not exist.
  /// - Throws: `Diagnostic`: there is no place for it.
  func dockerConfigFile() throws -> DockerConfigFile {
    let environment = process.environment
    guard let path = DockerConfigPath.path(environment, homeDirectory: process.homeDirectory) else {
      throw Diagnostic(
        .notConfigured, "there is no home directory for Docker's config.json",
        advice: "Set HOME, or DOCKER_CONFIG to the directory that it is to be in.")
    }
    return DockerConfigFile(
      path: path, deadline: try deadline(), directory: environment[.dockerConfig],
      spareDirectory: CacheLocation.directory(
        environment, userID: process.userID, isDirectory: process.files.isWritableDirectory))
  }

  /// Says what would change in Docker's config.json; without any secret.
  func reportDifference(of file: DockerConfigFile, _ change: (inout DockerConfig) throws -> Void) throws {
    let old = try file.read()
    var new = old
    try change(&new)
    let lines = new.difference(from: old)
    let console = process.console
    console.printError(lines.isEmpty ? "\(file.shown) would not change" : "\(file.shown) would change:")
    for line in lines { console.printError(line) }
  }
}
