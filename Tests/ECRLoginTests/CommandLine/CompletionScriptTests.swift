import AWSAuth
import Basics
import Testing

@testable import ECRLogin

@Suite struct CompletionScriptTests {
  private static let shells = ["bash", "zsh", "fish"]

  /// The part of a script that is about one command.
  private static func part(_ shell: String, _ command: CommandDefinition.Name) throws -> String {
    let lines = try #require(CompletionScript.text(for: shell)).split(separator: "\n").map(String.init)
    let beginning = shell == "fish" ? "'__fish_seen_subcommand_from \(command.rawValue)'" : "    \(command.rawValue)) "
    return lines.filter { shell == "fish" ? $0.contains(beginning) : $0.hasPrefix(beginning) }.joined(separator: "\n")
  }

  /// The words of a text, as a shell would see them.
  private static func words(_ text: String) -> Set<String> {
    Set(text.split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init))
  }

  @Test("Every command is offered", arguments: shells)
  func commands(_ shell: String) throws {
    let script = try #require(CompletionScript.text(for: shell))
    for command in CommandDefinition.all {
      let name = command.name.rawValue
      switch shell {
      case "bash":
        let list = CommandDefinition.all.map(\.name.rawValue).joined(separator: " ") + " --help --version"
        #expect(script.components(of: "\"\(list)\"") == 2)
      case "zsh": #expect(script.contains("\n    '\(name):"))
      default:
        #expect(script.contains("complete -c docker-credential-bitrise -n __fish_use_subcommand -a \(name) -d '"))
      }
    }
  }

  @Test("Each command is offered its flags, and no others", arguments: shells, CommandDefinition.Name.allCases)
  func flags(_ shell: String, _ command: CommandDefinition.Name) throws {
    let part = try Self.part(shell, command)
    let words = Self.words(part)
    for option in OptionDefinition.all {
      let isOffered =
        shell == "fish" ? part.contains(" -l \(option.flag.dropFirst(2)) ") : words.contains(option.flag)
      #expect(isOffered == option.applies(to: command), "\(option.flag)")
    }
    if shell != "fish" { #expect(words.contains("--help")) }
  }

  @Test("A value is asked for where a flag takes one", arguments: CommandDefinition.Name.allCases)
  func takesValue(_ command: CommandDefinition.Name) throws {
    let fish = try Self.part("fish", command).split(separator: "\n")
    let zsh = try Self.part("zsh", command)
    for option in OptionDefinition.all where option.applies(to: command) {
      let line = try #require(fish.first { $0.contains(" -l \(option.flag.dropFirst(2)) ") })
      #expect((line.contains(" -x ") || line.contains(" -r ")) == (option.placeholder != nil), "\(line)")
      let start = try #require(zsh.ranges(of: "'\(option.flag)[").first)
      var help = zsh[start.upperBound...]
      // The first bracket without a backslash ends the help text.
      while let byte = help.first, byte != "]" { help = help.dropFirst(byte == "\\" ? 2 : 1) }
      let beginning = option.placeholder.map { "]:\($0):" } ?? "]' "
      #expect(help.hasPrefix(beginning), "\(option.flag): \(help.prefix(20))")
    }
  }

  @Test("Values that are known are offered", arguments: shells)
  func values(_ shell: String) throws {
    let script = try #require(CompletionScript.text(for: shell))
    #expect(script.contains("env json process envman"))
    // Each command's own, also where the option has one name for both.
    if shell != "bash" {
      #expect(try Self.part(shell, .doctor).contains("text json"))
      #expect(try !Self.part(shell, .doctor).contains("envman"))
    }
    let completion = try Self.part(shell, .completion)
    for word in ["bash", "zsh", "fish"] { #expect(Self.words(completion).contains(word)) }
    let help = try Self.part(shell, .help)
    for command in CommandDefinition.all { #expect(Self.words(help).contains(command.name.rawValue)) }
    // A path is completed as one.
    let mark = [
      "bash": "--web-identity-token-file | --config | --token-file) _docker_credential_bitrise_reply -f",
      "zsh": ":PATH:_files",
      "fish": "-l config -r -F",
    ]
    #expect(script.contains(try #require(mark[shell])))
    #expect(script.contains("version"))
  }

  @Test("No other shell has a script", arguments: ["", "sh", "Bash", "powershell"])
  func others(_ shell: String) {
    #expect(CompletionScript.text(for: shell) == nil)
  }

  @Test("Help texts cannot end what they are quoted in", arguments: ["zsh", "fish"])
  func quotes(_ shell: String) throws {
    let script = try #require(CompletionScript.text(for: shell))
    for line in script.split(separator: "\n") {
      let unescaped = line.replacing("\\'", with: "")
      #expect(unescaped.count { $0 == "'" }.isMultiple(of: 2), "\(line)")
    }
    #expect(script.contains(shell == "zsh" ? "registry'\\''s" : "registry\\'s"))
  }

  @Test("A shell that is there takes its script", arguments: shells)
  func syntax(_ shell: String) throws {
    let script = try #require(CompletionScript.text(for: shell))
    let result = try ProgramRunner.system(["PATH": "/usr/bin:/bin"]).run(
      shell, ["-n", "/dev/stdin"], Array(script.utf8), Deadline(after: .seconds(60), by: .system))
    #expect(result == nil || result?.status == 0)
  }

  @Test("The command prints the script, or says which there are")
  func command() {
    for shell in Self.shells {
      let world = World(["completion", shell])
      #expect(run(world.context) == .success)
      #expect(world.output == CompletionScript.text(for: shell))
      #expect(world.errors == "")
    }
    let world = World(["completion", "tcsh"])
    #expect(run(world.context) == .usage)
    #expect(world.output == "")
    #expect(
      world.errors
        == "docker-credential-bitrise: completion scripts are for bash, zsh and fish; \(HelpText.usage(of: .completion))\n"
    )
  }

  @Test("Bash completes what it should")
  func bash() throws {
    let script = try #require(CompletionScript.text(for: "bash"))
    func completed(_ words: String...) throws -> Set<String>? {
      let line = words.map { $0.shellQuoted }.joined(separator: " ")
      let call =
        "\(script)\nCOMP_WORDS=(docker-credential-bitrise \(line)); COMP_CWORD=\(words.count)\n"
        + "_docker_credential_bitrise\nprintf '%s\\n' \"${COMPREPLY[@]}\""
      let result = try ProgramRunner.system(["PATH": "/usr/bin:/bin"]).run(
        "bash", ["-c", call], [], Deadline(after: .seconds(60), by: .system))
      return result.map { Set(String(decoding: $0.output, as: UTF8.self).split(separator: "\n").map(String.init)) }
    }
    guard let first = try completed("lo") else { return }
    #expect(first == ["login", "logout"])
    #expect(try completed("configure", "--re") == ["--region", "--remove"])
    #expect(try completed("login", "--re") == ["--region"])
    #expect(try completed("credentials", "--format", "") == ["env", "json", "process", "envman"])
    #expect(
      try completed("trust-policy", "check", "x", "--format", "")
        == ["json", "aws-cli", "terraform", "cloudformation", "text"])
    #expect(try completed("trust-policy", "c") == ["create", "check"])
    #expect(try completed("doctor", "--format", "") == ["text", "json"])
    #expect(try completed("completion", "") == ["--help", "bash", "zsh", "fish"])
    #expect(try completed("help", "pass") == ["password"])
    #expect(
      try completed("login", "--config", "/etc/host").map { $0.contains("/etc/hostname") || $0.contains("/etc/hosts") }
        == true)
  }
}

extension String {
  /// How often another text is in it.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
