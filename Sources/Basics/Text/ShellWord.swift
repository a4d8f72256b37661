extension String {
  /// The text as one word of a shell's command line: in quotes only where it needs them.
  package var shellWord: String {
    let isPlain = utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "-_./:@%+=,".utf8.contains($0) }
    return isPlain && !isEmpty ? self : shellQuoted
  }

  /// The text in single quotes, in which nothing of it means anything else to a POSIX shell.
  package var shellQuoted: String { "'\(replacingEach("'", with: "'\\''"))'" }
}
