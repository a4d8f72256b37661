import Basics
import CProcess

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A program that was started, until its end.
///
/// Where there is a terminal it stays in our group of processes: in one of its own it could not ask there for a
/// password, nor would ^C reach it. Elsewhere it gets its own, so that what it has started in its turn ends with it,
/// and a signal that ends us is handed on.
final class ChildProcess {
  private let number: pid_t
  private let hasOwnGroup: Bool
  private let ending: Pipe

  /// Starts a program; `nil` where none of the files exists.
  /// - Parameters:
  ///   - program: The name that it gets as its first argument.
  ///   - candidates: The files that it can be, in order; the first that can be started is.
  ///   - arguments: Without the name.
  ///   - environment: As `NAME=VALUE`.
  ///   - stdin: What becomes its standard input.
  ///   - stdout: What becomes its standard output.
  /// - Throws: `SystemError`, or `MissingInterpreter` where only the program's interpreter does not exist.
  init?(
    _ program: String, at candidates: [String], _ arguments: [String], _ environment: [String], stdin: Int32,
    stdout: Int32
  ) throws {
    let ending = try Pipe()
    let hasOwnGroup = !Self.hasTerminal
    let started: pid_t?
    do {
      started = try Self.spawn(
        program, at: candidates, arguments, environment, stdin: stdin, stdout: stdout, inOwnGroup: hasOwnGroup)
    } catch {
      ending.close()
      throw error
    }
    guard let number = started else {
      ending.close()
      return nil
    }
    self.number = number
    self.hasOwnGroup = hasOwnGroup
    self.ending = ending
    if hasOwnGroup { cprocess_forward_signals(-number) }
    guard watch() else {
      kill()
      throw SystemError(code: EAGAIN)
    }
  }

  deinit {
    ending.close()
  }

  /// A file that can be read from as soon as the program has ended.
  var end: Int32 { ending.reading }

  /// Waits for the end of the program.
  /// - Returns: The exit code; 128 and the signal's number where a signal ended it.
  func status() -> Int32 {
    // From here on the number may soon be another's, who must not get our signals.
    if hasOwnGroup { cprocess_forward_signals(0) }
    var status: Int32 = 0
    while waitpid(number, &status, 0) < 0 {
      // Nobody knows how it ended: that is no success.
      guard errno == EINTR else { return 255 }
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  /// Ends the program and what it has started, as far as that is known.
  func kill() {
    systemKill(hasOwnGroup ? -number : number, SIGKILL)
    // What waits for a dead disk or network share does not even end by that; nobody waits for it.
    var file = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
    _ = poll(&file, 1, Self.lastWait)
    if hasOwnGroup { cprocess_forward_signals(0) }
    _ = waitpid(number, nil, WNOHANG)
  }

  /// Starts the first of the files that can be started.
  /// - Returns: The number of the process; `nil` where none of the files exists.
  private static func spawn(
    _ program: String, at candidates: [String], _ arguments: [String], _ environment: [String], stdin: Int32,
    stdout: Int32, inOwnGroup: Bool
  ) throws -> pid_t? {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, stdin, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, stdout, STDOUT_FILENO)
    if inOwnGroup {
      posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
      posix_spawnattr_setpgroup(&attributes, 0)
    }
    var number: pid_t = 0
    let isStarted = try startFirst(of: candidates) { file in
      withCStrings([program] + arguments) { argv in
        withCStrings(environment) { envp in posix_spawn(&number, file.onSystem, &actions, &attributes, argv, envp) }
      }
    }
    return isStarted ? number : nil
  }

  /// Goes through the files as execvp(3) does.
  /// - Parameters:
  ///   - candidates: The files, in order.
  ///   - start: Starts one of them, and returns 0 or the error's number.
  /// - Returns: Whether one was started; otherwise none exists.
  /// - Throws: `SystemError`, or `MissingInterpreter` where only the program's interpreter does not exist.
  private static func startFirst(of candidates: [String], by start: (String) -> Int32) throws -> Bool {
    var code = ENOENT
    var missing: MissingInterpreter?
    for file in candidates {
      let result = start(file)
      // A file that may not be run is reported only if no other directory has one.
      if result == ENOENT || result == ENOTDIR {
        missing = missing ?? MissingInterpreter(of: file)
        continue
      }
      code = result
      if result != EACCES { break }
    }
    if code == ENOENT {
      if let missing { throw missing }
      return false
    }
    guard code == 0 else { throw SystemError(code: code) }
    return true
  }

  /// How long a program may take to be gone that was killed, in milliseconds.
  private static let lastWait: Int32 = 1_000

  /// Has `end` readable at the end, by a thread that waits for it: no wait for a process has a timeout everywhere.
  /// - Returns: Whether there was a thread to be had.
  private func watch() -> Bool {
    let writing = ending.takeWriting()
    let isStarted = startThread { [number] in
      var information = siginfo_t()
      // The number stays taken until `status`: nobody else's process can be killed by it.
      while waitid(P_PID, id_t(number), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
      close(writing)
    }
    if !isStarted { close(writing) }
    return isStarted
  }

  /// Whether we belong to a terminal, at which a program could ask somebody.
  private static var hasTerminal: Bool {
    let terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0 else { return false }
    close(terminal)
    return true
  }
}

// The class has a method of the same name.
private func systemKill(_ process: pid_t, _ signal: Int32) {
  _ = kill(process, signal)
}

private func withCStrings<T>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> T
) -> T {
  var pointers = strings.map { strdup($0.onSystem) }
  pointers.append(nil)
  defer { pointers.forEach { free($0) } }
  return pointers.withUnsafeBufferPointer { buffer in
    // The array has its final nil, so there is a first element.
    guard let base = buffer.baseAddress else { return body([nil]) }
    return body(base)
  }
}
