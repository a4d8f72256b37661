import AWSAuth
import Basics
import CProcess

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Runs another program with something on its standard input, and waits for it, but not for ever.
///
/// Secrets go through the input, which is a pipe, never through arguments or environment: those can be seen
/// by others, and are handed on to whatever that program starts.
struct ProgramRunner: Sendable {
  /// How a program ended.
  struct Result: Sendable, Hashable {
    /// The exit code; 128 and the signal's number where a signal ended it, as shells count.
    var status: Int32
    /// What it wrote to standard output, at most `outputLimit` bytes.
    var output: [UInt8]
  }

  /// It did not end in time, and was ended.
  struct Overdue: Error, Hashable {}

  /// Runs a program.
  /// - Parameters:
  ///   - program: Its name, looked for on the `PATH`.
  ///   - arguments: Without the name.
  ///   - input: What it reads from standard input.
  ///   - deadline: When it has to have ended.
  /// - Returns: `nil` where there is no such program.
  /// - Throws: `Overdue`, or `SystemError` or `MissingInterpreter` where it cannot be started.
  var run:
    @Sendable (_ program: String, _ arguments: [String], _ input: [UInt8], _ deadline: Deadline) throws -> Result?

  /// How much of a program's output is kept, in bytes.
  static let outputLimit = 64 << 10

  /// The variables that no program we start has any use for.
  static let withheld = Variable.secrets.map(\.name) + ["secret_access_key", "build_api_token"]
}

extension ProgramRunner {
  /// Runs programs with the given environment, less what is withheld.
  static func system(_ environment: [String: String]) -> ProgramRunner {
    ProgramRunner { program, arguments, input, deadline in
      guard deadline.remaining > .zero else { throw Overdue() }
      // Only now: most runs start no other program.
      let kept = environment.filter { !withheld.contains($0.key) }.map { "\($0.key)=\($0.value)" }.sorted()
      let stdin = try Pipe()
      let stdout = try Pipe()
      defer {
        stdin.close()
        stdout.close()
      }
      let files =
        program.containsUTF8("/") ? [program] : SearchPath(environment[Variable.path.name]).files(named: program)
      guard
        let child = try ChildProcess(
          program, at: files, arguments, kept, stdin: stdin.reading, stdout: stdout.writing)
      else { return nil }
      stdin.closeReading()
      stdout.closeWriting()
      guard let output = exchange(input, stdin, stdout, with: child, by: deadline) else {
        child.kill()
        throw Overdue()
      }
      return Result(status: child.status(), output: output)
    }
  }

  /// Writes the input and reads the output, in whatever order the program wants, until it has ended.
  /// - Returns: The output, as much of it as is kept; `nil` where the time is over.
  private static func exchange(
    _ input: [UInt8], _ stdin: Pipe, _ stdout: Pipe, with child: ChildProcess, by deadline: Deadline
  ) -> [UInt8]? {
    var rest = input[...]
    var output: [UInt8] = []
    // A program that does not read while it writes must not hold us up, nor must one that it leaves behind and that
    // keeps its output open.
    for end in [stdin.writing, stdout.reading] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    if rest.isEmpty { stdin.closeWriting() }
    var hasEnded = false
    while !hasEnded {
      let left = deadline.remaining
      guard left > .zero else { return nil }
      // What is closed has a negative number, which is passed over.
      var files = [
        pollfd(fd: stdin.writing, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: stdout.reading, events: Int16(POLLIN), revents: 0),
        pollfd(fd: child.end, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&files, nfds_t(files.count), Int32(clamping: left.wholeMilliseconds)) < 0 {
        if errno == EINTR { continue }
        return nil
      }
      hasEnded = files[2].revents != 0
      if files[0].revents != 0 {
        let count = rest.withUnsafeBytes { write(stdin.writing, $0.baseAddress, $0.count) }
        if count > 0 { rest = rest.dropFirst(count) }
        let isOver = rest.isEmpty || (count < 0 && errno != EAGAIN && errno != EINTR)
        if isOver { stdin.closeWriting() }
      }
      // What it wrote before its end may have come after this look.
      if files[1].revents != 0 || hasEnded { readAvailable(stdout, &output) }
    }
    return Array(output.prefix(outputLimit))
  }

  /// Reads what is there; closes the pipe at its end, and where more has come than is kept.
  private static func readAvailable(_ pipe: Pipe, _ output: inout [UInt8]) {
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    while pipe.reading >= 0 {
      let count = read(pipe.reading, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      if count > 0 { output += chunk[..<count] }
      if count <= 0 || output.count > outputLimit { pipe.closeReading() }
    }
  }
}
