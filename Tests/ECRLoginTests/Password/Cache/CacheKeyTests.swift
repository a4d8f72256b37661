import AWSAuth
import Testing

@testable import ECRLogin

@Suite struct CacheKeyTests {
  /// The parts of a key.
  struct Parts: Sendable, Hashable {
    var region = "eu-central-1"
    var endpoint = "https://e.example"
    var identity = "role"
    var audience = "aud"
    var build = "build"

    func key() throws -> CacheKey {
      CacheKey(
        region: try Region(region), endpoint: try Endpoint(endpoint, from: "AWS_ENDPOINT_URL"), identity: identity,
        audience: audience, build: build)
    }
  }

  @Test("A key is a file name: 64 hexadecimal digits")
  func name() throws {
    let name = try Parts().key().name
    #expect(name.utf8.count == 64)
    #expect(name.allSatisfy { "0123456789abcdef".contains($0) })
    #expect(try Parts().key() == Parts().key())
  }

  static let different: [Parts] = [
    Parts(), Parts(endpoint: "https://f.example"), Parts(region: "us-gov-west-1"), Parts(region: "eu-central-2"),
    Parts(identity: "role2"),
    Parts(audience: "aud2"), Parts(build: "build2"),
    // Parts that run into each other, or are there or not.
    Parts(identity: "rolea", audience: "ud"), Parts(identity: "rol", audience: "eaud"),
    Parts(identity: "roleaudbuild", audience: "", build: ""), Parts(identity: "", audience: "", build: "roleaudbuild"),
    Parts(identity: "", audience: "roleaudbuild", build: ""), Parts(identity: "", audience: "", build: ""),
    Parts(audience: "build", build: "aud"),
    // Parts that look like the ends of others.
    Parts(identity: "role3:aud", audience: "", build: "build"),
    Parts(identity: "role", audience: "3:aud", build: "build"),
    Parts(identity: "role\n", audience: "aud"), Parts(identity: "role", audience: "\naud"),
    // Lengths are bytes.
    Parts(build: "é"), Parts(build: "e\u{301}"), Parts(build: "e"),
  ]

  @Test("No two lists of parts share an entry")
  func collisions() throws {
    let names = try Self.different.map { try $0.key().name }
    #expect(Set(names).count == names.count)
  }

  @Test("Another endpoint is another key: FIPS, dual-stack, or one that the user names")
  func endpoints() throws {
    let region = try Region("us-east-1")
    let endpoints: [Endpoint] = [
      .ecr(in: region), .ecr(in: region, EndpointVariant(fips: true)),
      .ecr(in: region, EndpointVariant(dualStack: true)),
      .ecrPublic(in: region), try Endpoint("https://e.example", from: "AWS_ENDPOINT_URL"),
      try Endpoint("https://e.example:8443", from: "AWS_ENDPOINT_URL"),
      try Endpoint("https://e.example/path", from: "AWS_ENDPOINT_URL"),
    ]
    let names = endpoints.map {
      CacheKey(region: region, endpoint: $0, identity: "r", audience: "a", build: "b").name
    }
    #expect(Set(names).count == names.count)
  }
}

@Suite struct CacheFileNameTests {
  private static let digits = String(repeating: "0123456789abcdef", count: 4)

  @Test("The cache's files are known by their names", arguments: [".json", ".lock", ".123.tmp", ".json.1.tmp"])
  func ours(_ ending: String) {
    #expect(CacheKey.names(Self.digits + ending))
  }

  @Test(
    "A user's own files are not taken for them",
    arguments: [
      "", "notes.json", "a.lock", digits, digits + ".txt", "\(digits)0.json", String(digits.dropFirst()) + ".json",
      "x\(digits.dropFirst()).json", ".\(digits).json", "\(digits)json",
    ])
  func others(_ name: String) {
    #expect(!CacheKey.names(name))
  }
}
