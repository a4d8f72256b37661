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
    // Summaries stand in a list, details are sentences.
    #expect(!definition.summary.hasSuffix("."))
    #expect(definition.details.hasSuffix("."))
  }

  @Test("Docker's verbs are those of its protocol")
  func helperVerbs() {
    let verbs = CommandDefinition.all.filter(\.isHelperVerb).map(\.name.rawValue)
    #expect(verbs == ["get", "store", "erase", "list", "version"])
  }

  @Test("Only help takes an operand")
  func operands() {
    #expect(CommandDefinition.all.filter { $0.operandLimit > 0 }.map(\.name) == [.help])
  }
}
