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

  /// The values of `--format`; empty where there is no such option.
  ///
  /// Not stored, like the next: only completions ask for them, and the table is made at every start.
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

  static let all: [CommandDefinition] = [
    CommandDefinition(
      name: .get, operands: "", summary: "answer Docker with a registry's user name and password",
      details: """
        Reads a registry's host from standard input and writes
        {"ServerURL":...,"Username":"AWS","Secret":...} to standard output. What fails is said in one
        line on standard output and on standard error.
        """, takesSettings: true, isHelperVerb: true),
    CommandDefinition(
      name: .store, operands: "", summary: "accept what docker login wants to keep for an ECR registry",
      details: """
        Reads {"ServerURL":...,"Username":...,"Secret":...} from standard input. Nothing is kept: for
        an ECR registry a password can be had at any time, for another one this is no store.
        """, takesSettings: true, isHelperVerb: true),
    CommandDefinition(
      name: .erase, operands: "", summary: "forget the cached password of a registry",
      details: "Reads a registry's host from standard input.", takesSettings: true, isHelperVerb: true),
    CommandDefinition(
      name: .list, operands: "", summary: "list what is stored: nothing ever is",
      details: "Writes {} to standard output.", takesSettings: true, isHelperVerb: true),
    CommandDefinition(
      name: .version, operands: "", summary: "show the version",
      details: "The same as --version, in the form that Docker's protocol has for it.", takesSettings: true,
      isHelperVerb: true),
    CommandDefinition(
      name: .login, operands: "[REGISTRY...]", summary: "write registries' passwords into Docker's config.json",
      details: """
        A REGISTRY is a host, or an account of twelve digits in the region that --region or AWS_REGION
        names; without any it is the role's own account there. Where Docker has a credential store for
        the host, the password goes there. It needs no docker, and no Docker daemon. Exit code 1 if any
        of them failed.
        """, takesSettings: true, isHelperVerb: false),
    CommandDefinition(
      name: .logout, operands: "[REGISTRY...]", summary: "take out what login wrote, and forget cached passwords",
      details: "Without a REGISTRY: every host of ECR that has an entry.", takesSettings: true, isHelperVerb: false),
    CommandDefinition(
      name: .configure, operands: "REGISTRY...", summary: "make this program the registries' helper in config.json",
      details: "Docker then calls it whenever it needs a password for one of them.", takesSettings: true,
      isHelperVerb: false),
    CommandDefinition(
      name: .password, operands: "[REGISTRY]", summary: "print a registry's bare password",
      details: "For: ... | docker login --username AWS --password-stdin REGISTRY", takesSettings: true,
      isHelperVerb: false),
    CommandDefinition(
      name: .credentials, operands: "", summary: "print the AWS credentials themselves, or hand them to envman",
      details: """
        They are asked for in the region that --region or AWS_REGION names. FORMAT is one of:
        env:      export lines for a shell: eval "$(\(Program.name) credentials --format env)"
        json:     a JSON object
        process:  what AWS's credential_process wants
        envman:   variables for the later steps of a Bitrise build; prints nothing
        """, takesSettings: true, isHelperVerb: false),
    CommandDefinition(
      name: .trustPolicy, operands: "create|check|explain [FILE]",
      summary: "write, check or explain what IAM needs: why was I refused?",
      details: """
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
        """, takesSettings: true, isHelperVerb: false),
    CommandDefinition(
      name: .doctor, operands: "[REGISTRY]", summary: "check the whole way from the settings to the registry",
      details: """
        Says of each link whether it holds, what was found and where it is from, how long it took, and
        what to do. Asks afresh, without the cache; changes nothing. Without a REGISTRY it is the first
        one that Docker's config.json names, else that of the role's own account in the region that
        --region or AWS_REGION names. With --repository NAME, or NAME:TAG, it also tries a pull and a
        push: nothing is pushed. FORMAT is text, the default, or json. Exit code 0 if every link holds.
        """, takesSettings: true, isHelperVerb: false),
    CommandDefinition(
      name: .completion, operands: "bash|zsh|fish", summary: "print a completion script for bash, zsh or fish",
      details: "For bash: source <(\(Program.name) completion bash)", takesSettings: false, isHelperVerb: false),
    CommandDefinition(
      name: .help, operands: "[COMMAND]", summary: "show help about a command",
      details: "The same as COMMAND --help.", takesSettings: false, isHelperVerb: false),
  ]

  /// The definition of a command; the table has every one, which a test checks.
  static func of(_ name: Name) -> CommandDefinition {
    all.first { $0.name == name } ?? all[0]
  }
}
