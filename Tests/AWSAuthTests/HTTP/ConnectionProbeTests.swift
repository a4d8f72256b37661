import AWSAuth
import TestSupport
import Testing

@Suite struct ConnectionProbeTests {
  private let probe = ConnectionProbe.libcurl(NetworkSettings(userAgent: "test"))

  @Test("It says how far it got, on a connection of its own each time")
  func connects() throws {
    let server = try LoopbackServer()
    server.start()
    defer { server.stop() }
    server.gather(1)
    for count in 1...2 {
      let request = try #require(HTTPRequest("GET", to: "http://127.0.0.1:\(server.port)/"))
      let report = probe.probe(request, .seconds(20))
      #expect(try report.outcome.get().status == 200)
      #expect(report.address == "127.0.0.1")
      #expect(report.connection != nil)
      #expect(report.tls == nil)
      #expect(report.total > .zero)
      #expect(!report.isProxied)
      #expect(server.connectionCount == count)
    }
  }

  @Test("Where nobody answers there was no connection")
  func refused() throws {
    let report = probe.probe(try #require(HTTPRequest("HEAD", to: "http://127.0.0.1:9/")), .seconds(5))
    guard case .failure(let failure) = report.outcome else {
      Issue.record("somebody answered")
      return
    }
    #expect(failure.kind == .noConnection)
    #expect(!failure.isAboutProxy)
    #expect(report.connection == nil)
    #expect(report.address == nil)
  }

  @Test("What cannot be a URL makes no request", arguments: ["", "/v2/", "https://", "https:///path"])
  func noURL(_ text: String) {
    #expect(HTTPRequest("GET", to: text) == nil)
  }

  @Test("It is libcurl")
  func version() throws {
    #expect(try probe.open().hasPrefix("libcurl/"))
  }
}
