/// The keyed hash HMAC (RFC 2104) over SHA-256, at once or piece by piece.
package struct HMACSHA256: Sendable {
  private var inner = SHA256()
  private var outer = SHA256()

  /// Creates the code of an empty message so far; a key of any length will do.
  package init(key: some Collection<UInt8>) {
    // RFC 2104, 2: a key longer than a block is replaced by its hash, a shorter one is filled up with zeros.
    var block = key.count > SHA256.blockSize ? SHA256.hash(Array(key)) : Array(key)
    block.append(contentsOf: repeatElement(0, count: SHA256.blockSize - block.count))
    inner.update(block.lazy.map { $0 ^ 0x36 })
    outer.update(block.lazy.map { $0 ^ 0x5c })
    wipe(&block)
  }

  /// The code of the message under the key: 32 bytes.
  package static func authenticationCode(
    for message: some Sequence<UInt8>, key: some Collection<UInt8>
  ) -> [UInt8] {
    var code = HMACSHA256(key: key)
    code.update(message)
    return code.finalize()
  }

  /// Takes in the bytes of the message that follow.
  package mutating func update(_ bytes: some Sequence<UInt8>) {
    inner.update(bytes)
  }

  /// The code of all that was taken in: 32 bytes.
  package consuming func finalize() -> [UInt8] {
    outer.update(inner.finalize())
    return outer.finalize()
  }
}
