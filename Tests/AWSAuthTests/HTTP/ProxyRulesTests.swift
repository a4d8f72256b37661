import AWSAuth
import TestSupport
import Testing

@Suite struct ProxyRulesTests {
  /// A case of Go's in which one spelling of each variable is set.
  struct Case: Sendable, CustomTestStringConvertible {
    let go: ProxyCase

    var testDescription: String { go.name }

    var settings: NetworkSettings {
      NetworkSettings(
        httpsProxy: go.environment["HTTPS_PROXY"].map { Secret($0) }, noProxy: go.environment["NO_PROXY"],
        userAgent: "test")
    }
  }

  static let cases: [Case] = ((try? ProxyCase.all()) ?? []).filter {
    Set($0.environment.keys).isSubset(of: ["HTTPS_PROXY", "NO_PROXY"])
  }.map { Case(go: $0) }

  @Test("There are as many cases as there should be")
  func count() throws {
    #expect(Self.cases.count > 200)
    // Both outcomes, for many lists.
    #expect(Self.cases.count { $0.go.proxy != nil } > 90)
    #expect(Self.cases.count { $0.go.proxy == nil } > 60)
  }

  /// What HTTPS_PROXY is where Go makes something strange of it, or nothing; it is refused here.
  static let unusable: Set<String> = [
    // Go speaks CONNECT to whatever it does not know.
    "socks://proxy.example:1080", "socks4://proxy.example:1080", "socks4a://proxy.example:1080",
    "ftp://proxy.example:3128", "gopher://127.0.0.1:9",
    // Go's proxy is named "http", or has no name.
    "http://", "://", "/", "//proxy.example:3128", "http:///", "http://:3128", "http://user:pass@:3128",
    "http://user:pass@[::1", "http://user:pa/ss@proxy.example:3128", "http://user:pa#ss@proxy.example:3128",
    "http://user:pa?ss@proxy.example:3128", "http://user:pa ss@proxy.example:3128",
    "http://user:pa\"ss@proxy.example:3128", "http://proxy.example:3128 ", "http://proxy example:3128",
    "http://proxy.example:port", "http:proxy.example:3128",
    // Go goes without a proxy, and says nothing.
    "http://user:pa%ss@proxy.example:3128", " http://proxy.example:3128", "http://proxy.example:3128\n",
    // There is no such port.
    "http://proxy.example:70000",
  ]

  @Test("A request goes by the proxy exactly where Go's would, and to the same address", arguments: cases)
  func likeGo(_ test: Case) throws {
    let url = try #require(RequestURL(test.go.url))
    let rules = ProxyRules(test.settings)
    if let given = test.go.environment["HTTPS_PROXY"], Self.unusable.contains(given) {
      let failure = #expect(throws: TransportFailure.self) { try rules.proxy(for: url) }
      #expect(failure?.detail == "HTTPS_PROXY is not the URL of an http, https or socks5 proxy")
      #expect(failure?.isAboutProxy == true)
      return
    }
    let proxy = try rules.proxy(for: url)
    let parts = proxy.map {
      ProxyCase.Proxy(scheme: $0.scheme, user: $0.user, password: $0.password?.exposed() ?? "")
    }
    #expect(parts == test.go.proxy)
    // Where there is a proxy at all, there is a reason to go without it.
    #expect((proxy == nil) == (test.go.environment["HTTPS_PROXY"] == nil || rules.exception(for: url) != nil))
    if let proxy {
      // Go decodes the zone of an address.
      #expect("\(proxy.host):\(proxy.port)" == test.go.address.replacing("%eth0", with: "%25eth0"))
    }
  }

  @Test("All that is refused is among the cases")
  func unusableCases() {
    #expect(Self.unusable.isSubset(of: Self.cases.compactMap { $0.go.environment["HTTPS_PROXY"] }))
  }

  struct Reason: Sendable, CustomTestStringConvertible {
    let url: String
    let exception: ProxyRules.Exception?

    var testDescription: String { url }

    init(_ url: String, _ exception: ProxyRules.Exception?) {
      self.url = url
      self.exception = exception
    }
  }

  static let reasons: [Reason] = [
    Reason("https://sts.eu-central-1.amazonaws.com/", .entry("*.AmazonAWS.com:443")),
    Reason("https://192.0.2.1/", .entry("192.0.2.0/24")), Reason("https://example.com/", nil),
    Reason("https://localhost:4566/", .loopback), Reason("https://127.0.0.2/", .loopback),
    Reason("http://localhost:4566/", .loopback), Reason("http://LOCALHOST:4566/", .loopback),
    Reason("https://[::1]/", .loopback),
  ]

  @Test("Why a server is reached without the proxy is known", arguments: reasons)
  func reason(_ test: Reason) throws {
    let rules = ProxyRules(
      NetworkSettings(
        httpsProxy: Secret("p:1"), noProxy: "*.example, *.AmazonAWS.com:443 ,amazonaws.com,localhost,192.0.2.0/24",
        userAgent: "test"))
    #expect(rules.exception(for: try #require(RequestURL(test.url))) == test.exception)
  }

  @Test("Plain http is never sent to a proxy")
  func plain() throws {
    let rules = ProxyRules(NetworkSettings(httpsProxy: Secret("p:1"), userAgent: "test"))
    #expect(try rules.proxy(for: try #require(RequestURL("http://192.0.2.1/"))) == nil)
  }
}

@Suite struct ProxyServerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let given: String
    let url: String

    var testDescription: String { given }

    init(_ given: String, _ url: String) {
      self.given = given
      self.url = url
    }
  }

  static let cases: [Case] = [
    Case("proxy.example", "http://proxy.example:80"), Case("HTTP://proxy.example:3128/", "http://proxy.example:3128"),
    Case("https://proxy.example", "https://proxy.example:443"),
    Case("socks5://proxy.example", "socks5h://proxy.example:1080"),
    Case("socks5h://u@proxy.example:1", "socks5h://u@proxy.example:1"),
    Case("http://u:p@ss:w%2Ford!@[2001:db8::1]", "http://u:p%40ss%3Aw%2Ford%21@[2001:db8::1]:80"),
    Case("http://@proxy.example", "http://proxy.example:80"),
    Case("http://:word@proxy.example", "http://:word@proxy.example:80"),
  ]

  @Test("libcurl is told all that it could have a default for, and nothing that it could misread", arguments: cases)
  func url(_ test: Case) throws {
    #expect(try #require(ProxyServer(Secret(test.given))).url.exposed() == test.url)
  }

  @Test("Nothing that prints it shows the password")
  func secret() throws {
    let server = try #require(ProxyServer(Secret("http://user:hush@proxy.example:3128")))
    var dumped = ""
    dump(server, to: &dumped)
    #expect(!"\(server) \(String(reflecting: server)) \(server.url) \(dumped)".contains("hush"))
  }
}
