import Testing

@testable import ECRLogin

@Suite struct SearchPathTests {
  @Test(
    "Only absolute directories are searched",
    arguments: [
      ("/usr/bin:/opt", ["/usr/bin", "/opt"]), (":/opt", ["/opt"]), ("/opt:", ["/opt"]),
      ("/opt::/bin", ["/opt", "/bin"]), (".:/opt", ["/opt"]), ("bin:./tools:/opt:../x", ["/opt"]), ("", []), (".", []),
    ])
  func directories(_ path: String, _ expected: [String]) {
    #expect(SearchPath(path).directories == expected)
  }

  @Test("Without a PATH the system's directories are searched")
  func unset() {
    #expect(SearchPath(nil).files(named: "tool") == ["/usr/bin/tool", "/bin/tool"])
  }
}
