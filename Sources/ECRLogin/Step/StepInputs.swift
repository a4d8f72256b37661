import AWSAuth
import Basics

/// What a workflow says to the step: its inputs, which reach it as variables with lower-case names.
///
/// Names and meanings are those of Bitrise's own step "Authenticate with AWS", so that exchanging the step's
/// id is all that a workflow needs; `registries`, `login_mode`, `export_credentials` and `duration_seconds`
/// are new.
struct StepInputs: Sendable {
  enum LoginMode: String, Sendable, CaseIterable {
    /// Passwords in Docker's config.json, good for twelve hours.
    case auths
    /// This program as Docker's helper, which asks for passwords when they are needed.
    case helper
  }

  /// The inputs in the order of step.yml, and whether each is a secret.
  static let all: [(name: String, isSecret: Bool)] = [
    ("role_arn", false), ("audience", false), ("region", false), ("session_name", false), ("duration_seconds", false),
    ("docker_login", false), ("registries", false), ("login_mode", false), ("export_credentials", false),
    ("access_key_id", true), ("secret_access_key", true), ("build_url", false), ("build_api_token", true),
    ("verbose", false),
  ]

  /// The settings of the role, and the inputs that they are from.
  private static let roleInputs: [(Setting, String)] = [
    (.roleARN, "role_arn"), (.audience, "audience"), (.sessionName, "session_name"),
    (.durationSeconds, "duration_seconds"),
  ]

  /// What the rest of the program is to take for the environment.
  let environment: Environment
  /// The registries that are named.
  let registries: [String]
  /// Whether to log in to the own account's registry.
  let logsIn: Bool
  let loginMode: LoginMode
  let exportsCredentials: Bool
  /// The role's settings as the configuration file has them; empty where keys are used.
  let roleSettings: [Setting: String]

  /// Whether the program runs as a step: Bitrise starts it without arguments, with these variables.
  static func isStep(_ environment: Environment) -> Bool {
    environment[.stepExecutionID] != nil || environment[.stepSourceDirectory] != nil
  }

  /// Reads the inputs.
  /// - Throws: `Diagnostic` that names the input and says what it has to be.
  init(_ all: Environment) throws {
    logsIn = try Self.flag("docker_login", of: all, otherwise: false)
    exportsCredentials = try Self.flag("export_credentials", of: all, otherwise: true)
    let isVerbose = try Self.flag("verbose", of: all, otherwise: false)
    loginMode = try Self.loginMode(of: all)
    registries = (all[input: "registries"] ?? "").unicodeScalars.split { $0 == "," || $0.properties.isWhitespace }
      .map { String($0) }
    if loginMode == .helper {
      let losesKey = !exportsCredentials && all[input: "access_key_id"] != nil
      try Self.checkHelper(hasRegistry: logsIn || !registries.isEmpty, losesKey: losesKey)
    }

    var changes: [Variable: String?] = [.region: all[input: "region"]?.trimmingWhitespace() ?? "us-east-1"]
    if isVerbose { changes[.verbose] = "1" }
    let usesKeys = try Self.usesKeys(all)
    roleSettings = usesKeys ? [:] : Self.roleSettings(of: all)
    changes.merge(usesKeys ? Self.keyChanges(all) : Self.roleChanges(all, roleSettings)) { $1 }
    environment = all.changed(changes)
  }

  /// A failure that calls settings by the names of the inputs that they are from.
  static func named(in failure: Diagnostic) -> Diagnostic {
    var failure = failure
    if failure.problem.begins(with: "there is neither an identity token nor a key") {
      // Keys of the environment are not what a step with a role takes.
      failure.advice =
        "On bitrise.io the inputs build_url and build_api_token are BITRISE_BUILD_URL and BITRISE_BUILD_API_TOKEN by "
        + "themselves; elsewhere set them, or BITRISE_IDENTITY_TOKEN."
    }
    for (setting, input) in roleInputs + [(.region, "region")] {
      for variable in SettingDefinition.of(setting).variables {
        failure.problem = failure.problem.replacingEach("(from \(variable)", with: "(from the input \(input)")
      }
    }
    return failure
  }

