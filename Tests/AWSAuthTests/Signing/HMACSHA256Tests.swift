import AWSAuth
import Basics
import Testing

@Suite struct HMACSHA256Tests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let key: [UInt8]
    let message: [UInt8]
    let code: String

    init(_ name: String, key: [UInt8], _ message: [UInt8], _ code: String) {
      testDescription = name
      self.key = key
      self.message = message
      self.code = code
    }
  }

  static let vectors: [Vector] = [
    // RFC 4231, 4.2 to 4.8. The fifth is published with its first 128 bits only.
    Vector(
      "RFC 4231, 1", key: repeated(0x0b, 20), Array("Hi There".utf8),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    Vector(
      "RFC 4231, 2: a key shorter than the hash", key: Array("Jefe".utf8),
      Array("what do ya want for nothing?".utf8),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    Vector(
      "RFC 4231, 3", key: repeated(0xaa, 20), repeated(0xdd, 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    Vector(
      "RFC 4231, 4", key: Array(1...25), repeated(0xcd, 50),
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
    Vector(
      "RFC 4231, 5", key: repeated(0x0c, 20), Array("Test With Truncation".utf8),
      "a3b6167473100ee06e0c796c2955552b"),
    Vector(
      "RFC 4231, 6: a key longer than a block", key: repeated(0xaa, 131),
      Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
    Vector(
      "RFC 4231, 7: a key and a message longer than a block", key: repeated(0xaa, 131),
      Array(
        ("This is a test using a larger than block-size key and a larger than block-size data. "
          + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    // Where the rule for long keys begins: computed by Python's hmac.
    Vector(
      "no key, no message", key: [], [],
      "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
    Vector(
      "a key of a block", key: repeated(0x61, 64), Array("m".utf8),
      "cd11329ff173063b748ca80406312ca140e95e65d03ba7fa546fdaab1aac03f1"),
    Vector(
      "a key of a block and a byte", key: repeated(0x61, 65), Array("m".utf8),
      "5d5f27064dc43c62a01463f9866c581d865b2ddcbb928b616b43a5f0e71f5de5"),
  ]

  @Test("A published message has its published code", arguments: vectors)
  func published(_ vector: Vector) {
    let code = HMACSHA256.authenticationCode(for: vector.message, key: vector.key)
    #expect(code.count == 32)
    #expect(Hexadecimal.encode(Array(code.prefix(vector.code.count / 2))) == vector.code)
  }

  @Test("Taken in byte by byte, a message has the same code", arguments: vectors)
  func byteByByte(_ vector: Vector) {
    var code = HMACSHA256(key: vector.key)
    for byte in vector.message {
      code.update(CollectionOfOne(byte))
    }
    #expect(Hexadecimal.encode(Array(code.finalize().prefix(vector.code.count / 2))) == vector.code)
  }

  private static func repeated(_ byte: UInt8, _ count: Int) -> [UInt8] {
    [UInt8](repeating: byte, count: count)
  }
}
