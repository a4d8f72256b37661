@testable import ECRLogin

/// The manual page: a template with the tables of commands, options, settings and variables filled in.
///
/// It is no part of the program, which is smaller without.
enum ManualPage {
  /// Fills in what stands between at signs.
  static func text(_ template: String) -> String {
    let (commands, options) = (CommandDefinition.all, OptionDefinition.all)
    let parts = [
      "@synopsis@": synopsis,
      "@commands@": list(commands.filter { !$0.isHelperVerb }),
      "@verbs@": list(commands.filter(\.isHelperVerb)),
      "@options@": Mdoc.list(options.filter { $0.commands == nil }.map(entry)),
      "@single options@": Mdoc.list(options.filter { $0.commands != nil }.map(entry)),
      "@variables@": environment,
      "@keys@": [SettingDefinition.all.compactMap(\.fileKey).joined(separator: " , ")],
    ]
    return parts.reduce(template) { $0.replacing($1.key, with: $1.value.joined(separator: "\n")) }
  }

  private static var synopsis: [String] {
    CommandDefinition.all.flatMap { command in
      [".Nm", ".Cm \(command.name.rawValue)"] + (command.takesSettings ? [".Op Ar option ..."] : [])
        + command.operands.split(separator: " ").map { operand(String($0)) }
    }
  }

  /// What may follow a command: `[REGISTRY...]`, or one of several words.
  private static func operand(_ text: String) -> String {
    guard !text.hasPrefix("[") else { return ".Op \(operand(text.filter { !"[]".contains($0) }).dropFirst())" }
    guard !text.contains("|") else { return ".Cm \(text.replacing("|", with: " | "))" }
    return ".Ar \(text.lowercased().replacing("...", with: " ..."))"
  }

  private static func list(_ commands: [CommandDefinition]) -> [String] {
    Mdoc.list(
      commands.map { command in
        (
          "Cm \(command.name.rawValue)",
          Mdoc.text(Mdoc.sentence(command.summary)) + Mdoc.details(command.details)
            + (ManualNotes.commands[command.name].map { [".Pp"] + Mdoc.text($0) } ?? [])
        )
      })
  }

  private static func entry(_ option: OptionDefinition) -> (tag: String, lines: [String]) {
    let value = option.placeholder.map { " Ar \($0.lowercased())" } ?? ""
    let names = (option.commands ?? []).map(\.rawValue).joined(separator: " , ")
    var text = names.isEmpty ? Mdoc.sentence(option.summary) : "\(option.summary)."
    if let standard = SettingDefinition.given(by: option.option)?.standard() { text += " The default is \(standard)." }
    return (
      "Fl Fl \(option.flag.dropFirst(2))\(value)",
      (names.isEmpty ? [] : ["Of", ".Cm \(names) :"])
        + Mdoc.text("\(text) \(ManualNotes.options[option.option] ?? "")")
    )
  }

  private static var environment: [String] {
    var entries: [(tag: String, lines: [String])] = []
    // What is said of those in upper case is said of the others, too.
    for variable in Variable.allCases where variable.name == variable.name.uppercased() {
      let lines = Mdoc.text(meaning(of: variable))
      if let last = entries.last, last.lines == lines {
        entries[entries.count - 1].tag += " , \(variable)"
      } else {
        entries.append(("Ev \(variable)", lines))
      }
    }
    return Mdoc.list(entries)
  }

  private static func meaning(of variable: Variable) -> String {
    if let help = variable.help { return help }
    guard let setting = SettingDefinition.all.first(where: { $0.variables.contains(variable) }) else { return "" }
    let flag = OptionDefinition.of(setting.option).flag
    return setting.example.map { "The value \($0) is as \(flag)." } ?? "As \(flag)."
  }
}
