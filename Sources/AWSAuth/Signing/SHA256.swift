/// The hash function SHA-256 (FIPS 180-4), at once or piece by piece.
///
/// Written here since the package depends on no other, and Swift's own libraries have none on Linux.
/// It is for signing requests: its time depends on how much is hashed, not on the bytes.
package struct SHA256: Sendable {
  /// How many bytes are compressed at a time.
  static let blockSize = 64

  /// How many bytes a hash has.
  static let digestSize = 32

  private var state: [UInt32] = initialState

  /// The message schedule: its first 16 words are the block being filled.
  private var schedule = [UInt32](repeating: 0, count: 64)

  /// How many bytes have been taken in.
  private var length: UInt64 = 0

  /// Creates a hash of nothing so far.
  package init() {}

  /// The hash of the bytes: 32 bytes.
  ///
  /// Of an array only: generic code is not specialized for another module, and is then slow to start.
  package static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    for byte in bytes { hash.append(byte) }
    return hash.finalize()
  }

  /// Takes in the bytes that follow.
  package mutating func update(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      append(byte)
    }
  }

  /// The hash of all that was taken in: 32 bytes.
  package consuming func finalize() -> [UInt8] {
    // FIPS 180-4, 5.1.1: a one bit, zeros, and the length in bits as the last eight bytes of a block.
    let bitLength = length &* 8
    append(0x80)
    while length % UInt64(Self.blockSize) != UInt64(Self.blockSize - 8) {
      append(0)
    }
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: bitLength >> shift))
    }
    var digest: [UInt8] = []
    digest.reserveCapacity(Self.digestSize)
    for word in state {
      for shift in stride(from: UInt32(24), through: 0, by: -8) {
        digest.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return digest
  }

  private mutating func append(_ byte: UInt8) {
    // Four bytes shift out whatever the word held before, so the block needs no clearing.
    let word = Int(length % UInt64(Self.blockSize)) / 4
    schedule[word] = schedule[word] << 8 | UInt32(byte)
    length &+= 1
    if length % UInt64(Self.blockSize) == 0 {
      compress()
    }
  }

  /// One block into the state: FIPS 180-4, 6.2.2.
  private mutating func compress() {
    for t in 16..<64 {
      schedule[t] =
        smallSigma1(schedule[t - 2]) &+ schedule[t - 7] &+ smallSigma0(schedule[t - 15]) &+ schedule[t - 16]
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    let constants = Self.constants
    for t in 0..<64 {
      let choice = (e & f) ^ (~e & g)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      let temporary1 = h &+ bigSigma1(e) &+ choice &+ constants[t] &+ schedule[t]
      let temporary2 = bigSigma0(a) &+ majority
      (h, g, f, e) = (g, f, e, d &+ temporary1)
      (d, c, b, a) = (c, b, a, temporary1 &+ temporary2)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() {
      state[index] &+= word
    }
  }

  /// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
  private static let initialState: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

// The four functions of FIPS 180-4, 4.1.2, under its names.

private func bigSigma0(_ x: UInt32) -> UInt32 {
  rotateRight(x, 2) ^ rotateRight(x, 13) ^ rotateRight(x, 22)
}

private func bigSigma1(_ x: UInt32) -> UInt32 {
  rotateRight(x, 6) ^ rotateRight(x, 11) ^ rotateRight(x, 25)
}

private func smallSigma0(_ x: UInt32) -> UInt32 {
  rotateRight(x, 7) ^ rotateRight(x, 18) ^ x >> 3
}

private func smallSigma1(_ x: UInt32) -> UInt32 {
  rotateRight(x, 17) ^ rotateRight(x, 19) ^ x >> 10
}

private func rotateRight(_ x: UInt32, _ count: UInt32) -> UInt32 {
  x >> count | x << (32 - count)
}
