import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@testable import Basics

/// What another implementation says of the same text.
@Suite struct JSONAgreementTests {
  /// Reads every value, and keeps none.
  private struct Anything: Decodable {
    private struct Key: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      if let object = try? decoder.container(keyedBy: Key.self) {
        for key in object.allKeys { _ = try object.decode(Anything.self, forKey: key) }
      } else if var array = try? decoder.unkeyedContainer() {
        while !array.isAtEnd { _ = try array.decode(Anything.self) }
      } else {
        let single = try decoder.singleValueContainer()
        if single.decodeNil() || (try? single.decode(Bool.self)) != nil { return }
        if (try? single.decode(String.self)) == nil { _ = try single.decode(Double.self) }
      }
    }
  }

  private static func decodes(_ bytes: [UInt8]) -> Bool {
    (try? JSONDecoder().decode(Anything.self, from: Data(bytes))) != nil
  }

  private static func failure(of bytes: [UInt8]) -> JSONScanner.Failure? {
    do throws(JSONScanner.Failure) {
      _ = try JSONValue(parsing: bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test("Random documents, whole and damaged, are JSON for us where they are for the toolchain's decoder")
  func agreement() {
    var random = RandomText(seed: 8259)
    var counts = (good: 0, bad: 0)
    for _ in 0..<3000 {
      let text = random.blank() + random.value(4) + random.blank()
      #expect(Self.failure(of: Array(text.utf8)) == nil, "\(text.debugDescription)")
      let damaged = random.damaged(text)
      guard String(validating: damaged, as: UTF8.self) != nil else { continue }
      let failure = Self.failure(of: damaged)
      // The decoder takes a comma too many, which the grammar does not have.
      if let failure, Self.isAfterComma(failure.offset, in: damaged) { continue }
      #expect((failure == nil) == Self.decodes(damaged), "\(String(decoding: damaged, as: UTF8.self).debugDescription)")
      if failure == nil { counts.good += 1 } else { counts.bad += 1 }
    }
    #expect(counts.good > 500 && counts.bad > 500)
  }

  private static func isAfterComma(_ offset: Int, in bytes: [UInt8]) -> Bool {
    guard offset < bytes.count, [UInt8](("]}").utf8).contains(bytes[offset]) else { return false }
    return bytes[..<offset].last { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: ",")
  }
}
