import Testing

@testable import ECRLogin

@Suite struct CommandDefinitionTests {
  @Test("The table has every command once, in the order of their names' list")
  func complete() {
    #expect(CommandDefinition.all.map(\.name) == CommandDefinition.Name.allCases)
  }

  @Test("A command is found by its name, and has words for help", arguments: CommandDefinition.Name.allCases)
  func found(_ name: CommandDefinition.Name) {
    let definition = CommandDefinition.of(name)
    #expect(definition.name == name)
    for text in [definition.summary, definition.details] {
      #expect(!text.isEmpty)
      #expect(text.allSatisfy { $0.isASCII })
    }
    // Summaries stand in a list; details are sentences, or end with an example or a list.
    #expect(!definition.summary.hasSuffix("."))
    #expect(definition.details.hasSuffix(".") == ![.password, .credentials, .completion].contains(name))
  }

  @Test("Docker's verbs are those of its protocol")
  func helperVerbs() {
    let verbs = CommandDefinition.all.filter(\.isHelperVerb).map(\.name.rawValue)
    #expect(verbs == ["get", "store", "erase", "list", "version"])
  }

  @Test("A command takes and needs as many operands as its help says", arguments: CommandDefinition.Name.allCases)
  func operands(_ name: CommandDefinition.Name) {
    let definition = CommandDefinition.of(name)
    let (operands, least, most): (String, Int, Int) =
      switch name {
      case .get, .store, .erase, .list, .version, .credentials: ("", 0, 0)
      case .login, .logout: ("[REGISTRY...]", 0, .max)
      case .configure: ("REGISTRY...", 1, .max)
      case .password, .doctor: ("[REGISTRY]", 0, 1)
      case .completion: ("bash|zsh|fish", 1, 1)
      case .trustPolicy: ("create|check|explain [FILE]", 1, 2)
      case .help: ("[COMMAND]", 0, 1)
      }
    #expect(definition.operands == operands)
    #expect(definition.operandMinimum == least)
    #expect(definition.operandLimit == most)
  }

  @Test("Only the commands that ask nobody do without settings")
  func settings() {
    #expect(CommandDefinition.all.filter { !$0.takesSettings }.map(\.name) == [.completion, .help])
  }
}
