import Basics

/// An address of either version, as its bytes.
struct IPAddress: Sendable, Hashable {
  let bytes: [UInt8]

  /// Reads the four decimal numbers of version 4, or the groups of version 6.
  init?(_ text: some StringProtocol) {
    guard let bytes = text.utf8.contains(UInt8(ascii: ":")) ? Self.version6(String(text)) : Self.version4(String(text))
    else { return nil }
    self.bytes = bytes
  }

  private static func version4(_ text: String) -> [UInt8]? {
    let parts = text.splitScalars(at: ".")
    let bytes = parts.compactMap { part -> UInt8? in
      guard part.utf8.allSatisfy(\.isASCIIDigit), part == "0" || !part.begins(with: "0") else {
        return nil
      }
      return UInt8(part)
    }
    return parts.count == 4 && bytes.count == 4 ? bytes : nil
  }

  private static func version6(_ text: String) -> [UInt8]? {
    guard let gap = text.firstRange(ofUTF8: "::") else {
      return groups(text[...]).flatMap { $0.count == 16 ? $0 : nil }
    }
    guard let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...]),
      head.count + tail.count <= 14
    else { return nil }
    return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private static func groups(_ text: Substring) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    var bytes: [UInt8] = []
    let parts = text.splitScalars(at: ":")
    for (index, part) in parts.enumerated() {
      if part.containsUTF8("."), index == parts.count - 1, let last = version4(String(part)) {
        bytes += last
        continue
      }
      guard (1...4).contains(part.utf8.count),
        part.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }),
        let group = UInt16(part, radix: 16)
      else { return nil }
      bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
    }
    return bytes
  }
}

/// A range of addresses in CIDR form; an address alone is a range of one.
struct IPAddressRange: Sendable, Hashable {
  private let address: IPAddress
  private let length: Int

  init?(_ text: String) {
    let parts = text.splitScalars(at: "/")
    guard parts.count <= 2, let address = IPAddress(parts[0]) else { return nil }
    let bits = address.bytes.count * 8
    if parts.count == 2 {
      guard parts[1].utf8.allSatisfy(\.isASCIIDigit), let length = Int(parts[1]), length <= bits else {
        return nil
      }
      self.length = length
    } else {
      length = bits
    }
    self.address = address
  }

  func contains(_ other: IPAddress) -> Bool {
    guard other.bytes.count == address.bytes.count else { return false }
    for index in 0..<address.bytes.count {
      let bits = min(8, max(0, length - 8 * index))
      let mask = UInt8(truncatingIfNeeded: 0xFF << (8 - bits))
      if (address.bytes[index] ^ other.bytes[index]) & mask != 0 { return false }
    }
    return true
  }
}
