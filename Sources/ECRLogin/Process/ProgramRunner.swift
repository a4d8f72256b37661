import AWSAuth

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
    // Written before anything is read: a helper answers after it has read all, and a pipe holds what we send.
    try? writeAll(input, to: stdin.writing)
    stdin.closeWriting()
    let output = (try? readAll(stdout.reading, outputLimit))?.prefix(outputLimit) ?? []
    stdout.closeReading()
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    return Result(status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: Array(output))
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
    guard pipe(&ends) == 0 else { throw SystemError(code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
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
