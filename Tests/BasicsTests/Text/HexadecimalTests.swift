import Testing

@testable import Basics

@Suite struct HexadecimalTests {
  @Test("Every byte becomes two lower-case digits")
  func digits() {
    #expect(Hexadecimal.encode([] as [UInt8]) == "")
    #expect(Hexadecimal.encode([0x00, 0x09, 0x0a, 0x0f, 0x10, 0x9a, 0xa9, 0xff]) == "00090a0f109aa9ff")
  }
}
