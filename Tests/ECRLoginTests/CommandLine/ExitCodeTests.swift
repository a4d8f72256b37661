import Testing

@testable import ECRLogin

@Suite struct ExitCodeTests {
  @Test("Scripts rely on these numbers")
  func numbers() {
    #expect(ExitCode.success.rawValue == 0)
    #expect(ExitCode.failure.rawValue == 1)
    #expect(ExitCode.usage.rawValue == 64)
  }
}
