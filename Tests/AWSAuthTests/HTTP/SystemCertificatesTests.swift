import Testing

@testable import AWSAuth

@Suite struct SystemCertificatesTests {
  @Test("The directory is looked for once, and not before it is wanted")
  func once() {
    let searches = Guarded(0)
    let certificates = SystemCertificates {
      searches.withLock { $0 += 1 }
      return "/certificates"
    }
    #expect(searches.withLock { $0 } == 0)
    for _ in 0..<3 { #expect(certificates.directory == "/certificates") }
    #expect(searches.withLock { $0 } == 1)
  }

  @Test("Without a directory libcurl's defaults are used")
  func none() {
    #expect(SystemCertificates { nil }.directory == nil)
  }

  @Test("A directory that did not do is not used again")
  func useDefaults() {
    let certificates = SystemCertificates { "/certificates" }
    #expect(certificates.directory != nil)
    certificates.useDefaults()
    #expect(certificates.directory == nil)
  }
}
