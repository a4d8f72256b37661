import Foundation
import Testing

@testable import ECRLogin

/// The table under "Settings" in the README.
@Suite struct ReadmeTests {
  struct Row {
    let options: [String]
    let variables: [String]
    let keys: [String]
    let standard: String
  }

  let rows: [Row]

  init() throws {
    let readme = try String(contentsOf: Repository.file("README.md"), encoding: .utf8)
    let section = try #require(readme.split(separator: "\n## Settings\n").last?.split(separator: "\n## ").first)
    rows = section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map { line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      return Row(
        options: Self.words(cells[2]), variables: Self.words(cells[3]), keys: Self.words(cells[4]), standard: cells[5])
    }
  }

  /// What stands between backquotes.
  private static func words(_ cell: String) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
      .map { String($0.element) }
  }

  @Test("Every setting has a row with its option, variables, key and default", arguments: Setting.allCases)
  func settings(_ setting: Setting) throws {
    let definition = SettingDefinition.of(setting)
    let flag = OptionDefinition.of(definition.option).flag
    let row = try #require(rows.first { $0.options.contains(flag) }, "\(flag) has no row")
    for variable in definition.variables.map(\.name) {
      #expect(row.variables.contains(definition.example.map { "\(variable)=\($0)" } ?? variable))
    }
    #expect(row.keys == [definition.fileKey].compactMap { $0 })
    if let standard = definition.standard() { #expect(row.standard.contains(standard)) }
  }

  @Test("The table has nothing that the program does not have, and every option that every command takes")
  func nothingElse() {
    #expect(Set(rows.flatMap(\.options)) == Set(OptionDefinition.all.filter { $0.commands == nil }.map(\.flag)))
    let names = rows.flatMap(\.variables).map { String($0.prefix { $0 != "=" }) }
    #expect(names.filter { Variable(rawValue: $0) == nil } == [])
    #expect(rows.flatMap(\.keys) == SettingDefinition.all.compactMap(\.fileKey))
  }
}
