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

extension ProcessContext {
  /// The process that this is.
  ///
  /// The one place where the process's own streams, variables and files are touched.
  static func system() -> ProcessContext {
    // A reader that went away, or a file that may not grow, is an error of the write, not a reason to die at once.
    cprocess_ignore_sigpipe()
    // Where whoever started us ignores it, nobody would learn how a program has ended that we start.
    _ = signal(SIGCHLD, SIG_DFL)
    let outputIsOpen = fcntl(STDOUT_FILENO, F_GETFD) != -1
    // A file that is opened later must not get the number of a stream that was closed from outside.
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDWR)
    }
    let variables = environmentVariables(cprocess_environment())
    return ProcessContext(
      arguments: Array(CommandLine.arguments.dropFirst()),
      environment: Environment(variables), userID: geteuid(), time: .system,
      console: Console(
        readInput: { limit in try readAll(STDIN_FILENO, limit) },
        inputIsTerminal: isatty(STDIN_FILENO) == 1,
        writeOutput: { bytes in
          guard outputIsOpen else { throw SystemError(code: EBADF) }
          try writeAll(bytes, to: STDOUT_FILENO)
        },
        writeError: { bytes in try? writeAll(bytes, to: STDERR_FILENO) },
        outputIsTerminal: { isatty(STDOUT_FILENO) == 1 }, errorIsTerminal: { isatty(STDERR_FILENO) == 1 }),
      files: .system, runner: .system(variables), executablePath: executableFile,
      homeDirectory: homeByUserDatabase,
      makeTransport: { settings in
        let transport = LibcurlTransport(settings)
        openTransports.withLock { $0.append(transport) }
        return transport
      },
      makeProbe: { .libcurl($0) })
  }
}

/// What is open until the process ends, which closes connections faster than libcurl does.
private let openTransports = Locked<[LibcurlTransport]>([])

private func executableFile() -> String? {
  #if canImport(Darwin)
    var size = UInt32(PATH_MAX)
    var buffer = [CChar](repeating: 0, count: Int(size))
    guard _NSGetExecutablePath(&buffer, &size) == 0 else { return nil }
    return String(cString: buffer)
  #else
    return "/proc/self/exe"
  #endif
}

private func homeByUserDatabase() -> String? {
  guard let entry = getpwuid(geteuid()), let directory = entry.pointee.pw_dir else { return nil }
  return SystemText.text(UnsafeRawBufferPointer(start: directory, count: strlen(directory)))
}

/// The variables in a list that ends with a null pointer; of several of one name the first, as `getenv` has it.
func environmentVariables(_ list: UnsafePointer<UnsafePointer<CChar>?>?) -> [String: String] {
  var variables: [String: String] = [:]
  var next = list
  while let entry = next?.pointee {
    next = next?.successor()
    guard let sign = strchr(entry, CInt(UInt8(ascii: "="))) else { continue }
    let length = UnsafePointer(sign) - entry
    let name = entry.withMemoryRebound(to: UInt8.self, capacity: length) {
      String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
    }
    if variables[name] == nil {
      let value = UnsafeRawBufferPointer(start: sign + 1, count: strlen(sign + 1))
      variables[name] = SystemText.text(value)
    }
  }
  return variables
}

extension FileReader {
  /// The system's files.
  static let system = FileReader(
    content: { (path, limit) throws(Failure) in
      // Not blocking: opening a FIFO would wait for a writer.
      let file = open(path.onSystem, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
      guard file >= 0 else {
        throw errno == ENOENT || errno == ENOTDIR ? .missing : .system(SystemError(code: errno).description)
      }
      defer { close(file) }
      var status = stat()
      guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
      let bytes: [UInt8]
      do {
        bytes = try readAll(file, limit, size: Int(status.st_size))
      } catch {
        throw .system("\(error)")
      }
      guard bytes.count <= limit else { throw .tooLarge }
      return bytes
    },
    exists: { access($0.onSystem, F_OK) == 0 },
    isReadable: { access($0.onSystem, R_OK) == 0 },
    isExecutable: { path in
      var status = stat()
      return stat(path.onSystem, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path.onSystem, X_OK) == 0
    },
    isWritableDirectory: { path in
      var status = stat()
      return stat(path.onSystem, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        && access(path.onSystem, W_OK | X_OK) == 0
    },
    isDirectory: { path in
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    },
    names: { path in
      let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard directory >= 0 else { return [] }
      defer { close(directory) }
      return ECRLogin.names(in: directory)
    },
    status: { path in
      var status = stat()
      guard stat(path.onSystem, &status) == 0 else { return nil }
      return FileStatus(
        permissions: UInt32(status.st_mode) & 0o7777, device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    })
}
