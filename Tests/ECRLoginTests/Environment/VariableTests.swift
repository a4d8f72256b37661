import Testing

@testable import ECRLogin

@Suite struct VariableTests {
  @Test("A setting's variables, and what must not reach other programs, are in the table once")
  func once() {
    let ofSettings = SettingDefinition.all.flatMap(\.variables)
    #expect(Set(ofSettings).count == ofSettings.count)
    #expect(Set(Variable.allCases.map(\.name)).count == Variable.allCases.count)
    #expect(Set(Variable.secrets.map(\.name)).isSubset(of: ProgramRunner.withheld))
  }
}
