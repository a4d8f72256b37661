import AWSAuth
import Basics
import Testing

@testable import ECRLogin

@Suite struct SystemTextTests {
  static let texts: [[UInt8]] = [
    [], Array("/home/ci".utf8), Array("ü \u{1F511}".utf8), [0xE9], [0x2F, 0xC3, 0xA9, 0xE9, 0x2F], [0xC3],
    [0xFF, 0x80],
    [0xF0, 0x9F, 0x94], [0xED, 0xA0, 0x80], [0xC0, 0xAF], Array("\u{10FF80}\u{10FFFF}".utf8), Array(0x80...0xFF),
    Array("e\u{301}".utf8) + [0xCC],
  ]

  @Test("What comes back is what was given, byte for byte", arguments: texts)
  func roundTrip(_ bytes: [UInt8]) {
    let text = SystemText.text(bytes)
    #expect(SystemText.bytes(text) == bytes)
    #expect(text.onSystem == bytes.map { CChar(bitPattern: $0) } + [0])
  }

  @Test("UTF-8 is itself, and different bytes are different texts")
  func different() {
    #expect(SystemText.text(Array("/ü".utf8)) == "/ü")
    #expect(Set(Self.texts.map { SystemText.text($0) }).count == Self.texts.count)
    #expect(SystemText.text([0x2F, 0xE9, 0x2F]).printable() == "/\\xE9/")
  }
}
