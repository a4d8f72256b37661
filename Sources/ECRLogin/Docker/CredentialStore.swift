import AWSAuth
import Basics

/// Another program that keeps passwords for Docker, by the protocol that this program speaks itself.
struct CredentialStore {
  /// What Docker's configuration calls it: `osxkeychain` for `docker-credential-osxkeychain`.
  let name: String
  let runner: ProgramRunner
  /// When it has to be done.
  let deadline: Deadline

  /// AWS's own helper: it gets passwords by itself, and keeps none.
  static let nameWithoutStorage = "ecr-login"

  /// What is wrong with logging in to a registry whose helper keeps nothing.
  static func keepsNothing(_ host: String) -> Diagnostic {
    Diagnostic(
      .invalidConfiguration,
      "Docker asks docker-credential-\(nameWithoutStorage) for this registry, which keeps no passwords: it gets its own, "
        + "with AWS keys or a profile",
      advice: "Let Docker ask this program: \(Program.name) configure \(host)")
  }

  /// Hands a password over, as `docker login` does.
  /// - Throws: `Diagnostic` that names the program and what it said.
  func store(host: String, username: String, password: Secret) throws {
    // In Docker's order, with its final newline: a store may be a script that knows no other.
    let credentials = JSONValue(members: [
      "ServerURL": .string(host), "Username": .string(username), "Secret": .string(password.exposed()),
    ])
    let input = credentials.text + Array("\n".utf8)
    do {
      try run("store", input, hiding: password)
    } catch let failure as Diagnostic
      where failure.kind == .refused && failure.problem.lowercased().containsUTF8("already exists")
    {
      // Somebody else has added it between this store's deleting and adding.
      try run("store", input, hiding: password)
    }
  }

  /// Has a host's password forgotten.
  /// - Throws: `Diagnostic` that names the program and what it said.
  func erase(host: String) throws {
    try run("erase", Array(host.utf8))
  }

  /// How shells and `env` end where there is no program of the name that they are given.
  private static let notFound: Int32 = 127

  private func run(_ verb: String, _ input: [UInt8], hiding secret: Secret? = nil) throws {
    let program = "docker-credential-\(name)"
    let shown = program.printable(limit: 100)
    let result: ProgramRunner.Result?
    do {
      result = try runner.run(program, [verb], input, deadline)
    } catch is ProgramRunner.Overdue {
      throw Diagnostic(
        .timedOut,
        "Docker's credential store \(shown) did not answer within the \(deadline.allowanceText) s for everything, "
          + "and was ended",
        advice: "Try docker login to see what it waits for, or allow more time with --timeout or ECR_LOGIN_TIMEOUT.")
    } catch let missing as MissingInterpreter {
      throw Diagnostic(
        .invalidConfiguration, "Docker's credential store \(shown) cannot be started: \(missing)",
        advice: "Install what it needs, or take the store out of Docker's config.json (credsStore, credHelpers).")
    } catch {
      throw Diagnostic(
        .invalidConfiguration, "Docker's credential store \(shown) cannot be started: \(error)",
        advice: "Check the program's permissions, or take it out of Docker's config.json.")
    }
    guard let result else {
      throw Diagnostic(
        .invalidConfiguration, "Docker's credential store \(shown) is not on the PATH",
        advice: "Install it, or take it out of Docker's config.json (credsStore, credHelpers).")
    }
    guard result.status == 0 else {
      // What it says must not bring the secret back that we gave it.
      let output = Redactor([secret]).redact(String(decoding: result.output, as: UTF8.self))
      let said = output.trimmingWhitespace().printable(limit: 200)
      throw Diagnostic(
        .refused,
        "Docker's credential store \(shown) failed to \(verb): exit code \(result.status)"
          + (said.isEmpty ? "" : ", \"\(said)\""),
        advice: result.status == Self.notFound
          ? "Exit code 127 says that it did not find a program that it needs, whose name may stand above: install that."
          : "Try docker login to see whether Docker can use it.")
    }
  }
}
