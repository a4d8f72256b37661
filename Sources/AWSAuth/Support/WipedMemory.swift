#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Bytes in memory of their own, which is filled with zeros before anybody else gets it.
final class WipedMemory: Sendable {
  // Written in `init` and `deinit` only, when nobody else has it.
  nonisolated(unsafe) private let memory: UnsafeMutableRawBufferPointer
  private let release: @Sendable (UnsafeMutableRawBufferPointer) -> Void

  /// Keeps a copy of the bytes.
  /// - Parameters:
  ///   - bytes: What is kept.
  ///   - allocate: Gives memory.
  ///   - release: Takes the memory back, after it was wiped.
  init(
    _ bytes: some Collection<UInt8>,
    allocate: (Int) -> UnsafeMutableRawBufferPointer = { .allocate(byteCount: $0, alignment: 1) },
    release: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void = { $0.deallocate() }
  ) {
    memory = allocate(bytes.count)
    memory.copyBytes(from: bytes)
    self.release = release
  }

  deinit {
    wipe(memory)
    release(memory)
  }

  /// The bytes; they must not be used when the closure has ended.
  func withBytes<T, Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> T) throws(Failure) -> T {
    try body(UnsafeRawBufferPointer(memory))
  }
}

extension WipedMemory: Hashable {
  /// Whether both have the same bytes.
  static func == (one: WipedMemory, other: WipedMemory) -> Bool {
    one.withBytes { one in other.withBytes { one.elementsEqual($0) } }
  }

  /// Takes the bytes in.
  func hash(into hasher: inout Hasher) {
    withBytes { hasher.combine(bytes: $0) }
  }
}

/// Fills memory with zeros, also where the compiler sees that nobody reads it any more.
private func wipe(_ memory: UnsafeMutableRawBufferPointer) {
  guard let start = memory.baseAddress, !memory.isEmpty else { return }
  #if canImport(Darwin)
    memset_s(start, memory.count, 0, memory.count)
  #else
    explicit_bzero(start, memory.count)
  #endif
}

/// Fills an array's memory with zeros, where no other array shares it, and empties it.
func wipe(_ bytes: inout [UInt8]) {
  bytes.withUnsafeMutableBytes { wipe($0) }
  bytes = []
}
