import AWSAuth
import Basics

/// `logout`: takes out what login wrote, and forgets cached tokens.
struct LogoutCommand: Command {
  let call: CommandCall

  /// Logs out of as many as it can; a host that was not logged in is no failure.
  func run() throws -> ExitCode {
    let command = try start()
    let settings = command.settings
    let file = try command.dockerConfigFile()
    let config = try file.read()
    let entries = operands.filter(config.isEntryByItself)
    let registries =
      operands.isEmpty
      ? config.registriesInFile
      : try operands.filter { !entries.contains($0) }.map { try ECRRegistry(named: $0, settings) }
    if settings.isDryRun {
      try command.reportDifference(of: file) { config in
        for registry in registries { config.removeCredentials(of: registry.host) }
        for key in entries { config.removeEntry(key) }
      }
      return .success
    }
    if !entries.isEmpty { try takeOut(entries, file, command) }
    let isComplete = try logOut(of: registries, config, file, command)
    if entries.isEmpty || !registries.isEmpty { forget(registries, command) }
    if registries.isEmpty, entries.isEmpty { command.report("\(file.shown) has no entry of an ECR registry") }
    return isComplete ? .success : .failure
  }

  /// Takes single entries out, which Docker cannot read or which are of one repository.
  private func takeOut(_ keys: [String], _ file: DockerConfigFile, _ command: CommandContext) throws {
    try file.edit { config in
      for key in keys { config.removeEntry(key) }
    }
    for key in keys { command.report("\(key.printable(limit: 200)): its entry is out of \(file.shown)") }
  }

  private func logOut(
    of registries: [ECRRegistry], _ config: DockerConfig, _ file: DockerConfigFile, _ command: CommandContext
  ) throws -> Bool {
    let deadline = try command.deadline()
    // The stores first: where one fails, the entry that says that it has a password stays, for another try.
    var failed: Set<String> = []
    for registry in registries {
      guard case .helper(let name) = config.location(for: registry.host),
        name != Program.helperName, name != CredentialStore.nameWithoutStorage
      else { continue }
      let store = CredentialStore(name: name, runner: context.runner, deadline: deadline)
      do {
        try file.whileLocked { try store.erase(host: registry.host) }
      } catch let failure as Diagnostic {
        failed.insert(registry.host)
        context.console.printError("\(registry.host): \(failure)")
      }
    }
    let erased = registries.filter { !failed.contains($0.host) }
    var wasThere: Set<String> = []
    // A file that does not exist is not made in order to take something out of it.
    if erased.contains(where: { config.hasCredentials(of: $0.host) }) {
      try file.edit { config in
        for registry in erased where config.removeCredentials(of: registry.host) { wasThere.insert(registry.host) }
      }
    }
    for registry in erased { report(registry.host, config, wasThere, command) }
    return failed.isEmpty
  }

  private func report(
    _ host: String, _ config: DockerConfig, _ wasThere: Set<String>, _ command: CommandContext
  ) {
    switch config.location(for: host) {
    case .helper(Program.helperName):
      command.report("\(host): forgot its cached password; this program stays its helper")
    case .helper(CredentialStore.nameWithoutStorage):
      command.report(
        "\(host): docker-credential-\(CredentialStore.nameWithoutStorage) keeps no passwords, so there is none to "
          + "take out")
    case .helper(let name):
      command.report("\(host): logged out of docker-credential-\(name.printable(limit: 60))")
    case .file:
      command.report("\(host): \(wasThere.contains(host) ? "logged out" : "was not logged in")")
    }
  }

  /// Forgets the cached tokens; all of them where it cannot be known which they are.
  private func forget(_ registries: [ECRRegistry], _ command: CommandContext) {
    let passwords = PasswordProvider(command)
    do {
      guard !operands.isEmpty else { return try passwords.forgetAll() }
      for registry in registries { try passwords.forget(registry) }
    } catch {
      // Without an identity the key is not known.
      try? passwords.forgetAll()
    }
  }
}
