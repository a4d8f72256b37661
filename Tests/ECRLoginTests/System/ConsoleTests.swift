import AWSAuth
import Basics
import Testing

@testable import ECRLogin

@Suite struct ConsoleTests {
  @Test("Answers go to standard output, words to standard error, failures to both")
  func streams() throws {
    let world = World()
    let console = world.context.console
    try console.print("a")
    console.printError("b")
    #expect(world.output == "a\n")
    #expect(world.errors == "docker-credential-bitrise: b\n")
    try console.failBoth("c")
    #expect(world.output == "a\ndocker-credential-bitrise: c\n")
    #expect(world.errors == "docker-credential-bitrise: b\ndocker-credential-bitrise: c\n")
  }

  @Test("A service's message is never taken for the protocol's sentence, which some clients look for anywhere")
  func sentence() throws {
    let world = World()
    try world.context.console.failBoth("it says: \(HelperProtocol.notFound)!")
    #expect(world.output == "docker-credential-bitrise: it says: no credentials were found!\n")
    #expect(world.errors == world.output)
    // The clients look for bytes.
    let marked = World()
    try marked.context.console.failBoth("\(HelperProtocol.notFound)\u{301}")
    #expect(marked.output.utf8Equals("docker-credential-bitrise: no credentials were found\u{301}\n"))
  }

  @Test("What is said in its place does not make up the sentence with what stands around it")
  func doubled() throws {
    let world = World()
    try world.context.console.failBoth("\(HelperProtocol.notFound) in native keychain")
    #expect(!world.output.containsUTF8(HelperProtocol.notFound))
  }

  @Test("A failure is said on standard error also where standard output fails")
  func broken() {
    var world = World()
    world.outputFails = true
    #expect(throws: World.Broken.self) { try world.context.console.failBoth("c") }
    #expect(world.errors == "docker-credential-bitrise: c\n")
  }
}
