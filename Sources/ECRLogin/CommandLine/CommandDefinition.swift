/// A command: its names and words for help, in the one table that parser and help are made from.
struct CommandDefinition: Sendable {
  enum Name: String, Sendable, CaseIterable {
    case get
    case store
    case erase
    case list
    case version
    case login
    case logout
    case configure
    case password
    case credentials
    case trustPolicy = "trust-policy"
    case doctor
    case completion
    case help
  }

  let name: Name
  /// What may follow the name, in help; empty where nothing may.
  let operands: String
  let summary: String
  /// More than the summary says: input, output, exit code.
  let details: String
  /// Whether the settings can be given as flags.
  let takesSettings: Bool
  /// Whether it is a verb of Docker's protocol, with that protocol's rules for output and exit codes.
  let isHelperVerb: Bool

  private init(
    _ name: Name, _ operands: String, _ summary: String, _ details: String, takesSettings: Bool = true,
    isHelperVerb: Bool = false
  ) {
    self.name = name
    self.operands = operands
    self.summary = summary
    self.details = details
    self.takesSettings = takesSettings
    self.isHelperVerb = isHelperVerb
  }

  /// The values of `--format`; empty where there is no such option.
  ///
  /// Not stored, like the next: only completions ask for them.
  var formats: [String] {
    switch name {
    case .credentials: CredentialsFormat.allCases.map(\.rawValue)
    case .trustPolicy: TrustPolicyTask.allFormats
    case .doctor: DoctorFormat.allCases.map(\.rawValue)
    default: []
    }
  }

  /// The words that the first operand can be, where only some can.
  var operandWords: [String] {
    switch name {
    case .trustPolicy: TrustPolicyTask.allCases.map(\.rawValue)
    case .completion: ["bash", "zsh", "fish"]
    case .help: Name.allCases.map(\.rawValue)
    default: []
    }
  }

  /// How many operands it takes at the most.
  var operandLimit: Int {
    operands.hasSuffix("...]") || operands.hasSuffix("...") ? .max : operands.split(separator: " ").count
  }

  /// How many operands it needs.
  var operandMinimum: Int { operands.isEmpty || operands.hasPrefix("[") ? 0 : 1 }

  static let all = Name.allCases.map(of)

  /// The definition of a command: the table of all that there are.
  static func of(_ name: Name) -> CommandDefinition {
    switch name {
    case .get: Self(name, "", "answer Docker with a registry's user name and password", getDetails, isHelperVerb: true)
    case .store:
      Self(name, "", "accept what docker login wants to keep for an ECR registry", storeDetails, isHelperVerb: true)
    case .erase: Self(name, "", "forget the cached password of a registry", eraseDetails, isHelperVerb: true)
    case .list:
      Self(name, "", "list what is stored: nothing ever is", "Writes {} to standard output.", isHelperVerb: true)
    case .version: Self(name, "", "show the version", versionDetails, isHelperVerb: true)
    case .login: Self(name, "[REGISTRY...]", "write registries' passwords into Docker's config.json", loginDetails)
    case .logout:
      Self(
        name, "[REGISTRY...]", "take out what login wrote, and forget cached passwords",
        "Without a REGISTRY: every host of ECR that has an entry.")
    case .configure:
      Self(
        name, "REGISTRY...", "make this program the registries' helper in config.json",
        "Docker then calls it whenever it needs a password for one of them.")
    case .password:
      Self(
        name, "[REGISTRY]", "print a registry's bare password",
        "For: ... | docker login --username AWS --password-stdin REGISTRY")
    case .credentials:
      Self(name, "", "print the AWS credentials themselves, or hand them to envman", credentialsDetails)
    case .trustPolicy:
      Self(
        name, "create|check|explain [FILE]", "write, check or explain what IAM needs: why was I refused?",
        trustPolicyDetails)
    case .doctor: Self(name, "[REGISTRY]", "check the whole way from the settings to the registry", doctorDetails)
    case .completion:
      Self(
        name, "bash|zsh|fish", "print a completion script for bash, zsh or fish",
        "For bash: source <(\(Program.name) completion bash)", takesSettings: false)
    case .help:
      Self(name, "[COMMAND]", "show help about a command", "The same as COMMAND --help.", takesSettings: false)
    }
  }

  private static let getDetails = """
    Reads a registry's host from standard input and writes
    {"ServerURL":...,"Username":"AWS","Secret":...} to standard output. What fails is said in one
    line on standard output and on standard error.
    """

  private static let storeDetails = """
    Reads {"ServerURL":...,"Username":...,"Secret":...} from standard input. Nothing is kept: for
    an ECR registry a password can be had at any time, for another one this is no store.
    """

  private static let eraseDetails = "Reads a registry's host from standard input."

  private static let versionDetails = "The same as --version, in the form that Docker's protocol has for it."

  private static let loginDetails = """
    A REGISTRY is a host, or an account of twelve digits in the region that --region or AWS_REGION
    names; without any it is the role's own account there. Where Docker has a credential store for
    the host, the password goes there. It needs no docker, and no Docker daemon. Exit code 1 if any
    of them failed.
    """

  private static let credentialsDetails = """
    They are asked for in the region that --region or AWS_REGION names. FORMAT is one of:
    env:      export lines for a shell: eval "$(\(Program.name) credentials --format env)"
    json:     a JSON object
    process:  what AWS's credential_process wants
    envman:   variables for the later steps of a Bitrise build; prints nothing
    """

  private static let trustPolicyDetails = """
    create:   prints the IAM OIDC provider, the role's trust policy and its permissions, for the
              build's own token or for --app-slug. A REPO is a name, a registry's host with a
              name, or an ARN; * stands for any. FORMAT is json (default), aws-cli, terraform
              or cloudformation.
    check:    says what is wrong with a role's trust policy, why, and what to write; then the
              corrected policy. FILE is the policy, what aws iam get-role or list-roles answers,
              or a CloudFormation template in JSON; of several roles, --role-arn chooses one; - is
              standard input. FORMAT is text (default) or json. Exit code 1 if there are errors.
    explain:  compares a trust policy with the build's token, as IAM does, and shows each
              comparison. Exit code 1 if the token is refused.
    """

  private static let doctorDetails = """
    Says of each link whether it holds, what was found and where it is from, how long it took, and
    what to do. Asks afresh, without the cache; changes nothing. Without a REGISTRY it is the first
    one that Docker's config.json names, else that of the role's own account in the region that
    --region or AWS_REGION names. With --repository NAME, or NAME:TAG, it also tries a pull and a
    push: nothing is pushed. FORMAT is text, the default, or json. Exit code 0 if every link holds.
    """
}
