import Testing

@testable import ECRLogin

@Suite struct SettingDefinitionTests {
  @Test("The table has every setting once, with an option of its own")
  func complete() {
    #expect(SettingDefinition.all.map(\.setting) == Setting.allCases)
    #expect(Set(SettingDefinition.all.map(\.option)).count == SettingDefinition.all.count)
    for setting in Setting.allCases { #expect(SettingDefinition.of(setting).setting == setting) }
  }

  @Test("No name means two settings")
  func unique() {
    for names in [SettingDefinition.all.flatMap(\.variables).map(\.name), SettingDefinition.all.compactMap(\.fileKey)] {
      #expect(Set(names).count == names.count)
    }
  }
}
