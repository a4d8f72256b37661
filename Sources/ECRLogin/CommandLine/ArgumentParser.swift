import Basics

/// What the program was asked to do.
enum Invocation: Sendable, Equatable {
  case run(CommandDefinition.Name, flags: ParsedArguments, operands: [String] = [])
  /// Help about a command, or about the whole program.
  case help(CommandDefinition.Name?)
  case version
}

/// How the program was called wrongly.
struct UsageError: Error, Hashable, Sendable {
  /// What is wrong, with the nearest right thing.
  let message: String
  /// The command that was meant, as far as one was.
  let command: CommandDefinition.Name?
}

/// Reads the arguments by the tables of commands and settings.
enum ArgumentParser {
  /// Reads the arguments, which do not contain the program's own name.
  static func parse(_ arguments: [String]) throws(UsageError) -> Invocation {
    let command = arguments.lazy.compactMap(CommandDefinition.Name.init).first
    // Who asks for help, or for the version, is not to be told what else is wrong.
    switch arguments.prefix(while: { $0 != "--" }).first(where: { ["--help", "-h", "--version", "-v"].contains($0) }) {
    case "--help", "-h": return .help(command)
    case nil: break
    default: return .version
    }
    var words: [String] = []
    var flags = ParsedArguments()
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        words += rest
        break
      }
      if argument.begins(with: "-"), argument != "-" {
        try readFlag(argument, &rest, &flags, command)
      } else {
        words.append(argument)
      }
    }
    return try invocation(words, flags)
  }

  private static func readFlag(
    _ argument: String, _ rest: inout ArraySlice<String>, _ flags: inout ParsedArguments,
    _ command: CommandDefinition.Name?
  ) throws(UsageError) {
    let parts = argument.splitScalars(at: "=", maxSplits: 1).map(String.init)
    guard !["--help", "--version"].contains(parts[0]) else {
      throw UsageError(message: "\(parts[0]) takes no value", command: command)
    }
    guard let definition = OptionDefinition.all.first(where: { $0.flag == parts[0] }) else {
      let known = OptionDefinition.all.map(\.flag) + ["--help", "--version"]
      throw UsageError(
        message: "unknown option \(parts[0].printable(limit: 60))\(suggestion(parts[0], known))", command: command)
    }
    guard !flags.has(definition.option) || definition.isRepeatable else {
      throw UsageError(message: "\(definition.flag) is given twice", command: command)
    }
    guard definition.placeholder != nil else {
      guard parts.count == 1 else {
        throw UsageError(message: "\(definition.flag) takes no value", command: command)
      }
      flags.add(definition.option, "")
      return
    }
    guard let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.isEmpty else {
      throw UsageError(message: "\(definition.flag) needs a value", command: command)
    }
    guard !definition.isRepeatable || !value.contains(where: \.isNewline) else {
      throw UsageError(message: "\(definition.flag) has a line break in its value", command: command)
    }
    flags.add(definition.option, value)
  }

  private static func invocation(
    _ words: [String], _ flags: ParsedArguments
  ) throws(UsageError) -> Invocation {
    guard let word = words.first else { throw UsageError(message: "no command is given", command: nil) }
    guard let name = CommandDefinition.Name(rawValue: word) else { throw unknownCommand(word) }
    let definition = CommandDefinition.of(name)
    if name == .help {
      guard words.count > 1 else { return .help(nil) }
      guard let topic = CommandDefinition.Name(rawValue: words[1]) else { throw unknownCommand(words[1]) }
      return .help(topic)
    }
    let operands = Array(words.dropFirst())
    guard operands.count <= definition.operandLimit else {
      let limit = ["no arguments", "one argument", "two arguments"][min(2, definition.operandLimit)]
      let surplus = operands[definition.operandLimit].printable(limit: 60)
      throw UsageError(message: "\(name.rawValue) takes \(limit): \(surplus)", command: name)
    }
    guard operands.count >= definition.operandMinimum else {
      throw UsageError(message: "\(name.rawValue) needs an argument: \(definition.operands)", command: name)
    }
    if let other = flags.options.map(OptionDefinition.of).first(where: { !$0.applies(to: name) }) {
      throw UsageError(message: "\(name.rawValue) does not take \(other.flag)", command: name)
    }
    return .run(name, flags: flags, operands: operands)
  }

  private static func unknownCommand(_ word: String) -> UsageError {
    let known = CommandDefinition.Name.allCases.map(\.rawValue)
    return UsageError(message: "unknown command \(word.printable(limit: 60))\(suggestion(word, known))", command: nil)
  }

  private static func suggestion(_ word: String, _ known: [String]) -> String {
    nearest(to: word, in: known).map { "; did you mean \($0)?" } ?? ""
  }
}
