/// Making this program the helper of registries in config.json.
struct HelperConfiguration {
  private let command: CommandContext
  private let file: DockerConfigFile

  init(_ command: CommandContext, file: DockerConfigFile) {
    self.command = command
    self.file = file
  }

  /// Sets or takes out the entries, and says what that means for Docker.
  /// - Parameters:
  ///   - registries: Whose helper it is to be, or not to be any more.
  ///   - isRemoval: Whether it is not to be any more.
  ///   - isOnPath: Whether Docker will find this program.
  ///   - warnsOfStore: Whether to warn that Docker no longer chooses a credential store of the system: of no interest on
  ///     a machine that lives for one build.
  /// - Throws: `Diagnostic`: config.json cannot be edited; it is as it was then.
  func apply(_ registries: [ECRRegistry], isRemoval: Bool, isOnPath: Bool, warnsOfStore: Bool = true) throws {
    let change: (inout DockerConfig) -> Void = { config in
      for registry in registries {
        if isRemoval {
          config.removeHelper(Program.helperName, for: registry.host)
        } else {
          config.setHelper(Program.helperName, for: registry.host)
          config.removeCredentials(of: registry.host)
        }
      }
    }
    let old = try file.read()
    if command.settings.isDryRun {
      try command.reportDifference(of: file, change)
    } else {
      var new = old
      change(&new)
      // A file that does not exist is not made in order to take something out of it.
      if !isRemoval || new.bytes != old.content { try file.edit(change) }
      for registry in registries { report(registry, old, isRemoval: isRemoval) }
    }
    var new = old
    change(&new)
    file.warn(of: new.problems, command)
    if !isRemoval { warn(old, isOnPath: isOnPath, ofStore: warnsOfStore) }
  }

  private func report(_ registry: ECRRegistry, _ old: DockerConfig, isRemoval: Bool) {
    // Its own entry; this program may be the store of all hosts besides.
    let wasHelper = old.isHelper(Program.helperName, of: registry.host)
    let line =
      switch (isRemoval, wasHelper) {
      case (false, false): "Docker asks this program from now on (credHelpers in \(file.shown))"
      case (false, true): "Docker asks this program already (credHelpers in \(file.shown))"
      case (true, true): "Docker does not ask this program any more (credHelpers in \(file.shown))"
      case (true, false): "this program was not its helper"
      }
    command.report("\(registry.host): \(line)")
  }

  private func warn(_ old: DockerConfig, isOnPath: Bool, ofStore: Bool) {
    if !isOnPath {
      command.report(
        "warning: there is no \(Program.name) on the PATH, where Docker looks for it: put this program there")
    }
    if ofStore, old.leavesStoreToDocker {
      command.report(
        "warning: with this first entry Docker stops choosing a credential store of the system's by itself; "
          + "set credsStore if passwords of other registries are to go to one")
    }
  }
}
