import AWSAuth
import Basics

/// The file config.json.
struct DockerConfigFile {
  private let file: AtomicFile

  /// - Parameters:
  ///   - path: Where it is said to be; it may be a symbolic link, which stays one.
  ///   - deadline: Until when to wait for another process that is changing it.
  ///   - directory: What DOCKER_CONFIG says, where it is what says it.
  ///   - spareDirectory: Where a copy may be kept while a file is written in place whose directory cannot be written.
  init(path: String, deadline: Deadline? = nil, directory: String? = nil, spareDirectory: String? = nil) {
    var file = AtomicFile(
      path: path, name: "Docker's",
      advice: "Check its permissions, or choose another directory with DOCKER_CONFIG.", sizeLimit: 64 << 20)
    file.adviceOnDirectory =
      "A container's runtime makes one where a mount names a file that is not there: remove it, or choose another "
      + "directory with DOCKER_CONFIG."
    file.adviceOnMount = "Mount it for writing, or choose another directory with DOCKER_CONFIG."
    file.adviceOnFile = { file in
      guard file == directory else { return "Move it away, or choose another directory with DOCKER_CONFIG." }
      return "DOCKER_CONFIG is the directory that config.json is in: set it to one."
    }
    file.spareDirectory = spareDirectory
    file.adviceOnSpareDirectory =
      "Or name a directory of your own that can be written in ECR_LOGIN_CACHE_DIR: the file is then edited in place."
    if let deadline { file.lockTimeout = { deadline.remaining } }
    self.file = file
  }

  /// Where it is said to be.
  var path: String { file.path }

  /// The same, as messages show it.
  var shown: String { path.printable(limit: 300) }

  /// The file's content; empty where there is no file.
  /// - Throws: `Diagnostic` that names the file.
  func read() throws -> DockerConfig {
    try parse(file.read())
  }

  /// Finds out whether the file could be changed or made.
  /// - Throws: `Diagnostic` that names the file.
  func checkIsWritable() throws {
    try file.checkIsWritable()
  }

  /// Changes the file, or makes it.
  /// - Parameters:
  ///   - known: The file as it was read before; it need not be understood again where it is still the same.
  ///   - change: Makes the changes.
  /// - Returns: What became of it.
  /// - Throws: `Diagnostic` that names the file and says what is wrong with it; it is then as it was.
  @discardableResult
  func edit(known: DockerConfig? = nil, _ change: (inout DockerConfig) throws -> Void) throws -> AtomicFile.Edit {
    try file.edit { old in
      var config = if let known, known.content == old ?? [] { known } else { try parse(old) }
      try change(&config)
      return config.bytes
    }
  }

  /// Does something while no other process of ours changes the file, nor does anything of this kind.
  /// - Returns: What it returns.
  /// - Throws: What it throws.
  func whileLocked<T>(_ body: () throws -> T) throws -> T { try file.whileLocked { _ in try body() } }

  /// The failure to use a file that Docker cannot read, whatever is put into it.
  /// - Parameter problems: What stops Docker; at least one.
  /// - Returns: It names the file, the place, and what to do.
  func failure(_ problems: [DockerConfigProblem]) -> Diagnostic {
    let remedy = problems.remedy
    return Diagnostic(
      .invalidConfiguration, "Docker's \(path.printable(limit: 300)): \(problems.sentence)",
      advice: ([remedy.advice] + remedy.commands).joined(separator: " "))
  }

  private func parse(_ bytes: [UInt8]?) throws -> DockerConfig {
    do throws(DockerConfigFailure) {
      return try DockerConfig(bytes ?? [])
    } catch {
      if case .wrongType = error {
        // The same words as for what Docker stops at elsewhere: it stops here, too.
        let problems = DockerConfigSchema.problems(in: bytes ?? []).filter(\.stopsDocker)
        if !problems.isEmpty { throw failure(problems) }
      }
      throw Diagnostic(
        .invalidConfiguration, "Docker's \(path.printable(limit: 300)) \(error.description)",
        advice: "It was left as it is: correct it.")
    }
  }
}

extension DockerConfigFailure: CustomStringConvertible {
  /// What is wrong, as what follows the file's name in a sentence.
  var description: String {
    switch self {
    case .byteOrderMark: "begins with a byte order mark, which Docker does not take"
    case .notUTF8: "is not UTF-8"
    case .notJSON(let expected, let line, let column):
      "is not JSON: \(expected) should stand at line \(line), column \(column)"
    case .notAnObject: "is not a JSON object"
    case .wrongType(let key): "has a value for \(key.printable(limit: 40)) that is not of Docker's type for it"
    }
  }
}
