#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What is fuzzed: code that reads what somebody else wrote, and what has to hold whatever that is.
struct FuzzTarget: Sendable {
  let name: String
  /// Reads an input; ends the process by `check` where something does not hold.
  let run: @Sendable ([UInt8]) -> Void

  static let all = [
    hosts, endpoints, json, base64, dockerConfig, xml, identityToken, dates, arguments, cacheEntry,
    configurationFile, answers, texts, trustPolicy, certificates,
  ]
}

/// The target that the environment names; the fuzzer's own arguments are the library's.
private let target: FuzzTarget = {
  let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    print("FUZZ_TARGET is one of: " + FuzzTarget.all.map(\.name).joined(separator: " "))
    exit(64)
  }
  return target
}()

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target.run(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// Ends the process where something does not hold; libFuzzer then keeps the input.
func check(_ holds: Bool, _ what: @autoclosure () -> String, line: Int = #line, file: StaticString = #fileID) {
  guard !holds else { return }
  let text = "\(file):\(line): \(what())\n"
  _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
  abort()
}

/// Checks a text that a user is shown: one line, nothing that acts on a terminal, and not as long as somebody likes.
func checkShown(_ text: String, limit: Int = 2000) {
  check(text.unicodeScalars.count <= limit, "a text of \(text.unicodeScalars.count) characters")
  for scalar in text.unicodeScalars {
    check(
      scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && !(0x202A...0x202E).contains(scalar.value)
        && !(0x2066...0x2069).contains(scalar.value),
      "a control character in \(text.debugDescription)")
  }
}
