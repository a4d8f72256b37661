import AWSAuth

/// Bitrise's envman: how one step of a build hands values to the next.
struct Envman {
  let runner: ProgramRunner
  /// When it has to be done.
  let deadline: Deadline

  /// Adds variables for the later steps, each value through a pipe: arguments can be seen by others.
  /// - Throws: `Diagnostic`: there is no envman, or it failed.
  func add(_ variables: [ExportedCredentials.Variable]) throws {
    for variable in variables {
      try add(variable.name, variable.value, isSecret: variable.isSecret)
    }
  }

  /// Adds a variable for the later steps.
  /// - Throws: `Diagnostic`: there is no envman, or it failed.
  func add(_ name: String, _ value: String, isSecret: Bool) throws {
    // Without --no-expand a $ in the value would begin the name of a variable.
    let arguments = ["add", "--key", name] + (isSecret ? ["--sensitive"] : []) + ["--no-expand"]
    let result: ProgramRunner.Result?
    do {
      result = try runner.run("envman", arguments, Array(value.utf8), deadline)
    } catch is ProgramRunner.Overdue {
      throw Diagnostic(
        .timedOut,
        "envman did not add \(name) within the \(deadline.allowanceText) s for everything, and was ended",
        advice: "Start the build again, or allow more time with --timeout or ECR_LOGIN_TIMEOUT.")
    } catch {
      throw Diagnostic(.invalidConfiguration, "envman cannot be started: \(error)")
    }
    guard let result else {
      throw Diagnostic(
        .notConfigured, "there is no envman on the PATH, so this does not run in a Bitrise build",
        advice: "Use 'credentials --format env' in a shell instead.")
    }
    guard result.status == 0 else {
      throw Diagnostic(
        .refused, "envman failed to add \(name): exit code \(result.status)",
        advice: "Check that ENVMAN_ENVSTORE_PATH names a file that can be written.")
    }
  }
}
