extension String {
  /// The text as one word of a shell's command line: in quotes only where it needs them.
  package var shellWord: String {
    let isPlain =
      !isEmpty
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-_./:@%+=,".utf8.contains(byte)
        }
      }
    return isPlain ? self : shellQuoted
  }

  /// The text in single quotes, in which nothing of it means anything else to a POSIX shell.
  package var shellQuoted: String { "'\(replacingEach("'", with: "'\\''"))'" }
}
