import AWSAuth

/// The three standard streams.
struct Console: Sendable {
  /// Reads standard input to its end, or to one byte more than the limit.
  var readInput: @Sendable (_ limit: Int) throws -> [UInt8]
  var inputIsTerminal: Bool
  /// Writes to standard output.
  var writeOutput: @Sendable ([UInt8]) throws -> Void
  /// Writes to standard error; what cannot be written there is lost.
  var writeError: @Sendable ([UInt8]) -> Void
  var outputIsTerminal: @Sendable () -> Bool = { false }
  var errorIsTerminal: @Sendable () -> Bool = { false }

  /// A line on standard output.
  func answer(_ line: String) throws {
    try writeOutput([UInt8]((line + "\n").utf8))
  }

  /// A line on standard error, with the program's name before it.
  func say(_ line: String) {
    writeError([UInt8]("\(Program.name): \(line)\n".utf8))
  }

  /// A line on both, as Docker's clients need it of a helper that fails: each shows only one of them.
  func fail(_ line: String) throws {
    // Some clients look for the protocol's sentence anywhere in the answer, and go on without a password: a
    // service's message must not be taken for it.
    let line = line.replacingEach(HelperProtocol.notFound, with: "no credentials were found")
    say(line)
    try answer("\(Program.name): \(line)")
  }
}
