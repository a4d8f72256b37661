import AWSAuth
import Testing

@testable import ECRLogin

/// Hosts that are made to be taken for a registry of AWS's.
@Suite struct LookAlikeTests {
  static let lookAlikes: [ECRRegistryTests.Refused] = [
    // Something before, something behind.
    "evil-123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "evil.123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.example",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com-evil.example",
    "123456789012.dkr.ecr.us-east-1.amazonaws.comevil.example",
    "123456789012.dkr.ecr.us-east-1.evil-amazonaws.com",
    "123456789012.dkr.ecr.us-east-1.evil.amazonaws.com",
    "123456789012.dkr-ecr.us-east-1.evil.on.aws",
    "123456789012.dkr.ecr.us-east-1.evil.example.amazonaws.com",
    "x.public.ecr.aws", "xpublic.ecr.aws", "public-ecr.aws", "public.ecr.aws.com", "ecr-public.aws", "ecr.aws",
    "public.ecr.aws.", "ecr-public.aws.com.evil.example",
    // A user name that looks like a host, a host that looks like a path.
    "123456789012.dkr.ecr.us-east-1.amazonaws.com@evil.example",
    "https://123456789012.dkr.ecr.us-east-1.amazonaws.com@evil.example/",
    "https://123456789012.dkr.ecr.us-east-1.amazonaws.com:443@evil.example/",
    "evil@123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com\\@evil.example",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com\\.evil.example",
    "evil.example\\123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "evil.example/123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "evil.example?123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "evil.example#123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com?evil", "123456789012.dkr.ecr.us-east-1.amazonaws.com#evil",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com;evil",
    // Other ports than that of https, and what only looks like a port.
    "123456789012.dkr.ecr.us-east-1.amazonaws.com:80", "123456789012.dkr.ecr.us-east-1.amazonaws.com:8443",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com:4430", "123456789012.dkr.ecr.us-east-1.amazonaws.com:0443",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com:", "123456789012.dkr.ecr.us-east-1.amazonaws.com:443:443",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com:evil.example",
    // Dots too many or too few.
    "123456789012.dkr.ecr.us-east-1.amazonaws.com.", ".123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "123456789012..dkr.ecr.us-east-1.amazonaws.com", "123456789012.dkr..ecr.us-east-1.amazonaws.com",
    "123456789012.dkr.ecr..us-east-1.amazonaws.com", "123456789012.dkr.ecr.us-east-1..amazonaws.com",
    "123456789012.dkr.ecr.us-east-1.amazonaws..com", "123456789012.dkr.ecr.us-east-1amazonaws.com",
    "123456789012dkr.ecr.us-east-1.amazonaws.com", "123456789012.dkrecr.us-east-1.amazonaws.com",
    "123456789012.dkr.ecr.amazonaws.com", "123456789012.dkr.ecr.us-east-1", "123456789012.dkr.ecr.us-east-1.",
    "123456789012.dkr.ecr", "123456789012", "dkr.ecr.us-east-1.amazonaws.com",
    // Labels of other kinds.
    "123456789012.dkr.ecr-fips-fips.us-east-1.amazonaws.com", "123456789012.dkr.ecrfips.us-east-1.amazonaws.com",
    "123456789012.dkr.ecr-.us-east-1.amazonaws.com", "123456789012.dkr-ecr-.us-east-1.on.aws",
    "123456789012.dkr_ecr.us-east-1.amazonaws.com", "123456789012.api.ecr.us-east-1.amazonaws.com",
    "api.ecr.us-east-1.amazonaws.com",
    // Accounts that have not twelve digits, or none of ASCII's.
    "12345678901.dkr.ecr.us-east-1.amazonaws.com", "1234567890123.dkr.ecr.us-east-1.amazonaws.com",
    "12345678901a.dkr.ecr.us-east-1.amazonaws.com", "-12345678901.dkr.ecr.us-east-1.amazonaws.com",
    "+12345678901.dkr.ecr.us-east-1.amazonaws.com", "0x3456789012.dkr.ecr.us-east-1.amazonaws.com",
    "１２３４５６７８９０１２.dkr.ecr.us-east-1.amazonaws.com", "１234567890.dkr.ecr.us-east-1.amazonaws.com",
    "٣234567890.dkr.ecr.us-east-1.amazonaws.com",
    // Dots and letters of other alphabets, some of which fold into ASCII.
    "123456789012。dkr.ecr.us-east-1.amazonaws.com", "123456789012.dkr.ecr.us-east-1．amazonaws.com",
    "123456789012.dkr.ecr.us-east-1.amazonaws｡com", "123456789012.dkr.ecr.us-east-1.amazonaws․com",
    "123456789012.dkr.eсr.us-east-1.amazonaws.com", "123456789012.dkr.ecr.us-east-1.аmazonaws.com",
    "123456789012.dkr.ecr.us-eaſt-1.amazonaws.com", "123456789012.d\u{212A}r.ecr.us-east-1.amazonaws.com",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com\u{301}", "123456789012.dkr.ecr.us-east‑1.amazonaws.com",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com\u{200B}", "\u{FEFF}123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "public.ecr.ａws", "publıc.ecr.aws", "public.ecr\u{AD}.aws",
    // Percent escapes are text here.
    "123456789012%2Edkr.ecr.us-east-1.amazonaws.com", "123456789012.dkr.ecr.us-east-1.amazonaws%2ecom",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com%00.evil.example",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com%2f.evil.example",
    // Schemes: one is enough, and there are two.
    "https://https://123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "http://https://123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "https:123456789012.dkr.ecr.us-east-1.amazonaws.com", "https:/123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "ftp://123456789012.dkr.ecr.us-east-1.amazonaws.com", "oci://123456789012.dkr.ecr.us-east-1.amazonaws.com",
    "docker://123456789012.dkr.ecr.us-east-1.amazonaws.com",
  ]

