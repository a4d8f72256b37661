import Testing

@testable import AWSAuth

@Suite struct WipedMemoryTests {
  /// Memory that stays when it is released, so that it can be looked at.
  private final class Shelf: Sendable {
    nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer

    init(_ count: Int) {
      memory = .allocate(byteCount: count, alignment: 1)
      memory.initializeMemory(as: UInt8.self, repeating: 0x55)
    }

    deinit { memory.deallocate() }

    /// What it holds at the moment at which it is given back.
    func releases(_ bytes: [UInt8], while body: (WipedMemory) -> Void = { _ in }) async -> [UInt8] {
      await confirmation("it is given back") { released in
        let kept = WipedMemory(
          bytes, allocate: { UnsafeMutableRawBufferPointer(rebasing: self.memory[..<$0]) }, release: { _ in released() }
        )
        body(kept)
      }
      return Array(memory)
    }
  }

  @Test(
    "What it held is zero when its memory is given back, and nothing beside it is touched", arguments: [1, 16, 4096])
  func wiped(_ count: Int) async {
    let bytes = [UInt8](repeating: 0xAA, count: count)
    let shelf = Shelf(count + 1)
    let left = await shelf.releases(bytes) { memory in
      memory.withBytes { #expect(Array($0) == bytes) }
    }
    #expect(left == [UInt8](repeating: 0, count: count) + [0x55])
  }

  @Test("Nothing is nothing")
  func empty() {
    #expect(WipedMemory([]).withBytes { $0.isEmpty })
    #expect(WipedMemory([]) == WipedMemory([]))
  }

  @Test("Two are equal when their bytes are, and then in a set once")
  func equality() {
    #expect(WipedMemory([1, 2]) == WipedMemory([1, 2]))
    #expect(WipedMemory([1, 2]) != WipedMemory([1, 3]))
    #expect(WipedMemory([1, 2]) != WipedMemory([1, 2, 0]))
    #expect(Set([WipedMemory([1]), WipedMemory([1]), WipedMemory([2])]).count == 2)
  }

  @Test("A wiped array is empty, and the arrays that shared its bytes are as they were")
  func array() {
    var bytes: [UInt8] = [1, 2, 3]
    let shared = bytes
    wipe(&bytes)
    #expect(bytes.isEmpty)
    #expect(shared == [1, 2, 3])
  }
}
