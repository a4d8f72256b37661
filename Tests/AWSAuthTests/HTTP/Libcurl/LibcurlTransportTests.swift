import AWSAuth
import Basics
import Dispatch
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What needs no server but one that says back what it was asked; the rest is tested from outside.
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
      url: try #require(RequestURL("http://127.0.0.1:9/")), fields: [HTTPField("X-First", "1"), test.field])
    let failure = try #require(
      #expect(throws: TransportFailure.self) { try transport.send(request, timeout: .seconds(1)) })
    #expect(failure.kind == .unusable)
    #expect(
      failure.detail == "the header field \(test.field.name.printable(limit: 40)) has a line break in it")
    #expect(failure.remedy == .removeLineBreak)
    #expect(!failure.isTransient)
  }

  struct Route: Sendable, CustomTestStringConvertible {
    let url: String
    let noProxy: String?
    let scheme: String
    let connections: Int

    var testDescription: String { "\(scheme) \(url) NO_PROXY=\(noProxy ?? "")" }

    init(_ url: String, _ noProxy: String?, scheme: String = "", connections: Int) {
      self.url = url
      self.noProxy = noProxy
      self.scheme = scheme
      self.connections = connections
    }
  }

  static let routes: [Route] = [
    Route("https://sts.test.invalid/", nil, connections: 1),
    Route("https://sts.test.invalid/", "example.com", connections: 1),
    // What curl reads in another way than Go does, both ways.
    Route("https://sts.test.invalid/", "*.test.invalid", connections: 0),
    Route("https://sts.test.invalid/", "test.invalid:443", connections: 0),
    Route("https://test.invalid/", ".test.invalid", connections: 1),
    Route("https://sts.test.invalid/", "example.com sts.test.invalid", connections: 1),
    // A SOCKS proxy is one, too.
    Route("https://sts.test.invalid/", nil, scheme: "socks5://", connections: 1),
    Route("https://127.0.0.1:9/", nil, connections: 0), Route("https://localhost:9/", "*.example", connections: 0),
    Route("http://127.0.0.1:9/", nil, connections: 0),
  ]

  @Test("libcurl uses the proxy where Go's programs would, and nowhere else", arguments: routes)
  func route(_ test: Route) async throws {
    let proxy = try LoopbackServer()
    proxy.start()
    defer { proxy.stop() }
    let transport = LibcurlTransport(
      NetworkSettings(
        httpsProxy: Secret("\(test.scheme)127.0.0.1:\(proxy.port)"), noProxy: test.noProxy, userAgent: "test"))
    let request = HTTPRequest(method: "GET", url: try #require(RequestURL(test.url)))
    // There is no such server: all that counts is who was asked for it.
    #expect(throws: TransportFailure.self) { try transport.send(request, timeout: .seconds(2)) }
    #expect(proxy.connectionCount == test.connections)
  }

  @Test("A proxy's URL that is none is not sent anywhere, and not shown")
  func unusableProxy() throws {
    let transport = LibcurlTransport(
      NetworkSettings(httpsProxy: Secret("http://user:hush/@proxy.example:1"), userAgent: "test"))
    let request = HTTPRequest(method: "GET", url: try #require(RequestURL("https://sts.test.invalid/")))
    let failure = try #require(
      #expect(throws: TransportFailure.self) { try transport.send(request, timeout: .seconds(5)) })
    #expect(
      failure
        == TransportFailure(
          .unusable, "HTTPS_PROXY is not the URL of an http, https or socks5 proxy",
          remedy: .proxyURL, isAboutProxy: true))
  }

  @Test("Threads that send at the same time have their own answers, on connections that are used again")
  func threads() async throws {
    let server = try LoopbackServer()
    server.start()
    defer { server.stop() }
    let transport = LibcurlTransport(NetworkSettings(userAgent: "test"))
    for round in 0..<3 {
      // Nobody is answered before all of them have asked: one handle would not do.
      server.gather(8)
      let answers = Locked<[Int: String]>([:])
      await withCheckedContinuation { continuation in
        DispatchQueue(label: "round").async {
          DispatchQueue.concurrent(8) { index in
            guard let url = RequestURL("http://127.0.0.1:\(server.port)/\(round)/\(index)") else { return }
            let request = HTTPRequest(method: "GET", url: url)
            let body = (try? transport.send(request, timeout: .seconds(20)).body) ?? []
            answers.withLock { $0[index] = String(decoding: body, as: UTF8.self) }
          }
          continuation.resume()
        }
      }
      #expect(answers.withLock { $0 } == Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, "/\(round)/\($0)") }))
    }
    // Of 24 requests; libcurl may give up one that it does not trust any more.
    #expect((8..<16).contains(server.connectionCount))
  }
}

