import Basics
import CLibcurl
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import AWSAuth

/// A certificate's outline in DER: all that the bundle reads of it.
private struct Outline {
  static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    switch content.count {
    case ..<128: [tag, UInt8(content.count)] + content
    case ..<256: [tag, 0x81, UInt8(content.count)] + content
    default: [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
    }
  }

  static func name(_ text: String) -> [UInt8] { element(0x30, element(0x0C, Array(text.utf8))) }

  static func der(_ subject: String, hasVersion: Bool = true, padding: Int = 0) -> [UInt8] {
    let empty = element(0x30, [])
    let version = hasVersion ? element(0xA0, element(0x02, [2])) : []
    let body = version + element(0x02, [1]) + empty + name("issuer") + empty + name(subject)
    return element(0x30, element(0x30, body + element(0x03, [UInt8](repeating: 0, count: padding))) + empty)
  }

  static func pem(_ der: [UInt8], lineLength: Int = 64, lineBreak: String = "\n") -> String {
    var lines = ["-----BEGIN CERTIFICATE-----"]
    var rest = Base64.encode(der)[...]
    while !rest.isEmpty {
      lines.append(String(rest.prefix(lineLength)))
      rest = rest.dropFirst(lineLength)
    }
    return (lines + ["-----END CERTIFICATE-----", ""]).joined(separator: lineBreak)
  }
}

/// The bundle in C, as a value.
private final class Bundle {
  let pointer: OpaquePointer

  init() throws {
    pointer = try #require(clibcurl_bundle_new())
  }

  deinit {
    clibcurl_bundle_free(pointer)
  }

  var count: Int { clibcurl_bundle_count(pointer) }

  func add(_ text: String) -> Bool { add(Array(text.utf8)) }

  func add(_ bytes: [UInt8]) -> Bool {
    // A copy of exactly that size: the address sanitizer sees what is read beyond its end.
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: max(1, bytes.count))
    defer { copy.deallocate() }
    for (index, byte) in bytes.enumerated() { copy[index] = CChar(bitPattern: byte) }
    return clibcurl_bundle_add(pointer, copy, bytes.count) != 0
  }

  func certificates(of subject: [UInt8]) -> [[UInt8]] {
    var found: [[UInt8]] = []
    var position = 0
    var count = 0
    while let bytes = clibcurl_bundle_next(pointer, subject, subject.count, &position, &count) {
      found.append(Array(UnsafeBufferPointer(start: bytes, count: count)))
    }
    return found
  }
}

@Suite struct CertificateBundleTests {
  private static let one = Outline.der("one")
  private static let two = Outline.der("two", padding: 700)

  @Test("A certificate is found by its subject, whatever is around it")
  func find() throws {
    let bundle = try Bundle()
    let text = "# comment -- with dashes\n\(Outline.pem(Self.one))\nTwo:\n\(Outline.pem(Self.two))rest"
    #expect(bundle.add(text))
    #expect(bundle.count == 2)
    #expect(bundle.certificates(of: Outline.name("one")) == [Self.one])
    #expect(bundle.certificates(of: Outline.name("two")) == [Self.two])
    #expect(bundle.certificates(of: Outline.name("issuer")).isEmpty)
    #expect(bundle.certificates(of: []).isEmpty)
  }

  @Test("All certificates of one subject are found, also those of several files")
  func sameSubject() throws {
    let bundle = try Bundle()
    let other = Outline.der("one", padding: 3)
    #expect(bundle.add(Outline.pem(Self.one) + Outline.pem(Self.two)))
    #expect(bundle.add(Outline.pem(other)))
    #expect(bundle.certificates(of: Outline.name("one")) == [Self.one, other])
  }

  @Test("Certificates are found in any number", arguments: [0, 1, 255, 256, 257, 1000])
  func many(_ count: Int) throws {
    let bundle = try Bundle()
    #expect(bundle.add((0..<count).map { Outline.pem(Outline.der("number \($0)")) }.joined()))
    #expect(bundle.count == count)
    for number in Set([0, count / 2, count - 1]) where number >= 0 && number < count {
      #expect(bundle.certificates(of: Outline.name("number \(number)")).count == 1)
    }
  }

