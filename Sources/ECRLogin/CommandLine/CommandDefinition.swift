/// A command: its names and words for help, in the one table that parser and help are made from.
struct CommandDefinition: Sendable {
  enum Name: String, Sendable, CaseIterable {
    case get
    case store
    case erase
    case list
    case version
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

  /// How many operands it takes at the most.
  var operandLimit: Int { operands.isEmpty ? 0 : 1 }

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
      name: .help, operands: "[COMMAND]", summary: "show help about a command",
      details: "The same as COMMAND --help.", takesSettings: false, isHelperVerb: false),
  ]

  /// The definition of a command; the table has every one, which a test checks.
  static func of(_ name: Name) -> CommandDefinition {
    all.first { $0.name == name } ?? all[0]
  }
}