/// Connections that are opened before there is a request for them.
@Suite struct LibcurlTransportPreparationTests {
  private static func send(_ transport: LibcurlTransport, _ url: String) async throws -> HTTPResponse {
    let request = HTTPRequest(method: "GET", url: try #require(RequestURL(url)))
    return try await withCheckedThrowingContinuation { continuation in
      DispatchQueue(label: "request").async {
        continuation.resume(with: Result { try transport.send(request, timeout: .seconds(20)) })
      }
    }
  }

  @Test("The request that follows waits for the connection, and uses it")
  func used() async throws {
    let server = try LoopbackServer()
    server.start()
    defer { server.stop() }
    let transport = LibcurlTransport(NetworkSettings(userAgent: "test"))
    let endpoint = try Endpoint("http://127.0.0.1:\(server.port)", from: "TEST")
    for _ in 0..<2 { transport.preconnect(endpoint, timeout: .seconds(20)) }
    // A request does not wait for ever: on a machine with much to do it might open one itself.
    while server.requestCount < 2 { try await Task.sleep(for: .milliseconds(1)) }
    // Their answers are still to be read.
    try await Task.sleep(for: .milliseconds(300))
    for path in ["/1", "/2", "/3"] {
      let answer = try await Self.send(transport, "\(endpoint)\(path)")
      #expect(String(decoding: answer.body, as: UTF8.self) == path)
      // Told apart by bytes: the mark is not part of the colon, and of white space HTTP knows little.
      #expect(answer.fields["marked"]?.utf8Equals("\u{301}a \u{301}\u{A0}") == true)
    }
    // The second one is kept for a request at the same time as another.
    #expect(server.connectionCount <= 2)
  }

  @Test("Where it could not be opened, the request fails by itself, as without it")
  func failed() async throws {
    let endpoint = try Endpoint("http://127.0.0.1:9", from: "TEST")
    var failures: [TransportFailure] = []
    for isPrepared in [false, true] {
      let transport = LibcurlTransport(NetworkSettings(userAgent: "test"))
      if isPrepared { transport.preconnect(endpoint, timeout: .seconds(20)) }
      do {
        _ = try await Self.send(transport, "\(endpoint)/")
      } catch let failure as TransportFailure {
        failures.append(failure)
      }
    }
    #expect(failures.map(\.kind) == [.noConnection, .noConnection])
  }

  @Test("A thread that is still opening one outlives the transport")
  func abandoned() async throws {
    let server = try LoopbackServer()
    server.start()
    defer { server.stop() }
    server.gather(2)
    let endpoint = try Endpoint("http://127.0.0.1:\(server.port)", from: "TEST")
    LibcurlTransport(NetworkSettings(userAgent: "test")).preconnect(endpoint, timeout: .seconds(20))
    // Its answer comes only now, together with this one's.
    let answer = try await Self.send(LibcurlTransport(NetworkSettings(userAgent: "test")), "\(endpoint)/")
    #expect(answer.status == 200)
  }
}

extension DispatchQueue {
  /// Does work several times at once, each in a thread of its own.
  fileprivate static func concurrent(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
    let isDone = DispatchSemaphore(value: 0)
    for index in 0..<count {
      DispatchQueue(label: "thread \(index)").async {
        work(index)
        isDone.signal()
      }
    }
    for _ in 0..<count { isDone.wait() }
  }
}