  @Test(
    "Every form that RFC 7468 asks readers to accept is accepted",
    arguments: [
      Outline.pem(one, lineBreak: "\r\n"), Outline.pem(one, lineLength: 1000), Outline.pem(one, lineLength: 3),
      Outline.pem(one).replacing("-----\n", with: "-----  \t\n"), String(Outline.pem(one).dropLast()),
      Outline.pem(one).replacing("\n", with: "\n  ").replacing("  -----", with: "-----"),
      Outline.pem(Outline.der("one", hasVersion: false)),
    ])
  func forms(_ text: String) throws {
    let bundle = try Bundle()
    #expect(bundle.add(text))
    #expect(bundle.certificates(of: Outline.name("one")).count == 1)
  }

  struct Doubt: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String

    init(_ description: String, _ text: String) {
      testDescription = description
      self.text = text
    }
  }

  private static let pem = Outline.pem(one)
  private static let body = Base64.encode(one)

  private static func block(_ body: String, _ name: String = "CERTIFICATE") -> String {
    "-----BEGIN \(name)-----\n\(body)\n-----END \(name)-----\n"
  }

  static let doubts: [Doubt] = [
    Doubt("a trusted certificate", pem + block(body, "TRUSTED CERTIFICATE")),
    Doubt("the old name", block(body, "X509 CERTIFICATE")), Doubt("a key", block(body, "PRIVATE KEY") + pem),
    Doubt("a list of revoked certificates", pem + block(body, "X509 CRL")),
    Doubt("a header", block("Proc-Type: 4,ENCRYPTED\n\n" + body)),
    Doubt("no end", "-----BEGIN CERTIFICATE-----\n\(body)"),
    Doubt("no end line", "-----BEGIN CERTIFICATE-----\n\(body)\n" + pem),
    Doubt("another end", "-----BEGIN CERTIFICATE-----\n\(body)\n-----END X509 CRL-----\n"),
    Doubt("an end alone", "-----END CERTIFICATE-----\n" + pem), Doubt("a begin alone", "-----BEGIN CERTIFICATE-----"),
    Doubt("text after begin", "-----BEGIN CERTIFICATE----- x\n\(body)\n-----END CERTIFICATE-----\n"),
    Doubt("text after end", "-----BEGIN CERTIFICATE-----\n\(body)\n-----END CERTIFICATE-----x\n"),
    Doubt("the end on the last line", "-----BEGIN CERTIFICATE-----\n\(body)-----END CERTIFICATE-----\n"),
    Doubt("begin within a line", " " + pem), Doubt("a byte order mark", "\u{FEFF}" + pem),
    Doubt("six dashes", "-" + pem), Doubt("a line of dashes", pem + "\n----------\n"),
    Doubt("not base64", block("§" + body)), Doubt("a digit too few", block(String(body.dropLast()))),
    Doubt("one digit more", block(body + "A")), Doubt("digits after the padding", block("QQ==QUJD")),
    Doubt("too much padding", block("QUJD====")), Doubt("padding alone", block("====")), Doubt("nothing", block("")),
    Doubt("not DER", block("QUJD")), Doubt("a byte after the DER", block(Base64.encode(one + [0]))),
    Doubt("DER that ends too soon", block(Base64.encode(Array(one.dropLast())))),
    Doubt("a length without an end", block(Base64.encode([0x30, 0x80, 0, 0]))),
    Doubt("a length of four bytes", block(Base64.encode([0x30, 0x84, 0, 0, 0, 0]))),
    Doubt("a length that is not there", block(Base64.encode([0x30, 0x82, 1]))),
    Doubt("an empty certificate", block(Base64.encode([0x30, 0x02, 0x30, 0x00]))),
  ]

  @Test("Where there is any doubt nothing is taken, and OpenSSL reads the text itself", arguments: doubts)
  func doubt(_ example: Doubt) throws {
    let bundle = try Bundle()
    #expect(bundle.add(Outline.pem(Self.two)))
    #expect(!bundle.add(example.text))
    #expect(bundle.count == 1)
    #expect(bundle.certificates(of: Outline.name("one")).isEmpty)
    #expect(bundle.certificates(of: Outline.name("two")) == [Self.two])
  }

  @Test("A text that ends anywhere is read to its end and no further")
  func cut() throws {
    let first = Outline.pem(Self.one).utf8.count
    let text = Array((Outline.pem(Self.one) + Outline.pem(Self.two)).utf8)
    // The last line break can be missing, and fewer than five dashes are a comment.
    let whole = [0...4, first - 1...first + 4, text.count - 1...text.count]
    for length in 0...text.count {
      let bundle = try Bundle()
      #expect(bundle.add(Array(text[..<length])) == whole.contains { $0.contains(length) }, "\(length) bytes")
    }
  }
}

