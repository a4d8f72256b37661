import AWSAuth
import Basics
import Testing

@Suite struct SHA256Tests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let message: [UInt8]
    let hash: String

    init(_ name: String, _ message: String, _ hash: String) {
      testDescription = name
      self.message = Array(message.utf8)
      self.hash = hash
    }
  }

  /// The examples that NIST publishes with FIPS 180-4.
  static let vectors: [Vector] = [
    Vector("nothing", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    Vector("24 bits", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    Vector(
      "448 bits, whose padding needs a block of its own",
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
    Vector(
      "896 bits",
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
        + "mnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"),
    Vector(
      "a million times a", String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ]

  @Test("A published message has its published hash", arguments: vectors)
  func published(_ vector: Vector) {
    #expect(Hexadecimal.encode(SHA256.hash(vector.message)) == vector.hash)
  }

  @Test("Taken in byte by byte, a message has the same hash", arguments: vectors.dropLast())
  func byteByByte(_ vector: Vector) {
    var hash = SHA256()
    for byte in vector.message {
      hash.update(CollectionOfOne(byte))
    }
    #expect(Hexadecimal.encode(hash.finalize()) == vector.hash)
  }

  @Test("Messages of 0 to 300 bytes have the hashes that Python's hashlib gives them")
  func everyLength() {
    // One hash for all: of the 301 hashes, one after the other.
    var all = SHA256()
    for length in 0...300 {
      all.update(SHA256.hash(Self.message(length)))
    }
    let expected = "60d63ff40b5558727a9b786ac0be9300f7ca58fd9ddd3b2f3681b369018a87dc"
    #expect(Hexadecimal.encode(all.finalize()) == expected)
  }

  @Test("It does not matter where a message is split")
  func split() {
    for length in 0...300 {
      let message = Self.message(length)
      let whole = SHA256.hash(message)
      // Around the boundaries of blocks and of the padding, and one more place for each length.
      for place in [0, 1, 55, 56, 63, 64, 65, 127, 128, length * 7 / 11, length] where place <= length {
        var hash = SHA256()
        hash.update(message[..<place])
        hash.update(message[place...])
        #expect(hash.finalize() == whole, "\(length) bytes, split after \(place)")
      }
    }
  }

  @Test("To finalize a copy leaves the hash as it was")
  func copy() {
    var hash = SHA256()
    hash.update("a".utf8)
    let copy = hash
    #expect(copy.finalize() == SHA256.hash(Array("a".utf8)))
    hash.update("bc".utf8)
    #expect(hash.finalize() == SHA256.hash(Array("abc".utf8)))
  }

  private static func message(_ length: Int) -> [UInt8] {
    (0..<length).map { UInt8(($0 * 7 + length) % 256) }
  }
}
