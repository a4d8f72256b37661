import AWSAuth
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Only what is decided before anything is sent; the rest needs servers, and is tested from outside.
@Suite struct LibcurlTransportTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let field: HTTPField

    var testDescription: String { "\(field.name): \(field.value)".debugDescription }

    init(_ name: String, _ value: String) {
      field = HTTPField(name, value)
    }
  }

  static let cases: [Case] = [
    Case("Authorization", "a\nX-Injected: b"), Case("Authorization", "a\r\nX-Injected: b"),
    Case("Authorization", "a\r"), Case("Authorization", "a\n"), Case("Authorization", "\n"),
    Case("Authorization", "a\u{0}b"), Case("X-A\r\nX-Injected", "b"), Case("X-A\n", ""),
  ]

  @Test("A header field with a line break in it is never sent", arguments: cases)
  func lineBreak(_ test: Case) throws {
    let transport = LibcurlTransport(NetworkSettings(userAgent: "test"))
    // Port 9 of this machine answers nobody, should the request get that far.
    let request = HTTPRequest(
      url: try #require(URL(string: "http://127.0.0.1:9/")), fields: [HTTPField("X-First", "1"), test.field])
    let failure = try #require(
      #expect(throws: TransportFailure.self) { try transport.send(request, timeout: .seconds(1)) })
    #expect(failure.kind == .unusable)
    #expect(
      failure.detail == "the header field \(test.field.name.printable(limit: 40)) has a line break in it")
    #expect(failure.advice == "Take the line break out of the setting that it comes from.")
    #expect(!failure.isPassing)
  }
}
