import Testing

@testable import ECRLogin

@Suite struct ServerURLInputTests {
  @Test("A person at a terminal is told what is waited for", arguments: [CommandDefinition.Name.get, .erase])
  func terminal(_ command: CommandDefinition.Name) throws {
    var world = World([], input: "example.com\n")
    world.inputIsTerminal = true
    #expect(try readServerURL(world.context, command: command).host == "example.com")
    #expect(
      world.errors == "docker-credential-bitrise: \(command.rawValue) reads a registry's host from standard input; "
        + "end it with Ctrl-D\n")
    #expect(world.output == "")
  }

  @Test("A program is told nothing")
  func pipe() throws {
    let world = World([], input: "example.com")
    #expect(try readServerURL(world.context, command: .get).host == "example.com")
    #expect(world.errors == "")
  }

  @Test("An input that cannot be read is as good as none")
  func unreadable() {
    var world = World()
    world.inputFails = true
    #expect(throws: ServerURL.Failure.empty) { try readServerURL(world.context, command: .get) }
  }

  @Test("An input without end is not read to its end")
  func endless() {
    let world = World([], input: String(repeating: "a", count: 1 << 20))
    #expect(throws: ServerURL.Failure.notAHost("it has more than 4096 bytes")) {
      try readServerURL(world.context, command: .get)
    }
  }
}
