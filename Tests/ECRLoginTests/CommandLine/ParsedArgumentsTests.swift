import Testing

@testable import ECRLogin

@Suite struct ParsedArgumentsTests {
  @Test("Values are kept in their order, and options in that of the table")
  func values() {
    var arguments = ParsedArguments()
    #expect(arguments[.pull] == nil && arguments.list(.pull).isEmpty && !arguments.has(.pull))
    #expect(arguments.options.isEmpty)
    arguments.add(.push, "c")
    arguments.add(.pull, "b")
    arguments.add(.pull, "a")
    arguments.add(.quiet, "")
    #expect(arguments[.pull] == "b")
    #expect(arguments.list(.pull) == ["b", "a"])
    #expect(arguments.has(.quiet) && arguments[.quiet] == "")
    #expect(arguments.options == [.quiet, .pull, .push])
  }
}
