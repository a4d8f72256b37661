#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a JSON text says, read in another way than the code under test does it: by recursion, for well-formed text.
package indirect enum JSONTree: Hashable {
  case object([Member])
  case array([JSONTree])
  /// A scalar as it is spelled; also what is deeper than anybody looks.
  case text(String)

  package struct Member: Hashable {
    package var key: String
    /// The key as it is spelled.
    package var spelling: String
    package var value: JSONTree

    package init(key: String, spelling: String, value: JSONTree) {
      self.key = key
      self.spelling = spelling
      self.value = value
    }
  }

  package init(_ bytes: [UInt8]) {
    var reader = Reader(bytes: bytes)
    self = reader.value(0)
  }

  /// The values of a key.
  package subscript(key: String) -> [JSONTree] {
    guard case .object(let members) = self else { return [] }
    return members.filter { $0.key == key }.map(\.value)
  }

  package var members: [Member] {
    if case .object(let members) = self { members } else { [] }
  }

  /// The same without the members of a section that are meant, and without sections that are then empty.
  package func without(_ section: String, where isMeant: (String) -> Bool) -> JSONTree {
    guard case .object(let members) = self else { return self }
    return .object(
      members.compactMap { member in
        guard member.key.lowercased() == section else { return member }
        let kept = member.value.members.filter { !isMeant($0.key) }
        if kept.isEmpty, member.value.members.count > 0 || member.value == .object([]) || member.value == .text("null")
        {
          return nil
        }
        var copy = member
        copy.value = member.value.members.isEmpty ? member.value : .object(kept)
        return copy
      })
  }

  private struct Reader {
    package let bytes: [UInt8]
    package var position = 0

    package mutating func blank() {
      while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    package mutating func value(_ depth: Int) -> JSONTree {
      blank()
      guard position < bytes.count else { return .object([]) }
      if depth > 100 { return .text(nested()) }
      switch bytes[position] {
      case UInt8(ascii: "{"):
        var members: [Member] = []
        list(UInt8(ascii: "}")) { reader in
          let spelling = reader.string()
          reader.blank()
          reader.position += 1
          members.append(
            Member(key: Self.decoded(spelling), spelling: spelling, value: reader.value(depth + 1)))
        }
        return .object(members)
      case UInt8(ascii: "["):
        var values: [JSONTree] = []
        list(UInt8(ascii: "]")) { values.append($0.value(depth + 1)) }
        return .array(values)
      case UInt8(ascii: "\""): return .text(string())
      default:
        let start = position
        while position < bytes.count, !Array(" \t\r\n,]}".utf8).contains(bytes[position]) { position += 1 }
        return .text(String(decoding: bytes[start..<position], as: UTF8.self))
      }
    }

    private mutating func list(_ end: UInt8, _ item: (inout Reader) -> Void) {
      position += 1
      blank()
      while bytes[position] != end {
        item(&self)
        blank()
        if bytes[position] == UInt8(ascii: ",") {
          position += 1
          blank()
        }
      }
      position += 1
    }

    private mutating func string() -> String {
      let start = position
      position += 1
      while bytes[position] != UInt8(ascii: "\"") { position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1 }
      position += 1
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// What is deeper than anybody looks, by counting brackets.
    private mutating func nested() -> String {
      let start = position
      var depth = 0
      repeat {
        switch bytes[position] {
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
        position += 1
      } while depth > 0
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func decoded(_ spelling: String) -> String {
      (try? JSONDecoder().decode(String.self, from: Data(spelling.utf8))) ?? String(spelling.dropFirst().dropLast())
    }
  }
}
