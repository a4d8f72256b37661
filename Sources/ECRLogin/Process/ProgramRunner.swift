import AWSAuth
import CProcess

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Runs another program with something on its standard input, and waits for it.
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

  /// Runs a program.
  /// - Parameters:
  ///   - program: Its name, looked for on the `PATH`.
  ///   - arguments: Without the name.
  ///   - input: What it reads from standard input.
  /// - Returns: `nil` where there is no such program.
  var run: @Sendable (_ program: String, _ arguments: [String], _ input: [UInt8]) throws -> Result?

  /// How much of a program's output is kept, in bytes.
  static let outputLimit = 64 << 10

  /// The variables that no program we start has any use for.
  static let withheld = [
    "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "BITRISE_IDENTITY_TOKEN", "BITRISE_BUILD_API_TOKEN",
    "secret_access_key", "build_api_token",
  ]
}

extension ProgramRunner {
  /// Runs programs with the given environment, less what is withheld.
  static func system(_ environment: [String: String]) -> ProgramRunner {
    let kept = environment.filter { !withheld.contains($0.key) }.map { "\($0.key)=\($0.value)" }.sorted()
    return ProgramRunner { program, arguments, input in
      try spawn(program, [program] + arguments, kept, input)
    }
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ environment: [String], _ input: [UInt8]
  ) throws -> Result? {
    let stdin = try Pipe()
    let stdout = try Pipe()
    defer {
      stdin.close()
      stdout.close()
    }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, stdin.reading, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, stdout.writing, STDOUT_FILENO)
    var child: pid_t = 0
    let code = withCStrings(arguments) { argv in
      withCStrings(environment) { envp in posix_spawnp(&child, program, &actions, nil, argv, envp) }
    }
    if code == ENOENT { return nil }
    guard code == 0 else { throw SystemError(code: code) }
    stdin.closeReading()
    stdout.closeWriting()
    let output = exchange(input, stdin, stdout)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    return Result(status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: output)
  }

  /// Writes the input and reads the output, in whatever order the program wants, until both are through.
  /// - Returns: The output, as much of it as is kept.
  private static func exchange(_ input: [UInt8], _ stdin: Pipe, _ stdout: Pipe) -> [UInt8] {
    var rest = input[...]
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    // A program that does not read while it writes must not hold us up.
    _ = fcntl(stdin.writing, F_SETFL, O_NONBLOCK)
    if rest.isEmpty { stdin.closeWriting() }
    while stdin.writing >= 0 || stdout.reading >= 0 {
      // What is closed has a negative number, which is passed over.
      var files = [
        pollfd(fd: stdin.writing, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: stdout.reading, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&files, 2, -1) < 0 {
        if errno == EINTR { continue }
        break
      }
      if files[0].revents != 0 {
        let count = rest.withUnsafeBytes { write(stdin.writing, $0.baseAddress, $0.count) }
        if count > 0 { rest = rest.dropFirst(count) }
        let isOver = rest.isEmpty || (count < 0 && errno != EAGAIN && errno != EINTR)
        if isOver { stdin.closeWriting() }
      }
      if files[1].revents != 0 {
        let count = read(stdout.reading, &chunk, chunk.count)
        if count > 0 { output += chunk[..<count] }
        let isOver = count == 0 || output.count > outputLimit || (count < 0 && errno != EINTR)
        if isOver { stdout.closeReading() }
      }
    }
    return Array(output.prefix(outputLimit))
  }

  private static func withCStrings<T>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> T
  ) -> T {
    var pointers = strings.map { strdup($0) }
    pointers.append(nil)
    defer { pointers.forEach { free($0) } }
    return pointers.withUnsafeBufferPointer { buffer in
      // The array has its final nil, so there is a first element.
      guard let base = buffer.baseAddress else { return body([nil]) }
      return body(base)
    }
  }
}

/// A pipe whose ends no child gets but those that are meant for it.
private final class Pipe {
  private(set) var reading: Int32
  private(set) var writing: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard cprocess_pipe(&ends) == 0 else { throw SystemError(code: errno) }
    reading = ends[0]
    writing = ends[1]
  }

  func closeReading() {
    if reading >= 0 { systemClose(reading) }
    reading = -1
  }

  func closeWriting() {
    if writing >= 0 { systemClose(writing) }
    writing = -1
  }

  func close() {
    closeReading()
    closeWriting()
  }
}

// The class has a method of the same name.
private func systemClose(_ file: Int32) {
  close(file)
}