@Suite struct CertificateFilesTests {
  private static let pem = Outline.pem(Outline.der("one"))

  /// Runs a test with a directory that holds these files.
  private static func with(_ files: [String: String], _ test: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "certificates-\(UUID().uuidString)").path()
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    for (name, content) in files {
      try Data(content.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }
    try test(path)
  }

  @Test("A file's certificates are added; what is no such file adds nothing")
  func file() throws {
    try Self.with(["good.pem": Self.pem, "empty.pem": "", "text": "none", "bad.pem": Self.pem + "-----BEGIN"]) { path in
      let bundle = try Bundle()
      for name in ["empty.pem", "bad.pem", "missing", "."] {
        #expect(clibcurl_bundle_add_file(bundle.pointer, "\(path)/\(name)") == 0, "\(name)")
      }
      #expect(bundle.count == 0)
      #expect(clibcurl_bundle_add_file(bundle.pointer, "\(path)/text") == 1)
      #expect(clibcurl_bundle_add_file(bundle.pointer, "\(path)/good.pem") == 1)
      #expect(bundle.count == 1)
    }
  }

  @Test("A pipe is not waited for")
  func pipe() throws {
    try Self.with([:]) { path in
      #expect(mkfifo("\(path)/pipe", 0o600) == 0)
      let bundle = try Bundle()
      #expect(clibcurl_bundle_add_file(bundle.pointer, "\(path)/pipe") == 0)
      clibcurl_bundle_add_directory(bundle.pointer, path)
      #expect(bundle.count == 0)
    }
  }

  @Test("Of a directory every file is added that is understood")
  func directory() throws {
    let two = Outline.pem(Outline.der("two"))
    let others = ["README": "no", "key.pem": "-----BEGIN PRIVATE KEY-----"]
    try Self.with(["one.crt": Self.pem, "two.pem": two].merging(others) { $1 }) { path in
      let bundle = try Bundle()
      clibcurl_bundle_add_directory(bundle.pointer, path)
      #expect(bundle.count == 2)
      clibcurl_bundle_add_directory(bundle.pointer, "\(path)/missing")
      clibcurl_bundle_add_directory(bundle.pointer, "\(path)/README")
      #expect(bundle.count == 2)
    }
  }

  @Test(
    "Where files have names by hashes OpenSSL finds them itself",
    arguments: [
      ("0123abcd.0", 0), ("ffffffff.12", 0), ("0123abcd", 2), ("0123abcd.", 2), ("0123ABCD.0", 2), ("0123abcd.r0", 2),
      ("123abcd.0", 2), ("0123abcde.0", 2),
    ])
  func hashes(_ name: String, _ count: Int) throws {
    try Self.with(["one.crt": Self.pem, name: Self.pem]) { path in
      let bundle = try Bundle()
      clibcurl_bundle_add_directory(bundle.pointer, path)
      #expect(bundle.count == count)
    }
  }
}