  /// What an input says that is either true or false.
  private static func flag(_ name: String, of all: Environment, otherwise: Bool) throws -> Bool {
    switch all[input: name] {
    case nil: return otherwise
    case "true", "yes": return true
    case "false", "no": return false
    case let other?:
      throw Diagnostic(
        .invalidConfiguration, "the input \(name) is \"\(other.printable(limit: 40))\"",
        advice: "Set it to \"true\" or \"false\".")
    }
  }

  private static func loginMode(of all: Environment) throws -> LoginMode {
    let mode = all[input: "login_mode"] ?? LoginMode.auths.rawValue
    guard let loginMode = LoginMode(rawValue: mode) else {
      throw Diagnostic(
        .invalidConfiguration, "the input login_mode is \"\(mode.printable(limit: 40))\"",
        advice: "Set it to \"auths\" or \"helper\".")
    }
    return loginMode
  }

  /// Checks that the helper, which runs in later steps, has what it needs there.
  private static func checkHelper(hasRegistry: Bool, losesKey: Bool) throws {
    guard hasRegistry else {
      throw Diagnostic(
        .invalidConfiguration, "the input login_mode is \"helper\", but no registry is named",
        advice: "Name them in registries, or set docker_login to \"true\" for the account's own.")
    }
    guard !losesKey else {
      throw Diagnostic(
        .invalidConfiguration,
        "the input login_mode is \"helper\" with an access key, but export_credentials is \"false\"",
        advice: "Set export_credentials to \"true\": later steps would have no key to ask with.")
    }
  }

  /// Whether keys are given, and not a role.
  private static func usesKeys(_ all: Environment) throws -> Bool {
    let hasKeyID = all[input: "access_key_id"] != nil
    let hasSecret = all[input: "secret_access_key"] != nil
    let hasRole = !(all[input: "role_arn"] ?? "").trimmingWhitespace().isEmpty
    func refusal(_ problem: String, _ advice: String) -> Diagnostic {
      Diagnostic(.invalidConfiguration, problem, advice: advice)
    }
    switch (hasKeyID || hasSecret, hasRole) {
    case (true, true):
      throw refusal(
        "the inputs name both a role (role_arn) and an access key (access_key_id, secret_access_key)",
        "Give one of them: the role needs no stored key.")
    case (false, false):
      throw refusal(
        "the inputs name neither a role (role_arn) nor an access key (access_key_id, secret_access_key)",
        "Set role_arn to the ARN of the IAM role to assume.")
    case (true, false):
      guard hasKeyID, hasSecret else {
        let (given, missing) =
          hasKeyID ? ("access_key_id", "secret_access_key") : ("secret_access_key", "access_key_id")
        throw refusal("the input \(given) is set, but \(missing) is not", "Set both, or use role_arn instead.")
      }
      return true
    case (false, true): return false
    }
  }

  /// What the environment gets where keys are given.
  private static func keyChanges(_ all: Environment) -> [Variable: String?] {
    var changes: [Variable: String?] = [
      .accessKeyID: all[input: "access_key_id"], .secretAccessKey: all[input: "secret_access_key"],
    ]
    // What an earlier step has left does not belong to these keys.
    for variable in [Variable.sessionToken, .roleARN] { changes[variable] = .some(nil) }
    return changes
  }

  private static func roleSettings(of all: Environment) -> [Setting: String] {
    var settings: [Setting: String] = [:]
    // Unset and empty are the same, so that a workflow's empty input is no surprise.
    for (setting, input) in roleInputs { settings[setting] = all[input: input]?.trimmingWhitespace() }
    return settings
  }

  /// What the environment gets where a role is given.
  private static func roleChanges(_ all: Environment, _ settings: [Setting: String]) -> [Variable: String?] {
    var changes: [Variable: String?] = [:]
    for (setting, _) in roleInputs {
      if let variable = SettingDefinition.of(setting).variables.first { changes[variable] = .some(settings[setting]) }
    }
    for (variable, input) in [(Variable.buildURL, "build_url"), (.buildAPIToken, "build_api_token")] {
      if let value = all[input: input] { changes[variable] = value }
    }
    // The role is what was asked for: keys of an earlier step must not stand in for a missing token.
    for variable in [Variable.accessKeyID, .secretAccessKey, .sessionToken] { changes[variable] = .some(nil) }
    return changes
  }
}
