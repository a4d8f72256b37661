/// Help, made from the tables of commands and settings.
enum HelpText {
  /// In one line: what the program can be called with, and where the rest is said.
  /// - Parameter command: The command that was meant, if one was.
  /// - Returns: The line, without its end.
  static func usage(of command: CommandDefinition.Name? = nil) -> String {
    let words = [Program.name, command == .help ? nil : command?.rawValue, "--help"].compactMap { $0 }
    return "usage: \(Program.name) COMMAND [OPTION...]; see '\(words.joined(separator: " "))'"
  }

  /// About the whole program.
  static var overview: String {
    let commands = CommandDefinition.all.map { row($0.name.rawValue, $0.summary, width: 14) }
    return """
      \(Program.name) - Amazon ECR passwords from a build's identity token, without stored keys

      Usage:
        \(Program.name) COMMAND [OPTION...]

      Docker calls it by itself for the registries that its config.json lists:
        {"credHelpers": {"123456789012.dkr.ecr.eu-central-1.amazonaws.com": "bitrise"}}
      Or log in before the build:
        \(Program.name) login 123456789012.dkr.ecr.eu-central-1.amazonaws.com
      To try it by hand:
        echo 123456789012.dkr.ecr.eu-central-1.amazonaws.com | \(Program.name) get

      Commands:
      \(commands.joined(separator: "\n"))

      \(options(of: OptionDefinition.all.filter { $0.commands == nil }))

      Settings win in this order: option, environment variable, configuration file
      ($XDG_CONFIG_HOME/\(Program.name)/config.json, else under ~/.config), default.

      The identity token is BITRISE_IDENTITY_TOKEN, else asked of BITRISE_BUILD_URL with
      BITRISE_BUILD_API_TOKEN, else read from the token file. Keys are taken from AWS_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.

      """
  }

  /// About one command.
  static func about(_ name: CommandDefinition.Name) -> String {
    let command = CommandDefinition.of(name)
    let words = [Program.name, name.rawValue, command.operands, command.takesSettings ? "[OPTION...]" : ""]
    var text = """
      \(Program.name) \(name.rawValue) - \(command.summary)

      Usage:
        \(words.filter { !$0.isEmpty }.joined(separator: " "))

      \(command.details)

      """
    let settings = OptionDefinition.all.filter { $0.applies(to: name) }
    if !settings.isEmpty { text += "\n\(options(of: settings))\n" }
    return text
  }

  private static func options(of definitions: [OptionDefinition]) -> String {
    var lines = ["Options:"]
    for definition in definitions {
      let flag = [definition.flag, definition.placeholder ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
      lines.append(row(flag, definition.help, width: 32))
      if let setting = SettingDefinition.given(by: definition.option), !setting.variables.isEmpty {
        let example = setting.example.map { "=\($0)" } ?? ""
        lines.append(row("", "or " + setting.variables.map(\.name).joined(separator: ", ") + example, width: 32))
      }
    }
    lines.append(row("-h, --help", "show this help", width: 32))
    lines.append(row("-v, --version", "show the version", width: 32))
    return lines.joined(separator: "\n")
  }

  private static func row(_ left: String, _ right: String, width: Int) -> String {
    "  " + left + String(repeating: " ", count: max(2, width - left.count)) + right
  }
}
