import Testing

@testable import AWSAuth

@Suite struct RequestURLTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let scheme: String
    let host: String
    let port: Int?
    let path: String
    let query: String?
    let fragment: String?

    var testDescription: String { text }

    init(
      _ text: String, _ scheme: String = "https", _ host: String = "h", _ port: Int? = nil, path: String = "",
      query: String? = nil, fragment: String? = nil
    ) {
      self.text = text
      self.scheme = scheme
      self.host = host
      self.port = port
      self.path = path
      self.query = query
      self.fragment = fragment
    }
  }

  static let cases: [Case] = [
    // RFC 3986, 1.1.2 and 3.
    Case("ftp://ftp.is.co.za/rfc/rfc1808.txt", "ftp", "ftp.is.co.za", path: "/rfc/rfc1808.txt"),
    Case("http://www.ietf.org/rfc/rfc2396.txt", "http", "www.ietf.org", path: "/rfc/rfc2396.txt"),
    Case("ldap://[2001:db8::7]/c=GB?objectClass?one", "ldap", "[2001:db8::7]", path: "/c=GB", query: "objectClass?one"),
    Case("telnet://192.0.2.16:80/", "telnet", "192.0.2.16", 80, path: "/"),
    Case(
      "foo://example.com:8042/over/there?name=ferret#nose", "foo", "example.com", 8042, path: "/over/there",
      query: "name=ferret", fragment: "nose"),
    // Nothing but the scheme is put into another spelling.
    Case("HTTPS://Example.COM", "https", "Example.COM"), Case("h2+x-y.z://h", "h2+x-y.z"),
    Case("https://h/A/../b//./%2e%2E/%7e", path: "/A/../b//./%2e%2E/%7e"),
    Case("https://a%2Eb", "https", "a%2Eb"), Case("https://a_b~c!$&'()*+,;=d", "https", "a_b~c!$&'()*+,;=d"),
    // What is empty, and what is not there.
    Case("https://h?", query: ""), Case("https://h#", fragment: ""),
    Case("https://h/?#", path: "/", query: "", fragment: ""),
    Case("https://h?a", query: "a"), Case("https://h#a?b", fragment: "a?b"), Case("https://h:", "https", "h"),
    Case("https://h:/", "https", "h", path: "/"),
    // The most that each part may have.
    Case("https://h/-._~!$&'()*+,;=:@%00/", path: "/-._~!$&'()*+,;=:@%00/"),
    Case(
      "https://h?-._~!$&'()*+,;=:@/?%fF#-._~!$&'()*+,;=:@/?%Ff", query: "-._~!$&'()*+,;=:@/?%fF",
      fragment: "-._~!$&'()*+,;=:@/?%Ff"),
    // Ports.
    Case("https://h:1", "https", "h", 1), Case("https://h:65535/", "https", "h", 65535, path: "/"),
    Case("https://h:0443", "https", "h", 443),
    // What stands before the @ is no part of the host.
    Case("https://user:pass@h:5000/", "https", "h", 5000, path: "/"), Case("https://@h"), Case("https://a:b:c@h"),
    Case("https://h/@x:y", path: "/@x:y"), Case("https://h?a@b", query: "a@b"),
    // IPv6 addresses keep their brackets and their spelling.
    Case("https://[::1]", "https", "[::1]"), Case("https://[FE80::1]:8443/", "https", "[FE80::1]", 8443, path: "/"),
    Case("https://[::ffff:127.0.0.1]:", "https", "[::ffff:127.0.0.1]"), Case("https://u@[::]", "https", "[::]"),
  ]

  @Test("A URL is taken apart, and stays as it is", arguments: cases)
  func parts(_ example: Case) throws {
    let url = try #require(RequestURL(example.text))
    #expect(url.absoluteString == example.text)
    #expect(url.scheme == example.scheme)
    #expect(url.host == example.host)
    #expect(url.port == example.port)
    #expect(url.path == example.path)
    #expect(url.query == example.query)
    #expect(url.fragment == example.fragment)
  }

  static let refusals: [String] = [
    // Not absolute, or without a host.
    "", "h", "/path", "//h", "?q", "#f", ":", "://h", "https", "https:", "https:/", "https:/h", "https:h", "https://",
    "https:///path", "https://?q", "https://#f", "https://:443", "https://:443/", "https://user@", "https://user@:443/",
    "file:///etc/passwd", "mailto:John.Doe@example.com", "urn:oasis:names", "data:,https://h",
    // Schemes.
    "1https://h", "+https://h", "-://h", "ht tps://h", "https_://h", "hťtps://h", "ht%74ps://h",
    // Ports.
    "https://h:0", "https://h:00", "https://h:65536", "https://h:99999999999999999999", "https://h:-1", "https://h:+1",
    "https://h:1x", "https://h:0x1", "https://h:1:2", "https://h:٣", "https://h:%38", "https://[::1]:x", "https://h:1 ",
    // Hosts.
    "https://a b", "https://a\"b", "https://<a>", "https://a\\b", "https://a^b", "https://a`b", "https://a{b}",
    "https://a|b", "https://bücher.example", "https://a%", "https://a%2", "https://a%2g", "https://a%%41",
    "https://[::1", "https://::1]", "https://::1", "https://[]", "https://[::1]x", "https://x[::1]", "https://[[::1]]",
    "https://[1.2.3.4]", "https://[::g]", "https://[:::]", "https://[1:2:3:4:5:6:7]", "https://[1:2:3:4:5:6:7:8:9]",
    "https://[fe80::1%25eth0]", "https://[fe80::1%eth0]", "https://[v1.x]", "https://[::1]]", "https://[h]",
    // Before the @.
    "https://a@b@h", "https://a b@h", "https://a\\@h", "https://[@h", "https://a%@h",
    "http://127.0.0.1\\@h",
    // Paths, queries and fragments.
    "https://h/a b", "https://h/a\\b", "https://h/<", "https://h/\"", "https://h/{}", "https://h/|", "https://h/^",
    "https://h/`", "https://h/[]", "https://h/é", "https://h/%", "https://h/%4", "https://h/%4/", "https://h/%zz",
    "https://h?a b", "https://h?[]", "https://h?%", "https://h?é", "https://h?\\", "https://h#a#b", "https://h#é",
    "https://h#a b", "https://h#%", "https://h?\"", "https://h\\path",
    // White space and control characters, wherever they are.
    " https://h", "https://h ", "https://h\n", "https://h\r\n", "\thttps://h", "https://h/\u{0}", "https://h\u{0}.evil",
    "https://h/\u{7F}", "https://h/\u{1B}[2J", "ht\ntps://h", "https:/\n/h", "https://h/\u{A0}", "https://h/\u{202E}",
    "https://h/a\u{301}", "https://h\r\nHost: evil",
  ]

  @Test("What RFC 3986 does not have is refused, not repaired", arguments: refusals)
  func refused(_ text: String) {
    #expect(RequestURL(text) == nil)
  }

  @Test("A segment is added to the path, and to nothing else")
  func appending() throws {
    for (text, longer) in [
      ("https://h", "https://h/a%2Fb%20c"), ("https://h/", "https://h/a%2Fb%20c"),
      ("https://h/p", "https://h/p/a%2Fb%20c"),
      ("https://h:1/p/?q/#f", "https://h:1/p/a%2Fb%20c?q/#f"), ("https://h?", "https://h/a%2Fb%20c?"),
      ("https://h#", "https://h/a%2Fb%20c#"),
    ] {
      #expect(try #require(RequestURL(text)).appending(segment: "a/b c") == RequestURL(longer))
    }
  }

  @Test("The URL of a host that is known is as if it had been read")
  func knownHost() {
    #expect(
      RequestURL(knownHost: "sts.eu-central-1.amazonaws.com") == RequestURL("https://sts.eu-central-1.amazonaws.com/"))
  }
}
