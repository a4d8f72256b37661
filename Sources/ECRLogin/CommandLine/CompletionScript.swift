/// Completion scripts, made from the tables of commands and settings.
enum CompletionScript {
  /// The script for a shell; `nil` for one that we have none for.
  static func text(for shell: String) -> String? {
    switch shell {
    case "bash": bash
    case "zsh": zsh
    case "fish": fish
    default: nil
    }
  }

  private static let function = Program.name.map { $0 == "-" ? "_" : String($0) }.joined()

  /// The values of `--format`.
  private static func formats(_ command: CommandDefinition.Name) -> String {
    CommandDefinition.of(command).formats.joined(separator: " ")
  }

  private static func flags(_ command: CommandDefinition.Name) -> [OptionDefinition] {
    OptionDefinition.all.filter { $0.applies(to: command) }
  }

  private static var bash: String {
    let commands = CommandDefinition.all.map(\.name.rawValue).joined(separator: " ")
    let cases = CommandDefinition.all.map { command in
      let words = (flags(command.name).map(\.flag) + ["--help"] + operandWords(command.name)).joined(separator: " ")
      return "    \(command.name.rawValue)) words=\"\(words)\" ;;"
    }
    let formatCases = CommandDefinition.all.filter { OptionDefinition.of(.format).applies(to: $0.name) }.map {
      "    \($0.name.rawValue)) words=\"\(formats($0.name))\" ;;"
    }
    let pathFlags = OptionDefinition.all.filter { $0.takesPath }.map(\.flag).joined(separator: " | ")
    return """
      # bash completion for \(Program.name)
      # Word by word: the bash of macOS has no mapfile.
      _\(function)_reply() {
        local word
        COMPREPLY=()
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "${@:1:$#-1}" -- "${!#}")
      }
      _\(function)() {
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} words
        case $previous in
          --format) case ${COMP_WORDS[1]} in
      \(formatCases.joined(separator: "\n"))
          esac ;;
          \(pathFlags)) _\(function)_reply -f "$current"; compopt -o filenames 2>/dev/null || return 0; return ;;
          *) case ${COMP_WORDS[1]} in
      \(cases.joined(separator: "\n"))
          *) words="\(commands) --help --version" ;;
          esac
          [ "$COMP_CWORD" -gt 1 ] || words="\(commands) --help --version" ;;
        esac
        _\(function)_reply -W "$words" "$current"
      }
      complete -F _\(function) \(Program.name)

      """
  }

  private static var zsh: String {
    let commands = CommandDefinition.all.map { "    '\($0.name.rawValue):\(zshText($0.summary))'" }
    let cases = CommandDefinition.all.map { command in
      let options = flags(command.name).map { option in
        let value =
          option.placeholder.map { placeholder in
            let action =
              option.option == .format
              ? "(\(formats(command.name)))" : option.takesPath ? "_files" : ""
            return ":\(placeholder):\(action)"
          } ?? ""
        return "'\(option.flag)[\(zshText(option.help))]\(value)'"
      }
      let operands = operandWords(command.name)
      let rest = operands.isEmpty ? "" : " '1:\(zshText(command.operands)):(\(operands.joined(separator: " ")))'"
      return
        "    \(command.name.rawValue)) _arguments \((options + ["'--help[show help]'"]).joined(separator: " "))\(rest) ;;"
    }
    return """
      #compdef \(Program.name)
      _\(function)() {
        local -a commands
        commands=(
      \(commands.joined(separator: "\n"))
        )
        if (( CURRENT == 2 )); then
          _describe command commands
          return
        fi
        local command=$words[2]
        shift words
        (( CURRENT-- ))
        case $command in
      \(cases.joined(separator: "\n"))
        esac
      }
      if [ "$funcstack[1]" = "_\(function)" ]; then _\(function) "$@"; else compdef _\(function) \(Program.name); fi

      """
  }

  private static var fish: String {
    let program = Program.name
    var lines = ["# fish completion for \(program)", "complete -c \(program) -f"]
    for command in CommandDefinition.all {
      let name = command.name.rawValue
      lines.append("complete -c \(program) -n __fish_use_subcommand -a \(name) -d '\(fishText(command.summary))'")
      for option in flags(command.name) {
        let kind =
          option.option == .format
          ? " -x -a '\(formats(command.name))'"
          : option.placeholder == nil ? "" : option.takesPath ? " -r -F" : " -x"
        lines.append(
          "complete -c \(program) -n '__fish_seen_subcommand_from \(name)' -l \(option.flag.dropFirst(2))\(kind) "
            + "-d '\(fishText(option.help))'")
      }
      let words = operandWords(command.name)
      if !words.isEmpty {
        lines.append(
          "complete -c \(program) -n '__fish_seen_subcommand_from \(name)' -a '\(words.joined(separator: " "))'")
      }
    }
    lines.append("complete -c \(program) -s h -l help -d 'show help'")
    lines.append("complete -c \(program) -s v -l version -d 'show the version'")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func operandWords(_ command: CommandDefinition.Name) -> [String] {
    CommandDefinition.of(command).operandWords
  }

  /// A text inside zsh's single quotes, where colons and brackets separate.
  private static func zshText(_ text: String) -> String {
    text.map { character in
      switch character {
      case "'": "'\\''"
      case ":", "[", "]", "\\": "\\\(character)"
      default: String(character)
      }
    }.joined()
  }

  /// A text inside fish's single quotes.
  private static func fishText(_ text: String) -> String {
    text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
  }
}
