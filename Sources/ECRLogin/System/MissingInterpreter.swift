import Basics

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A program that cannot be started, since what is to run it is not there: the system says that it is the program.
struct MissingInterpreter: Error, Hashable, CustomStringConvertible {
  /// The program's file.
  let file: String
  /// What it names in its first line, or as its dynamic loader; `nil` where that cannot be read.
  let interpreter: String?

  /// What is not there, as the end of a sentence.
  var description: String {
    let needs = interpreter.map { "needs \($0.printable(limit: 200)), which" } ?? "needs an interpreter that"
    return "\(file.printable(limit: 200)) \(needs) does not exist"
  }

  /// Looks at a file that the system would not start; `nil` where the file itself is not there.
  init?(of file: String) {
    guard access(file, F_OK) == 0 else { return nil }
    self.file = file
    interpreter = Self.head(of: file).flatMap { Self.named(in: $0) ?? Self.loader(in: $0) }
  }

  /// How much of a file is looked at: the kernel reads no more of a first line, and a loader's name is near the start.
  private static let headLength = 4096

  private static func head(of file: String) -> [UInt8]? {
    let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: headLength)
    let count = read(descriptor, &bytes, bytes.count)
    return count > 0 ? Array(bytes[..<count]) : nil
  }

  /// The program in a first line that begins with `#!`.
  private static func named(in head: [UInt8]) -> String? {
    guard head.starts(with: "#!".utf8) else { return nil }
    let line = head.dropFirst(2).prefix { $0 != 0x0A }.drop { $0 == 0x20 || $0 == 0x09 }
    // Of a line that ends in CR and LF the CR is a part of the name: that is then why it is not there.
    let name = String(decoding: line.prefix { $0 != 0x20 && $0 != 0x09 }, as: UTF8.self)
    return name.isEmpty ? nil : name
  }

  /// The dynamic loader that an ELF file of 64 bits, least byte first, names in its program headers.
  private static func loader(in head: [UInt8]) -> String? {
    func number(_ offset: Int, _ size: Int) -> Int? {
      guard offset >= 0, offset <= head.count - size else { return nil }
      return (0..<size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(head[offset + $1]) }.asInt
    }
    guard head.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), let table = number(32, 8), let size = number(54, 2),
      let count = number(56, 2)
    else { return nil }
    for index in 0..<count {
      let entry = table.addingReportingOverflow(index * size).partialValue
      // PT_INTERP
      guard number(entry, 4) == 3, let start = number(entry + 8, 8), start < head.count else { continue }
      return String(decoding: head[start...].prefix { $0 != 0 }, as: UTF8.self)
    }
    return nil
  }
}

extension UInt64 {
  fileprivate var asInt: Int? { Int(exactly: self) }
}
