import Basics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An IP address of either version; one of version 4 that is written as version 6 (`::ffff:192.0.2.1`) is the same.
package struct InternetAddress: Sendable, Hashable {
  /// Four bytes or sixteen.
  let bytes: [UInt8]

  /// Reads an address without brackets, zone or leading zeros; `nil` for what is none.
  package init?(_ text: String) {
    guard let bytes = Self.bytes(of: text) else { return nil }
    self.bytes = bytes.starts(with: Self.mappedPrefix) ? Array(bytes.dropFirst(Self.mappedPrefix.count)) : bytes
  }

  /// Whether it is this machine's own.
  var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
  }

  private static let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

  private static func bytes(of text: String) -> [UInt8]? {
    // To C the text would end there.
    guard !text.utf8.contains(0) else { return nil }
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: count)
      if inet_pton(family, text, &bytes) == 1 { return bytes }
    }
    return nil
  }

  /// The addresses that begin with the same bits, in CIDR form (RFC 4632).
  package struct Range: Sendable, Hashable {
    private let bytes: [UInt8]
    private let length: Int

    /// Reads `192.0.2.0/24` or `2001:db8::/32`; `nil` for what is no range.
    package init?(_ text: String) {
      let parts = text.splitScalars(at: "/")
      guard parts.count == 2, let bytes = InternetAddress.bytes(of: String(parts[0])), parts[1].isASCIIDigits,
        let length = Int(parts[1]), length <= bytes.count * 8
      else { return nil }
      // Version 4 in version 6, unless the range reaches beyond version 4.
      let isMapped = bytes.starts(with: mappedPrefix) && length >= mappedPrefix.count * 8
      self.bytes = isMapped ? Array(bytes.dropFirst(mappedPrefix.count)) : bytes
      self.length = isMapped ? length - mappedPrefix.count * 8 : length
    }

    /// Whether an address is in the range.
    package func contains(_ address: InternetAddress) -> Bool {
      guard address.bytes.count == bytes.count else { return false }
      return bytes.indices.allSatisfy { index in
        let bits = min(8, max(0, length - 8 * index))
        return (bytes[index] ^ address.bytes[index]) & UInt8(truncatingIfNeeded: 0xFF << (8 - bits)) == 0
      }
    }
  }
}
