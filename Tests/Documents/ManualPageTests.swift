import Foundation
import Testing

@testable import ECRLogin

@Suite struct ManualPageTests {
  @Test("The manual page is what the tables say; `make manual` writes it")
  func current() throws {
    let file = Repository.file("docs/docker-credential-bitrise.1")
    let template = try String(contentsOf: Repository.file("docs/docker-credential-bitrise.1.in"), encoding: .utf8)
    let page = ManualPage.text(template)
    if ProcessInfo.processInfo.environment["WRITE_MANUAL"] != nil { try Data(page.utf8).write(to: file) }
    let written = try String(contentsOf: file, encoding: .utf8)
    #expect(written.split(separator: "\n") == page.split(separator: "\n"))
    #expect(written == page)
    #expect(!page.contains("@"))
  }

  @Test("Every variable has help: its own, or that of its setting's option", arguments: Variable.allCases)
  func variables(_ variable: Variable) {
    let isSetting = SettingDefinition.all.contains { $0.variables.contains(variable) }
    #expect((variable.help == nil) == isSetting)
  }

  @Test("A sentence begins a line, and options and variables have their own type")
  func text() {
    #expect(
      Mdoc.text("One is as --no-cache, another AWS_REGION. (Two\\.) 'Three ... .four -v;") == [
        "One is as", ".Fl Fl no-cache ,", "another", ".Ev AWS_REGION .", "(Two\\e.)", "\\&'Three ... .four",
        ".Fl v ;",
      ])
    let long = Array(repeating: "word", count: 40).joined(separator: " ")
    #expect(Mdoc.text(long).allSatisfy { $0.count < 80 })
    #expect(Mdoc.text(long).joined(separator: " ") == long)
  }

  @Test("Items are a list")
  func details() {
    #expect(
      Mdoc.details("It is one of:\nenv:   a line\n       of two\njson:  x") == [
        "It is one of:", ".Bl -tag -width Ds", ".It Cm env", "a line of two", ".It Cm json", "x", ".El",
      ])
  }
}