  @Test("A host that only looks like a registry of AWS's is refused", arguments: lookAlikes)
  func refused(_ example: ECRRegistryTests.Refused) throws {
    #expect(try ECRRegistryTests.registry(example.server) == nil)
  }

  static let hosts = [
    "123456789012.dkr.ecr.us-east-1.amazonaws.com", "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
    "123456789012.dkr-ecr.eu-central-1.on.aws", "123456789012.dkr-ecr-fips.us-east-2.on.aws",
    "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn",
    "123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov", "123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov",
    "123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk", "123456789012.dkr.ecr.us-isof-east-1.csp.hci.ic.gov",
    "123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", "public.ecr.aws", "ecr-public.aws.com",
  ]

  /// What is put in, and in place of, every character.
  static let characters: [Character] = [
    "a", "k", "s", "z", "A", "K", "0", "9", ".", "-", "_", "/", ":", "@", "\\", "%", "#", "?", " ", "\n", "\0",
    "\u{7F}",
    "\u{212A}", "ſ", "。", "․", "\u{301}", "\u{200B}", "１",
  ]

  @Test("Whatever one character is changed, what is accepted is a host of AWS's, as it was written", arguments: hosts)
  func mutated(_ host: String) throws {
    #expect(ECRRegistry(host: host) != nil)
    let domains = [
      "amazonaws.com", "on.aws", "amazonaws.com.cn", "on.amazonwebservices.com.cn", "c2s.ic.gov", "sc2s.sgov.gov",
      "cloud.adc-e.uk", "csp.hci.ic.gov", "amazonaws.eu",
    ]
    var wrong: [String] = []
    var count = 0
    for mutant in Self.mutants(of: host) {
      count += 1
      guard let registry = ECRRegistry(host: mutant) else { continue }
      let isAsWritten = Array(registry.host.utf8) == mutant.utf8.map(Self.lowercased)
      switch registry.kind {
      case .publicGallery:
        if !isAsWritten || !["public.ecr.aws", "ecr-public.aws.com"].contains(registry.host) { wrong.append(mutant) }
      case .account(let account):
        let isOfAWS = domains.contains { registry.host.hasSuffix(".\(registry.region).\($0)") }
        let isOfAccount = registry.host.hasPrefix("\(account).dkr") && account.utf8.count == 12
        if !isAsWritten || !isOfAWS || !isOfAccount { wrong.append(mutant) }
      }
    }
    #expect(wrong == [])
    #expect(count > 800)
  }

  private static func mutants(of host: String) -> [String] {
    let original = Array(host)
    var mutants: [[Character]] = []
    for position in 0...original.count {
      for character in characters {
        mutants.append(original[..<position] + [character] + original[position...])
        guard position < original.count else { continue }
        mutants.append(original[..<position] + [character] + original[(position + 1)...])
      }
      guard position < original.count else { continue }
      mutants.append(Array(original[..<position] + original[(position + 1)...]))
    }
    return mutants.map { String($0) }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 0x20 : byte
  }
}
